"""Changes of settings as values: what differs between two states, and bringing a difference into a third."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Tree = dict[str, dict[str, Any]]
"""All settings: section → key → the entry's fields. The office's own fields stand in OFFICE under their names."""

OFFICE = "office"
ORDER = "order"
"""The field that an order of keys is written in, with no key."""
ORDERED = ("queues", "priorities")
"""The sections in which people see the entries in the office's own order."""


@dataclass(frozen=True)
class Difference:
    """One value before and after; None where there was none, or is none any more."""

    section: str
    key: str
    field: str
    """Which field of the entry; "" is the whole entry, come or gone."""
    before: Any
    after: Any

    @property
    def is_order(self) -> bool:
        return not self.key and self.field == ORDER

    def reversed(self) -> Difference:
        return Difference(self.section, self.key, self.field, self.after, self.before)


class Overtaken(Exception):
    """A value is not any more what the difference starts from; `present` is what it is."""

    def __init__(self, difference: Difference, present: Any) -> None:
        super().__init__(difference, present)
        self.difference = difference
        self.present = present


def differences(before: Tree, after: Tree) -> list[Difference]:
    """What leads from one state to the other, by value where an entry is in both."""
    found: list[Difference] = []
    for section, entries in after.items():
        found += _of_section(section, before[section], entries)
    return found


def _of_section(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    if section == OFFICE:
        yield from _of_entry(section, "", before, after)
        return
    for key in (*before, *(key for key in after if key not in before)):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            yield Difference(section, key, "", was, now)
        else:
            yield from _of_entry(section, key, was, now)
    if section in ORDERED and list(before) != list(after):
        yield Difference(section, "", ORDER, list(before), list(after))


def _of_entry(
    section: str, key: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    for field in (*before, *(field for field in after if field not in before)):
        if before.get(field) != after.get(field):
            yield Difference(section, key, field, before.get(field), after.get(field))


def applied(tree: Tree, changes: Sequence[Difference]) -> Tree:
    """`tree` with these changes; Overtaken where a value is not what one of them starts from."""
    changed = deepcopy(tree)
    for one in changes:
        if one.is_order:
            _reorder(changed[one.section], one.after)
        elif one.section == OFFICE:
            _set(changed[OFFICE], one.field, one)
        elif one.field:
            entry = changed[one.section].get(one.key)
            if entry is None:
                raise Overtaken(one, None)
            _set(entry, one.field, one)
        else:
            _set(changed[one.section], one.key, one)
    return changed


def _set(values: dict[str, Any], name: str, change: Difference) -> None:
    present = values.get(name)
    if present != change.before:
        raise Overtaken(change, present)
    if change.after is None and not change.field:
        values.pop(name, None)
    else:
        values[name] = change.after


def _reorder(entries: dict[str, Any], order: Sequence[str]) -> None:
    """Bring the entries that `order` names into that order; the others follow as they were.

    An order is a wish, not a fact to be overtaken: an entry that has come or gone since does it no harm.
    """
    places = {key: place for place, key in enumerate(order)}
    ordered = sorted(entries, key=lambda key: places.get(key, len(places)))
    for key in ordered:
        entries[key] = entries.pop(key)
