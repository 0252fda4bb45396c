"""How well the promised waits were kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_app.domain.errors import BadField
from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Office
from queue_app.services import calls, learning, tickets
from queue_app.services.scores import score
from queue_app.services.tickets import Wish
from queue_app.services.transfers import To, transfer
from queue_app.storage import service_times
from queue_app.storage.database import Database
from tests.conftest import MONDAY, Clock

TODAY = MONDAY.date()


def visit(
    database: Database,
    office: Office,
    clock: Clock,
    *,
    promised: Wait | None,
    called_after: float,
    queue: str = "A",
) -> None:
    with database.transaction(office.id) as tx:
        wish = Wish(office.queue(queue))
        tickets.issue_ticket(tx, office, wish, actor="t", now=clock(), wait=promised)
    clock.pass_(seconds=called_after)
    with database.transaction(office.id) as tx:
        called = calls.call_next(tx, office, office.counter(3), actor="t", now=clock())
        # A second call of somebody slow to come does not make the wait longer.
        tickets.recall(tx, office, called, actor="t", now=clock.pass_(seconds=40))


def test_promises_are_scored_by_queue_and_hour(database: Database, thanh_liet: Office, clock: Clock) -> None:
    visit(database, thanh_liet, clock, promised=Wait(300, 600), called_after=200)
    visit(database, thanh_liet, clock, promised=Wait(300, 600), called_after=500)
    clock.pass_(hours=1)
    visit(database, thanh_liet, clock, promised=Wait(300, 600), called_after=900, queue="B")
    visit(database, thanh_liet, clock, promised=None, called_after=5)
    with database.reading() as tx:
        found = score(tx, thanh_liet, since=TODAY, until=TODAY)
    assert found["all"] == {
        "tickets": 3,
        "below_p50": pytest.approx(1 / 3, abs=0.001),
        "below_p90": pytest.approx(2 / 3, abs=0.001),
        "mean_error_s": pytest.approx((-100 + 200 + 600) / 3, abs=0.1),
        "mean_absolute_error_s": 300,
    }
    assert [(one["queue"], one["tickets"], one["below_p90"]) for one in found["by_queue"]] == [
        ("A", 2, 1.0),
        ("B", 1, 0.0),
    ]
    assert [(one["hour"], one["tickets"]) for one in found["by_hour"]] == [(8, 2), (9, 1)]
    assert [(one["queue"], one["hour"]) for one in found["by_queue_and_hour"]] == [("A", 8), ("B", 9)]


def test_who_still_waits_is_not_scored_yet(database: Database, thanh_liet: Office, clock: Clock) -> None:
    with database.transaction(thanh_liet.id) as tx:
        wish = Wish(thanh_liet.queue("A"))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="t", now=clock(), wait=Wait(60, 120))
    with database.reading() as tx:
        assert score(tx, thanh_liet, since=TODAY, until=TODAY)["all"] is None


def test_only_the_days_asked_for_are_scored(database: Database, thanh_liet: Office, clock: Clock) -> None:
    visit(database, thanh_liet, clock, promised=Wait(300, 600), called_after=200)
    with database.reading() as tx:
        yesterday = TODAY - timedelta(days=1)
        assert score(tx, thanh_liet, since=yesterday, until=yesterday)["all"] is None
        with pytest.raises(BadField):
            score(tx, thanh_liet, since=TODAY, until=yesterday)
        with pytest.raises(BadField):
            score(tx, thanh_liet, since=TODAY - timedelta(days=400), until=TODAY)


@pytest.mark.parametrize("changed", ["asked for more time", "carried over", "handed over"])
def test_a_promise_is_not_blamed_for_what_was_chosen_after_it(
    database: Database, thanh_liet: Office, clock: Clock, changed: str
) -> None:
    office = thanh_liet
    with database.transaction(office.id) as tx:
        wish = Wish(office.queue("A"))
        taken = tickets.issue_ticket(tx, office, wish, actor="t", now=clock(), wait=Wait(60, 120))
        if changed == "asked for more time":
            tickets.step_back(tx, office, taken, actor="t", now=clock())
        elif changed == "handed over":
            transfer(tx, office, taken, To(queue=office.queue("B")), actor="t", now=clock())
    clock.pass_(**({"days": 1} if changed == "carried over" else {"minutes": 30}))
    with database.transaction(office.id) as tx:
        tickets.bring_back(tx, office, now=clock())
        calls.call_next(tx, office, office.counter(3), actor="t", now=clock())
    with database.reading() as tx:
        assert score(tx, office, since=TODAY, until=TODAY + timedelta(days=1))["all"] is None
        (row,) = service_times.tickets_of(tx.connection, office.id, TODAY)
        assert learning.kept(office, row) is None
