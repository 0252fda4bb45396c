"""When an office is open, on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Session:
    """One stretch of a day in which the office is open, such as 7:30 to 11:30."""

    opens: time
    closes: time


@dataclass(frozen=True)
class Hours:
    """The sessions of each weekday, Monday first; `always` is for demonstrations and tests."""

    week: tuple[tuple[Session, ...], ...]
    always: bool = False

    def is_open(self, local: datetime) -> bool:
        """Whether the office is open at this moment of its own clock."""
        return self.always or any(s.opens <= local.time() < s.closes for s in self.sessions(local))

    def sessions(self, local: datetime) -> Sequence[Session]:
        """The sessions of the day in which `local` lies."""
        return self.week[local.weekday()]

    def opens_next(self, local: datetime) -> datetime | None:
        """The next opening after `local`, or None where no weekday has hours."""
        for ahead in range(8):
            day = local + timedelta(days=ahead)
            for session in self.sessions(day):
                opening = datetime.combine(day.date(), session.opens, local.tzinfo)
                if opening > local:
                    return opening
        return None
