"""Queues as offices use them: which numbers they give, when, and until when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from queue_app.domain.errors import MayNotBeServed, OfficeClosed, QueueClosed, QueueFull
from queue_app.domain.estimates import Wait
from queue_app.profiles import schema
from queue_app.services import queues
from queue_app.services.offices import import_profile
from queue_app.services.tickets import Wish, issue_ticket
from queue_app.storage import offices
from queue_app.storage.database import Database
from queue_app.storage.models import PRINT_JOBS
from tests.conftest import MONDAY, Clock
from tests.services.test_tickets import Ward


class Hall(Ward):
    """The office with its supervisor."""

    def closes_queue(self, letter: str, reason: str) -> None:
        with self.database.transaction(self.office.id) as tx:
            queues.close_queue(tx, self.office, self.office.queue(letter), reason=reason)
        self._reads_again()

    def opens_queue(self, letter: str) -> None:
        with self.database.transaction(self.office.id) as tx:
            queues.open_queue(tx, self.office, self.office.queue(letter))
        self._reads_again()

    def _reads_again(self) -> None:
        with self.database.reading() as tx:
            self.office = offices.load(tx, self.office.code)


WardWith = Callable[..., Hall]


@pytest.fixture
def ward_with(database: Database, clock: Clock) -> WardWith:
    """Makes Thanh Liệt with other rules for its queue A: `ward_with(daily_limit=2)`."""

    def make(*, always_open: bool = True, **rules: Any) -> Hall:
        profile = schema.read(schema.find("phuong-thanh-liet"))
        first, *others = profile.office.model_dump()["queues"]
        told = profile.office.model_dump() | {"queues": [first | rules, *others]}
        changed = profile.model_copy(update={"office": schema.OfficeProfile.model_validate(told)})
        with database.transaction() as tx:
            return Hall(database, import_profile(tx, changed, always_open=always_open, now=MONDAY), clock)

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
        assert full.value.values == {"queue": "A"}
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


MORNINGS = {"hours": {"tuesday": ["8:00-11:00"], "thursday": ["8:00-11:00"]}}


def test_a_queue_with_hours_of_its_own_says_when_it_gives_numbers_again(ward_with: WardWith) -> None:
    ward = ward_with(always_open=False, **MORNINGS)
    assert ward.takes("B").label == "B001"
    with pytest.raises(QueueClosed) as closed:
        ward.takes("A")
    assert closed.value.sentence == "queue-closed-hours"
    assert closed.value.values["opens"] == "08:00 24/11/2026"
    ward.clock.pass_(days=1)
    assert ward.takes("A").label == "A001"


def test_the_last_number_is_given_half_an_hour_before_the_session_ends(ward_with: WardWith) -> None:
    ward = ward_with(always_open=False, last_ticket_minutes=30)
    ward.clock.pass_(hours=2, minutes=49)
    assert ward.takes("A").label == "A001"
    ward.clock.pass_(minutes=1)
    with pytest.raises(QueueClosed) as closed:
        ward.takes("A")
    assert closed.value.sentence == "queue-closed-last-number"
    assert closed.value.values["opens"] == "13:30 23/11/2026"
    assert ward.takes("B").label == "B001"
    ward.clock.pass_(minutes=40)
    with pytest.raises(OfficeClosed):
        ward.takes("A")


def test_a_demonstration_gives_numbers_of_every_queue_at_any_hour(ward_with: WardWith) -> None:
    ward = ward_with(always_open=True, last_ticket_minutes=600, **MORNINGS)
    assert ward.takes("A").label == "A001"


def test_a_queue_that_was_closed_by_hand_says_why_until_it_is_opened(ward_with: WardWith) -> None:
    ward = ward_with()
    before = ward.takes("A")
    ward.closes_queue("A", "Cán bộ họp đột xuất")
    with pytest.raises(QueueClosed) as closed:
        ward.takes("A")
    assert closed.value.sentence == "queue-closed-by-hand"
    assert closed.value.values["reason"] == "Cán bộ họp đột xuất"
    assert ward.takes("B").label == "B001"
    assert ward.calls_next(2).id == before.id, "who has a number is served"
    ward.opens_queue("A")
    assert ward.takes("A").label == "A002"


def test_importing_the_profile_again_opens_no_queue_that_was_closed_by_hand(ward_with: WardWith) -> None:
    ward_with().closes_queue("A", "Mất mạng")
    with pytest.raises(QueueClosed):
        ward_with().takes("A")


AFTERNOON = {"hours": {"monday": ["13:30-16:00"]}}


@pytest.mark.parametrize(
    ("rules", "at", "p90_min", "closes"),
    [
        ({}, (16, 29), 30, None),
        ({}, (16, 30), 30, "17:00"),
        ({}, (10, 0), 100, None),
        (AFTERNOON, (15, 29), 30, None),
        (AFTERNOON, (15, 30), 30, "16:00"),
    ],
)
def test_who_may_not_be_served_today_is_told_before_they_take_a_number(
    ward_with: WardWith, rules: dict[str, Any], at: tuple[int, int], p90_min: int, closes: str | None
) -> None:
    hall = ward_with(always_open=False, **rules)
    now = hall.office.local(hall.clock()).replace(hour=at[0], minute=at[1])
    queue, wait = hall.office.queue("A"), Wait(60, p90_min * 60)
    if closes is None:
        queues.require_served_today(hall.office, queue, wait, now=now)
        return
    with pytest.raises(MayNotBeServed) as told:
        queues.require_served_today(hall.office, queue, wait, now=now)
    assert (told.value.values["promised"], told.value.values["closes"]) == (closes, closes)


def test_a_wish_that_says_nothing_of_it_is_asked_about_too(ward_with: WardWith) -> None:
    hall = ward_with(always_open=False)
    now = hall.office.local(hall.clock()).replace(hour=16, minute=45)
    wish = Wish(hall.office.queue("A"))
    with pytest.raises(MayNotBeServed), hall.database.transaction(hall.office.id) as tx:
        issue_ticket(tx, hall.office, wish, actor="t", now=now, wait=Wait(60, 1800))


def test_nobody_is_asked_where_no_wait_can_be_promised_or_the_office_never_closes(
    ward_with: WardWith,
) -> None:
    for hall, wait in (
        (ward_with(always_open=False), None),
        (ward_with(always_open=True), Wait(0, 24 * 3600)),
    ):
        queues.require_served_today(hall.office, hall.office.queue("A"), wait, now=hall.clock())
