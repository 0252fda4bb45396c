"""When an office is open, on its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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

    def within(self, other: Hours) -> Hours:
        """The hours in which both are open."""
        if self.always or other.always:
            return other if self.always else self
        return Hours(
            tuple(
                tuple(both for one in mine for two in theirs if (both := _common(one, two)))
                for mine, theirs in zip(self.week, other.week, strict=True)
            )
        )

    def ending_earlier(self, by: timedelta) -> Hours:
        """The same, with every session ending so much earlier; one shorter than that falls out."""
        if self.always or not by:
            return self
        return Hours(tuple(tuple(one for s in day if (one := _shortened(s, by))) for day in self.week))

    def ends(self, local: datetime) -> datetime | None:
        """When the last session of the day in which `local` lies ends; None where that is never."""
        closings = [session.closes for session in self.sessions(local)]
        if self.always or not closings:
            return None
        return datetime.combine(local.date(), max(closings), local.tzinfo)

    def opens_next(self, local: datetime) -> datetime | None:
        """The next opening after `local`, or None where no weekday has hours."""
        for ahead in range(8):
            day = local + timedelta(days=ahead)
            for session in self.sessions(day):
                opening = datetime.combine(day.date(), session.opens, local.tzinfo)
                if opening > local:
                    return opening
        return None


def _common(one: Session, other: Session) -> Session | None:
    opens, closes = max(one.opens, other.opens), min(one.closes, other.closes)
    return Session(opens, closes) if opens < closes else None


def _shortened(session: Session, by: timedelta) -> Session | None:
    day = date(2000, 1, 1)
    opens = datetime.combine(day, session.opens)
    closes = datetime.combine(day, session.closes) - by
    return Session(session.opens, closes.time()) if opens < closes else None
