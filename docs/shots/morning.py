"""One Monday morning, always the same: who comes, who calls whom, until the room is as full as it gets."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docs.shots.office import StagedOffice

OPENS, HA_COMES, RUSH_ENDS = 7 * 60 + 30, 8 * 60 + 5, 8 * 60 + 48
"""Minutes after midnight."""
COMING = {"A": 0.42, "B": 0.42, "C": 0.09, "D": 0.08, "E": 0.06, "P": 0.04}
"""People a minute, by queue."""
TAKES = {"A": 8.0, "B": 5.0, "C": 13.0, "D": 9.0, "E": 11.0, "P": 16.0}
"""Minutes of a visit, by queue."""
OPEN_EARLY, OPEN_WITH_HA = (1, 4, 5, 6, 7, 8), (2, 3)


@dataclass
class Morning:
    """Plays the morning in `office`; `ha_comes` is what happens when counter 3 gets its clerk."""

    office: StagedOffice
    ha_comes: Callable[[], None]
    _random: random.Random = field(default_factory=lambda: random.Random(24))  # noqa: S311
    _free_at: dict[int, float] = field(default_factory=lambda: dict.fromkeys(OPEN_EARLY, 0.0))

    def play(self) -> None:
        """From the opening until 8:53, when some twenty people wait."""
        for minute in range(OPENS, RUSH_ENDS):
            if minute == HA_COMES:
                self._at(minute)
                self.ha_comes()
                self._free_at |= dict.fromkeys(OPEN_WITH_HA, 0.0)
            self._people_come(minute)
            self._desks_work(minute)
        self._last_minutes()

    def _people_come(self, minute: int) -> None:
        for second, (queue, rate) in enumerate(COMING.items(), start=2):
            if self._random.random() < rate:
                self._at(minute, 3 * second)
                is_elderly = self._random.random() < 0.08
                self.office.takes(queue, "elderly" if is_elderly else None)

    def _desks_work(self, minute: int) -> None:
        for counter, free_at in self._free_at.items():
            if free_at > minute:
                continue
            self._at(minute, 30 + 3 * counter)
            ticket = self.office.calls_next(counter)
            if ticket:
                self.office.starts(counter, ticket)
                usual = TAKES[ticket["queue"]]
                self._free_at[counter] = minute + usual * self._random.uniform(0.7, 1.4)

    def _last_minutes(self) -> None:
        """An old lady is served at counter 3, a veteran waits, and in the last minute three counters call."""
        for moment, leaves in (("8:48:02", self.office.marks_absent), ("8:48:10", self.office.lets_aside)):
            ticket = self._calls(moment, 2)
            if ticket:
                leaves(2, ticket)
        self._takes("8:48:20", "A", "elderly")
        for moment, counter in (("8:49:05", 7), ("8:49:40", 3), ("8:50:30", 6)):
            ticket = self._calls(moment, counter)
            if ticket:
                self.office.starts(counter, ticket)
        for second, queue in enumerate("BADBACB"):
            self._takes(f"8:51:{8 * second}", queue)
        for moment, counter in (("8:52:15", 2), ("8:52:40", 1), ("8:52:58", 4)):
            self._calls(moment, counter)
        self._takes("8:53:04", "B", "merit")

    def _takes(self, moment: str, queue: str, priority: str | None = None) -> None:
        self.office.it_is(moment)
        time.sleep(
            0.3
        )  # a slip's promise may rest on a reading of the room that is a quarter of a second old
        self.office.takes(queue, priority)
        self.office.prints_all()

    def _calls(self, moment: str, counter: int) -> Any:
        self.office.it_is(moment)
        return self.office.calls_next(counter)

    def _at(self, minute: int, second: int = 0) -> None:
        self.office.it_is(f"{minute // 60}:{minute % 60}:{second}")
