"""Which devices are there: kept from live connections, and written down now and then for other processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Alive:
    """A device with at least one open connection to this process."""

    since: datetime
    release: str


@dataclass(frozen=True)
class Presence:
    """The devices of this process, by their token. People are not kept."""

    clock: Callable[[], datetime]
    alone: bool = True
    """Whether every device is connected to this process."""
    _open: dict[str, tuple[int, Alive]] = field(default_factory=dict)
    _left: dict[int, datetime] = field(default_factory=dict)
    began: datetime = field(init=False)
    """From when on devices could be seen."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", self.clock())

    def came(self, connection: str, token_id: int, release: str) -> None:
        """A device with this token has opened a connection of this name, with a page of this release."""
        self._open[connection] = token_id, Alive(self.clock(), release[:32])

    def left(self, connection: str) -> None:
        """The connection is closed; its device may have another."""
        if gone := self._open.pop(connection, None):
            self._left[gone[0]] = self.clock()

    def left_at(self, token_id: int) -> datetime | None:
        """When the device was last seen to go; None where this process has not seen it."""
        return self._left.get(token_id)

    def alive(self) -> dict[int, Alive]:
        """By token: since when it is there, and the release of the page that it opened last."""
        found: dict[int, Alive] = {}
        for token_id, one in sorted(self._open.values(), key=lambda one: one[1].since):
            first = found.get(token_id, one)
            found[token_id] = Alive(first.since, one.release)
        return found
