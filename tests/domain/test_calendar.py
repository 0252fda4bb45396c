"""When the office is open."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from queue_app.storage.offices import hours_of

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WEEK = {
    day: ["7:30-11:30", "13:30-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
}


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=HANOI)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 07:29:59", False),
        ("2026-11-23 07:30:00", True),
        ("2026-11-23 11:30:00", False),
        ("2026-11-23 13:30:00", True),
        ("2026-11-23 16:59:59", True),
        ("2026-11-23 17:00:00", False),
        ("2026-11-22 09:00:00", False),
    ],
)
def test_the_office_keeps_its_hours(moment: str, is_open: bool) -> None:
    assert hours_of(WEEK).is_open(at(moment)) is is_open


def test_a_demonstration_is_open_on_sunday_night() -> None:
    assert hours_of(WEEK, always=True).is_open(at("2026-11-22 23:59:00"))


def test_after_friday_the_office_opens_on_monday() -> None:
    assert hours_of(WEEK).opens_next(at("2026-11-27 17:00:00")) == at("2026-11-30 07:30:00")


def test_an_office_without_hours_never_opens() -> None:
    assert hours_of({}).opens_next(at("2026-11-23 08:00:00")) is None


@pytest.mark.parametrize("written", ["17:00-7:30", "7h30-11h30", "7:30"])
def test_hours_that_make_no_sense_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        hours_of({"monday": [written]})


def test_a_queue_that_is_served_on_two_mornings_keeps_within_the_offices_hours() -> None:
    both = hours_of({"tuesday": ["8:00-12:00"], "saturday": ["8:00-11:00"]}).within(hours_of(WEEK))
    assert both.is_open(at("2026-11-24 11:29:59"))
    assert not both.is_open(at("2026-11-24 11:30:00"))
    assert not both.is_open(at("2026-11-28 09:00:00"))
    assert both.opens_next(at("2026-11-24 08:00:00")) == at("2026-12-01 08:00:00")


def test_the_last_number_is_given_before_each_session_ends() -> None:
    giving = hours_of(WEEK).ending_earlier(timedelta(minutes=30))
    assert [giving.is_open(at(f"2026-11-23 {time}")) for time in ("10:59", "11:00", "13:30", "16:30")] == [
        True,
        False,
        True,
        False,
    ]
    assert giving.opens_next(at("2026-11-23 11:00:00")) == at("2026-11-23 13:30:00")


def test_a_session_shorter_than_that_gives_no_number_at_all() -> None:
    short = hours_of({"monday": ["0:10-0:30", "8:00-9:00"]}).ending_earlier(timedelta(minutes=30))
    assert [len(day) for day in short.week] == [1, 0, 0, 0, 0, 0, 0]


def test_the_day_ends_with_its_last_session() -> None:
    assert hours_of(WEEK).ends(at("2026-11-23 08:00:00")) == at("2026-11-23 17:00:00")
    assert hours_of(WEEK).ends(at("2026-11-22 08:00:00")) is None
    assert hours_of(WEEK, always=True).ends(at("2026-11-23 08:00:00")) is None
