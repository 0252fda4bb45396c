"""What is wrong with a profile's values, by kind, so that a page can say it in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value of a profile: where it stands, the kind of mistake, and its particulars."""

    path: list[str | int]
    kind: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_english(self) -> str:
        """For whoever reads the file beside it."""
        return _IN_ENGLISH[self.kind].format(**self.values)


_IN_ENGLISH = {
    "twice": "{value} stands twice",
    "no-such-queue": "counter {counter} serves {queue}, which is no queue",
    "unserved": "no counter serves queue {queue}",
    "backwards": "lies before the first number, {first}",
    "same-number": "queues {other} and {queue} could both give the number {label}",
}


class Faulty(Exception):
    """Values that make no profile; the first of them is `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


_KINDS = {
    "missing": "empty",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "too_short": "too-few",
    "too_long": "too-many",
    "greater_than_equal": "too-small",
    "greater_than": "too-small",
    "less_than_equal": "too-large",
    "int_parsing": "no-number",
    "int_type": "no-number",
    "int_from_float": "no-number",
    "float_parsing": "no-number",
    "float_type": "no-number",
    "pale": "pale",
}
_LIMITS = ("max_length", "min_length", "ge", "gt", "le", "ratio")


def fault_of(error: Any) -> Fault:
    """The fault that one of pydantic's errors tells of."""
    path = [part for part in error["loc"] if part != "[key]"]
    if path[:1] == ["office"]:
        path = path[1:]
    limits = error.get("ctx") or {}
    limit = next((limits[name] for name in _LIMITS if name in limits), "")
    kind = "wrong-hours" if "hours" in path else _KINDS.get(error["type"], "wrong-form")
    return Fault(path, kind, {"limit": limit})
