"""The day opens, closes and turns by the office's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.jobs.days import Days
from queue_app.services import tickets
from queue_app.services.offices import Offices
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from tests.conftest import Clock


@pytest.fixture
def days(database: Database, thanh_liet: Office, clock: Clock) -> Days:
    assert thanh_liet.id
    return Days(database, Offices(database), clock)


def test_openings_closings_and_midnights_are_planned_in_hanoi_time(days: Days) -> None:
    scheduler = BackgroundScheduler(timezone=UTC)
    days.plan(scheduler)
    jobs = {job.id.removeprefix("phuong-thanh-liet "): job for job in scheduler.get_jobs()}
    assert len(jobs) == 5 * 4 + 7
    assert {"monday 07:30 tell", "friday 17:00 tell", "sunday 00:00 turn"} <= jobs.keys()
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)
    opening = jobs["monday 07:30 tell"].trigger.get_next_fire_time(None, sunday)
    assert opening.astimezone(UTC) == datetime(2026, 11, 23, 0, 30, 1, tzinfo=UTC)


def test_every_screen_is_told_that_the_office_opens(days: Days, thanh_liet: Office) -> None:
    heard: list[Event] = []
    days.database.on_commit(heard.append)
    days.tell(thanh_liet.code)
    assert heard == [RoomChanged(thanh_liet.id)]


def test_a_start_on_the_next_morning_ends_what_yesterday_left_open(days: Days, clock: Clock) -> None:
    office = days.offices.get("phuong-thanh-liet")
    for queue in "AAB":
        with days.database.transaction(office.id) as tx:
            tickets.issue_ticket(tx, office, Wish(office.queue(queue)), actor="token:1", now=clock())
    with days.database.transaction(office.id) as tx:
        called = tickets.call_next(tx, office, office.counter(2), actor="token:2", now=clock())
        tickets.start(tx, office, called, actor="token:2", now=clock())
    days.catch_up()
    assert states(days.database) == ["serving", "waiting", "waiting"]
    clock.now += timedelta(days=1)
    days.catch_up()
    days.catch_up()
    assert states(days.database) == ["done", "no_show", "no_show"]
    with days.database.reading() as tx:
        moves = tx.connection.execute(
            text("SELECT count(*) FROM journal WHERE move = 'close-day'")
        ).scalar_one()
        counters = tx.connection.execute(text("SELECT DISTINCT state FROM counters")).scalars().all()
    assert (moves, counters) == (3, ["closed"])


def test_a_counter_opened_this_morning_stays_open_when_the_turn_is_asked_for_again(
    days: Days, clock: Clock
) -> None:
    office = days.offices.get("phuong-thanh-liet")
    days.turn(office.code)
    with days.database.transaction(office.id) as tx:
        tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="token:1", now=clock())
        tickets.call_next(tx, office, office.counter(2), actor="token:2", now=clock())
    days.turn(office.code)
    with days.database.reading() as tx:
        state = tx.connection.execute(text("SELECT state FROM counters WHERE number = 2")).scalar_one()
    assert state == "open"


def states(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.connection.execute(text("SELECT state FROM tickets ORDER BY state")).scalars())
