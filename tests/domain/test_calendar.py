"""When the office is open."""

from datetime import datetime
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
