"""When a business day is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from queue_app.domain.calendar import Hours, Session
from queue_app.domain.day import Due, closes_at, due
from queue_app.domain.offices import Office, Queue, Rules

MORNING, AFTERNOON = Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17))
WEEKDAYS = Hours(((MORNING, AFTERNOON),) * 5 + ((), ()))
SATURDAY = Hours(((),) * 5 + ((MORNING,), ()))
FRIDAY = date(2026, 11, 20)


def office(hours: Hours = WEEKDAYS, after: timedelta = timedelta(hours=2), *queues: Queue) -> Office:
    return Office(
        id=1, code="x", name="", authority="", slogan="", hotline="", timezone="Asia/Ho_Chi_Minh",
        hours=hours, footer=(), printer="", rules=Rules(closes_after=after), languages=("vi",),
        queues=queues, counters=(),
    )  # fmt: skip


def hanoi(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=office().zone)


@pytest.mark.parametrize(
    ("there", "closes"),
    [
        (office(), hanoi(20, 19)),
        (office(after=timedelta(0)), hanoi(20, 17)),
        (office(after=timedelta(hours=9)), hanoi(21, 0)),
        (office(replace(WEEKDAYS, always=True)), hanoi(21, 0)),
        (office(SATURDAY), hanoi(21, 0)),
    ],
)
def test_a_day_closes_after_its_last_session_and_at_midnight_at_the_latest(
    there: Office, closes: datetime
) -> None:
    assert closes_at(there, FRIDAY) == closes


def test_a_queue_with_longer_hours_keeps_the_day_open() -> None:
    late = Hours(((Session(time(18), time(20)),),) * 7)
    queue = Queue(1, "A", "", "", timedelta(minutes=5), hours=late)
    assert closes_at(office(WEEKDAYS, timedelta(hours=1), queue), FRIDAY) == hanoi(20, 21)


@pytest.mark.parametrize(
    ("now", "day", "last_visits"),
    [
        (hanoi(20, 18, 59), date(2026, 11, 19), True),
        (hanoi(20, 19), FRIDAY, False),
        (hanoi(20, 21), FRIDAY, True),
        (hanoi(22, 12), FRIDAY, True),
        (hanoi(23, 7), FRIDAY, True),
    ],
)
def test_days_without_hours_have_no_close_of_their_own(now: datetime, day: date, last_visits: bool) -> None:
    assert due(office(), now.astimezone(UTC)) == Due(day, last_visits)


def test_an_office_without_any_hours_closes_yesterday() -> None:
    assert due(office(Hours(((),) * 7)), hanoi(23, 7)).day == date(2026, 11, 22)
