"""A profile is imported while people are at work and others wait."""

from __future__ import annotations

from typing import Any

import pytest

from queue_app.domain.errors import (
    CounterClosed,
    CounterInUse,
    NumbersGiven,
    PersonAway,
    QueueInUse,
    QueueRetired,
)
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, State
from queue_app.profiles import schema
from queue_app.services import tickets, transfers
from queue_app.services.offices import import_profile
from queue_app.services.transfers import To
from queue_app.storage import journal
from queue_app.storage.database import Database
from tests.conftest import Clock
from tests.services.test_moves import Ward

THANH_LIET = schema.read(schema.find("phuong-thanh-liet"))


@pytest.fixture
def ward(database: Database, thanh_liet: Office, clock: Clock) -> Ward:
    return Ward(database, thanh_liet, clock)


def imports(ward: Ward, **changes: Any) -> None:
    office = THANH_LIET.office.model_copy(update=changes)
    kept = {queue.code for queue in office.queues}
    procedures = [one for one in THANH_LIET.procedures if one.queue in kept]
    profile = THANH_LIET.model_copy(update={"office": office, "procedures": procedures})
    with ward.database.transaction() as tx:
        ward.office = import_profile(tx, profile, always_open=True, now=ward.clock())


def without_queue(code: str) -> dict[str, Any]:
    counters = [
        one.model_copy(
            update={"serves": {letter: lag for letter, lag in one.serves.items() if letter != code}}
        )
        for one in THANH_LIET.office.counters
    ]
    return {
        "queues": [queue for queue in THANH_LIET.office.queues if queue.code != code],
        "counters": [counter for counter in counters if counter.serves],
    }


def test_who_waited_at_a_counter_that_is_no_more_waits_for_anybody(ward: Ward) -> None:
    ha = ward.person("ha")
    ward.opens(2)
    ward.opens(3, ha)
    waiting = [ward.takes("A"), ward.takes("A")]
    for ticket, to in zip(waiting, (To(counter=ward.office.counter(2)), To(person="ha")), strict=True):
        ward.does(transfers.transfer, ticket, to=to, reason="Hồ sơ của chị Hà")
    third = ward.takes("A")
    retired = ward.office.counter(2)
    imports(ward, counters=[one for one in THANH_LIET.office.counters if one.number not in (2, 3)])
    for closed, to in ((PersonAway, To(person="ha")), (CounterClosed, To(counter=retired))):
        with pytest.raises(closed):
            ward.does(transfers.transfer, third, to=to, reason="Hồ sơ của chị Hà")
    ward.opens(1, ha)
    assert [ward.calls_next(1, ha).id for _ in range(3)] == [one.id for one in (*waiting, third)]
    assert [one.move for one in ward.story(waiting[0])][2] is Move.RELEASE
    with ward.database.reading() as tx:
        rows = list(journal.walk(tx.connection, ward.office.id))
    assert [row.version for row in rows] == sorted(row.version for row in rows)


def test_a_counter_stays_in_use_while_somebody_is_at_it(ward: Ward) -> None:
    without_it = [one for one in THANH_LIET.office.counters if one.number != 2]
    ward.opens(2)
    ticket = ward.takes("A")
    ward.calls_next(2)
    with pytest.raises(CounterInUse) as refused:
        imports(ward, counters=without_it)
    assert refused.value.values == {"counter": 2, "label": ticket.label}
    ward.does(tickets.finish, ticket)
    imports(ward, counters=without_it)
    assert 2 not in [one.number for one in ward.office.counters]


def test_a_queue_stays_in_use_while_people_wait_in_it(ward: Ward) -> None:
    waiting, aside = ward.takes("P"), ward.takes("P")
    ward.does(tickets.step_back, aside)
    with pytest.raises(QueueInUse) as refused:
        imports(ward, **without_queue("P"))
    assert (refused.value.values["queue"], refused.value.values["waiting"]) == ("P", 2)
    for ticket in (waiting, aside):
        ward.does(tickets.cancel, ticket)
    imports(ward, **without_queue("P"))
    assert "P" not in [queue.code for queue in ward.office.queues]


def test_a_queue_stays_in_use_while_somebody_is_served_who_may_have_to_come_back_to_it(ward: Ward) -> None:
    ticket = ward.takes("P")
    at = next(one.number for one in ward.office.counters if "P" in one.lags)
    ward.calls_next(at)
    with pytest.raises(QueueInUse):
        imports(ward, **without_queue("P"))
    assert ward.does(tickets.finish, ticket).state is State.DONE
    imports(ward, **without_queue("P"))


def test_who_was_absent_is_not_taken_in_again_where_nobody_would_call_them(ward: Ward) -> None:
    ticket = ward.takes("P")
    at = next(one.number for one in ward.office.counters if "P" in one.lags)
    ward.calls_next(at)
    ward.does(tickets.no_show, ticket)
    imports(ward, **without_queue("P"))
    with pytest.raises(QueueRetired):
        ward.does(tickets.reinstate, ticket)


def test_numbers_are_not_written_anew_while_the_day_has_some(ward: Ward) -> None:
    swapped = [
        queue.model_copy(update={"prefix": {"D": "E", "E": "D"}.get(queue.code)})
        for queue in THANH_LIET.office.queues
    ]
    ward.takes("D")
    with pytest.raises(NumbersGiven) as refused:
        imports(ward, queues=swapped)
    assert (refused.value.values["queue"], refused.value.values["day"]) == ("D", "23/11/2026")
    ward.clock.pass_(days=1)
    imports(ward, queues=swapped)
    assert ward.takes("D").label == "E001"


def test_a_new_queue_does_not_give_a_number_that_another_gave_before_it_was_put_out_of_use(
    ward: Ward,
) -> None:
    ward.does(tickets.cancel, ward.takes("P"))
    imports(ward, **without_queue("P"))
    renamed = without_queue("P")
    renamed["queues"] = [
        one.model_copy(update={"code": "Q", "prefix": "P"}) if one.code == "P" else one
        for one in THANH_LIET.office.queues
    ]
    renamed["counters"] = [
        one.model_copy(
            update={"serves": {{"P": "Q"}.get(code, code): lag for code, lag in one.serves.items()}}
        )
        for one in THANH_LIET.office.counters
    ]
    with pytest.raises(NumbersGiven):
        imports(ward, **renamed)
    ward.clock.pass_(days=1)
    imports(ward, **renamed)
    assert ward.takes("Q").label == "P001"
