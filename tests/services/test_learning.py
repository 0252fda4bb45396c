"""The office learns from its day, once, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Office
from queue_app.domain.service_times import Hour, Learned
from queue_app.services import calls, learning, tickets
from queue_app.services.rooms import read_room
from queue_app.services.tickets import Wish
from queue_app.storage import service_times
from queue_app.storage.database import Database
from queue_app.storage.models import JOB_RUNS
from tests.conftest import MONDAY, Clock

MINUTE = timedelta(minutes=1)


def serve(
    database: Database, office: Office, clock: Clock, *, minutes: float, queue: str = "A", **wish: object
) -> None:
    """Somebody comes to counter 3, waits a minute and is served for so many minutes."""
    priority = office.priority("elderly") if wish.get("elderly") else None
    with database.transaction(office.id) as tx:
        tickets.issue_ticket(
            tx, office, Wish(office.queue(queue), priority), actor="t", now=clock(), wait=Wait(90, 300)
        )
    clock.pass_(minutes=1)
    with database.transaction(office.id) as tx:
        called = calls.call_next(tx, office, office.counter(3), actor="t", now=clock())
    clock.pass_(minutes=minutes)
    with database.transaction(office.id) as tx:
        tickets.finish(tx, office, called, actor="t", now=clock())


def refresh(database: Database, office: Office, clock: Clock) -> bool:
    with database.transaction() as tx:
        return learning.refresh(tx, office, now=clock())


def known(database: Database, office: Office, queue: str = "A") -> Learned:
    with database.reading() as tx:
        return service_times.learned(tx.connection, office.id)[queue]


def hours(database: Database, office: Office, queue: str = "A") -> list[Hour]:
    queue_id = office.queue(queue).id
    with database.reading() as tx:
        return service_times.history(tx.connection, [queue_id], MONDAY.date() - timedelta(days=1))[queue_id]


def test_visits_change_what_is_promised(database: Database, thanh_liet: Office, clock: Clock) -> None:
    for _ in range(8):
        serve(database, thanh_liet, clock, minutes=12)
    with database.reading() as tx:
        before = read_room(tx, thanh_liet, now=clock()).known["A"].time
    assert refresh(database, thanh_liet, clock)
    with database.reading() as tx:
        after = read_room(tx, thanh_liet, now=clock()).known["A"].time
    assert before.mean_s == 480
    assert after.mean_s == pytest.approx(10 * 60, rel=0.05)  # eight visits weigh as much as the profile


def test_learning_twice_or_in_two_processes_changes_nothing(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    serve(database, thanh_liet, clock, minutes=12)
    assert refresh(database, thanh_liet, clock)
    first = known(database, thanh_liet), hours(database, thanh_liet)
    assert not refresh(database, thanh_liet, clock)
    clock.pass_(minutes=1)
    assert refresh(database, thanh_liet, clock)
    assert (known(database, thanh_liet), hours(database, thanh_liet)) == first
    assert sum(one.visits for one in first[1]) == 1


def test_a_slip_of_the_finger_and_a_forgotten_ticket_teach_nothing(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    serve(database, thanh_liet, clock, minutes=0.1)
    serve(database, thanh_liet, clock, minutes=100)
    refresh(database, thanh_liet, clock)
    assert sum(one.visits for one in hours(database, thanh_liet)) == 0
    assert known(database, thanh_liet).usual.mean_s == 480


def test_who_came_with_a_head_start_is_known_the_next_day(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    serve(database, thanh_liet, clock, minutes=8, elderly=True)
    serve(database, thanh_liet, clock, minutes=8)
    refresh(database, thanh_liet, clock)
    assert not known(database, thanh_liet).privileged
    clock.pass_(days=1)
    refresh(database, thanh_liet, clock)
    (one,) = known(database, thanh_liet).privileged.values()
    assert one.head_start_s == 20 * 60
    assert one.per_s * 3600 == pytest.approx(1)


def test_the_promises_of_a_day_are_judged_once_when_it_is_over(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    for _ in range(10):
        serve(database, thanh_liet, clock, minutes=8)
    refresh(database, thanh_liet, clock)
    assert known(database, thanh_liet).correction.bias == 1
    clock.pass_(days=1)
    refresh(database, thanh_liet, clock)
    judged = known(database, thanh_liet).correction
    assert judged.bias < 1  # all were called after one minute, and half of them should have been by 1:30
    clock.pass_(minutes=1)
    refresh(database, thanh_liet, clock)
    assert known(database, thanh_liet).correction == judged


def test_after_days_without_a_server_what_was_missed_is_learned(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    refresh(database, thanh_liet, clock)
    for _ in range(3):
        serve(database, thanh_liet, clock, minutes=12)
    clock.pass_(days=20)
    for _ in range(4):
        clock.pass_(minutes=1)
        refresh(database, thanh_liet, clock)
    assert sum(one.visits for one in hours(database, thanh_liet)) == 3
    assert known(database, thanh_liet).correction.bias < 1


def test_the_minutes_leave_nothing_behind(database: Database, thanh_liet: Office, clock: Clock) -> None:
    for _ in range(5):
        refresh(database, thanh_liet, clock)
        clock.pass_(hours=2)
    with database.reading() as tx:
        left = tx.connection.execute(
            select(func.count()).select_from(JOB_RUNS).where(JOB_RUNS.c.job == learning.JOB)
        ).scalar_one()
    assert left == 1
