"""Queues as offices use them: which numbers they give, when, and until when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from queue_app.domain.errors import QueueFull
from queue_app.profiles import schema
from queue_app.services.offices import import_profile
from queue_app.storage.database import Database
from queue_app.storage.models import PRINT_JOBS
from tests.conftest import Clock
from tests.services.test_tickets import Ward

WardWith = Callable[..., Ward]


@pytest.fixture
def ward_with(database: Database, clock: Clock) -> WardWith:
    """Makes Thanh Liệt with other rules for its queue A: `ward_with(daily_limit=2)`."""

    def make(*, always_open: bool = True, **rules: Any) -> Ward:
        profile = schema.read(schema.find("phuong-thanh-liet"))
        first, *others = profile.office.model_dump()["queues"]
        told = profile.office.model_dump() | {"queues": [first | rules, *others]}
        changed = profile.model_copy(update={"office": schema.OfficeProfile.model_validate(told)})
        with database.transaction() as tx:
            return Ward(database, import_profile(tx, changed, always_open=always_open), clock)

    return make


@pytest.mark.parametrize(
    ("rules", "labels"),
    [
        ({}, ["A001", "A002"]),
        ({"prefix": "A-", "first_number": 25}, ["A-025", "A-026"]),
        ({"prefix": "1"}, ["1001", "1002"]),
        ({"prefix": "", "digits": 4, "first_number": 25}, ["0025", "0026"]),
        ({"digits": 1, "first_number": 9}, ["A9", "A10"]),
    ],
)
def test_numbers_look_as_the_office_writes_them_also_on_paper(
    ward_with: WardWith, rules: dict[str, Any], labels: list[str]
) -> None:
    ward = ward_with(**rules)
    assert [ward.takes("A").label for _ in labels] == labels
    with ward.database.reading() as tx:
        slips = tx.connection.execute(select(PRINT_JOBS.c.payload).order_by(PRINT_JOBS.c.id)).scalars()
        assert [slip["label"] for slip in slips] == labels


@pytest.mark.parametrize("rules", [{"first_number": 7, "last_number": 9}, {"daily_limit": 3}])
def test_when_all_numbers_are_given_there_is_none_until_tomorrow(
    ward_with: WardWith, rules: dict[str, Any]
) -> None:
    ward = ward_with(**rules)
    first = [ward.takes("A").label for _ in range(3)]
    for _ in range(2):
        with pytest.raises(QueueFull) as full:
            ward.takes("A")
        assert full.value.values == {"queue": "A", "name": "Hộ tịch"}
    assert ward.takes("B").label == "B001"
    ward.clock.pass_(days=1)
    assert ward.takes("A").label == first[0]


def test_eight_who_press_for_the_last_three_numbers_get_three_and_no_number_is_lost(
    ward_with: WardWith,
) -> None:
    ward = ward_with(daily_limit=5)
    answers = [ward.takes("A").label, ward.takes("A").label]

    def presses() -> None:
        try:
            answers.append(ward.takes("A").label)
        except QueueFull:
            answers.append("full")

    at_once = [threading.Thread(target=presses) for _ in range(8)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert sorted(answers) == [f"A00{n}" for n in range(1, 6)] + ["full"] * 5


def test_a_range_or_limit_that_is_changed_during_the_day_holds_from_then_on(ward_with: WardWith) -> None:
    assert ward_with(daily_limit=1).takes("A").label == "A001"
    more = ward_with(daily_limit=2)
    assert more.takes("A").label == "A002"
    with pytest.raises(QueueFull):
        more.takes("A")
    assert ward_with(first_number=500).takes("A").label == "A500"
    with pytest.raises(QueueFull):
        ward_with(last_number=499).takes("A")
