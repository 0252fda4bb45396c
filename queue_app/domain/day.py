"""When a business day is closed, and what becomes of those who are still there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from queue_app.domain.offices import Closing, Office
from queue_app.domain.tickets import MOVES, Move, State

LAST_VISITS = timedelta(hours=2)
"""How long after the close a visit at an open counter may go on; then it was forgotten."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """A business day whose close has come."""

    day: date
    last_visits: bool
    """Whether the visits that may outlast the close are over too."""


def due(office: Office, now: datetime) -> Due:
    """The newest business day whose close has come by `now`; with it all days before it are closed.

    A day without hours has no close of its own.
    """
    today = office.business_day(now)
    last_week = (today - timedelta(days=back) for back in range(WEEK.days + 1))
    over = (day for day in last_week if _has_hours(office, day) and closes_at(office, day) <= now)
    day = next(over, today - timedelta(days=1))
    return Due(day, now >= closes_at(office, day) + LAST_VISITS)


def closes_at(office: Office, day: date) -> datetime:
    """When `day` is closed: the office's time after its last session, and at midnight at the latest.

    So does an office that is always open.
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, office.zone).astimezone(UTC)
    ends = [] if office.hours.always else list(_session_ends(office, day))
    return min(max(ends) + office.rules.closes_after, midnight) if ends else midnight


def move_at_close(closing: Closing, state: State) -> Move:
    """What the close does with an open ticket in this state."""
    carried = closing is Closing.CARRY_OVER and state in MOVES[Move.CARRY_OVER]
    return Move.CARRY_OVER if carried else Move.CLOSE_DAY


def _has_hours(office: Office, day: date) -> bool:
    return office.hours.always or any(_session_ends(office, day))


def _session_ends(office: Office, day: date) -> Iterator[datetime]:
    """When the sessions of the office end, and those of queues that have hours of their own."""
    for hours in (office.hours, *(queue.hours for queue in office.queues if queue.hours)):
        for session in hours.week[day.weekday()]:
            yield datetime.combine(day, session.closes, office.zone).astimezone(UTC)
