"""What happens by each office's own clock: openings, the close, the end of a pause, whatever the clock does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text
from structlog.testing import capture_logs

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.jobs.clocks import WallClock
from queue_app.jobs.days import Days
from queue_app.profiles import schema
from queue_app.services import calls, counters, queues, tickets
from queue_app.services.offices import Offices, import_profile
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from tests.conftest import MONDAY, Clock

MIDNIGHT = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""The end of Monday 23/11/2026 in Hà Nội."""


@pytest.fixture
def days(database: Database, thanh_liet: Office, clock: Clock) -> Days:
    assert thanh_liet.id
    return Days(database, Offices(database), clock, BackgroundScheduler(timezone=UTC))


def test_openings_and_closings_are_planned_in_hanoi_time(days: Days) -> None:
    days.plan()
    jobs = {job.id: job for job in days.scheduler.get_jobs()}
    assert len(jobs) == 5 * 4 + 1
    opening = jobs["phuong-thanh-liet monday 07:30"].trigger
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert opening.get_next_fire_time(None, sunday).astimezone(UTC) == datetime(
        2026, 11, 23, 0, 30, 1, tzinfo=UTC
    )


def test_new_hours_and_new_offices_are_planned_without_a_restart(days: Days) -> None:
    days.plan()
    profile = schema.read(schema.find("phuong-thanh-liet"))
    hours = profile.office.hours.model_copy(update={"saturday": ["8:00-11:00"]})
    for change in ({"hours": hours}, {"code": "phuong-moi"}):
        with days.database.transaction() as tx:
            import_profile(
                tx,
                profile.model_copy(update={"office": profile.office.model_copy(update=change)}),
                now=MONDAY,
            )
    days.offices.expire()
    days.keep_up()
    planned = {job.id for job in days.scheduler.get_jobs()}
    assert {"phuong-thanh-liet saturday 08:00", "phuong-moi monday 07:30"} <= planned


def test_the_hours_and_last_numbers_of_queues_are_planned_too(days: Days) -> None:
    profile = schema.read(schema.find("phuong-thanh-liet"))
    first, second, *others = profile.office.queues
    hours = schema.HoursProfile(tuesday=["8:00-11:00"])
    queues = [
        first.model_copy(update={"hours": hours}),
        second.model_copy(update={"last_ticket_minutes": 45}),
        *others,
    ]
    with days.database.transaction() as tx:
        office = profile.office.model_copy(update={"queues": queues})
        import_profile(tx, profile.model_copy(update={"office": office}), now=MONDAY)
    days.offices.expire()
    days.plan()
    planned = {job.id for job in days.scheduler.get_jobs()}
    assert {f"phuong-thanh-liet tuesday {at}" for at in ("08:00", "10:45", "11:00", "16:15")} <= planned
    assert "phuong-thanh-liet monday 08:00" not in planned


def test_every_screen_is_told_that_the_office_opens(days: Days, thanh_liet: Office) -> None:
    heard: list[Event] = []
    days.database.on_commit(heard.append)
    days.tell(thanh_liet.code)
    assert heard == [RoomChanged(thanh_liet.id)]


@pytest.mark.parametrize("later", [{"hours": 19}, {"days": 1}, {"days": 3}])
def test_a_start_after_a_night_or_days_off_ends_what_was_left_open(
    days: Days, clock: Clock, later: dict[str, int]
) -> None:
    office = days.offices.get("phuong-thanh-liet")
    for queue in "AAB":
        with days.database.transaction(office.id) as tx:
            tickets.issue_ticket(tx, office, Wish(office.queue(queue)), actor="token:1", now=clock())
    with days.database.transaction(office.id) as tx:
        called = calls.call_next(tx, office, office.counter(2), actor="token:2", now=clock())
        tickets.start(tx, office, called, actor="token:2", now=clock())
    days.keep_up()
    assert states(days.database) == ["serving", "waiting", "waiting"]
    clock.pass_(**later)
    for _ in range(2):
        days.keep_up()
        days = restarted(days)
    assert states(days.database) == ["done", "no_show", "no_show"]
    with days.database.reading() as tx:
        moves = tx.connection.execute(
            text("SELECT count(*) FROM journal WHERE move = 'close-day'")
        ).scalar_one()
        counters = tx.connection.execute(text("SELECT DISTINCT state FROM counters")).scalars().all()
    assert (moves, counters) == (3, ["closed"])


def test_a_close_that_failed_is_made_up_for(days: Days, clock: Clock) -> None:
    office = days.offices.get("phuong-thanh-liet")
    with days.database.transaction(office.id) as tx:
        tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="token:1", now=clock())
    days.keep_up()
    clock.now += timedelta(days=1)
    with days.database.transaction() as tx:
        tx.connection.execute(text("ALTER TABLE journal RENAME TO gone"))
    with capture_logs() as logged:
        days.plan()
    assert [(one["event"], one["office"]) for one in logged] == [("office_not_kept_up", office.code)]
    with days.database.transaction() as tx:
        tx.connection.execute(text("ALTER TABLE gone RENAME TO journal"))
    days.keep_up()
    assert states(days.database) == ["no_show"]


def test_the_fault_of_one_office_keeps_no_other_from_closing_its_day(days: Days, clock: Clock) -> None:
    profile = schema.read(schema.find("phuong-thanh-liet"))
    with days.database.transaction() as tx:
        office = profile.office.model_copy(update={"code": "phuong-moi"})
        import_profile(tx, profile.model_copy(update={"office": office}), always_open=True, now=MONDAY)
    days.offices.expire()
    broken, sound = days.offices.all()
    for one in (broken, sound):
        with days.database.transaction(one.id) as tx:
            tickets.issue_ticket(tx, one, Wish(one.queue("A")), actor="token:1", now=clock())
    with days.database.transaction() as tx:
        # Its journal is at its last number: nothing can be added to it.
        others = "version, ticket_id, at, move, from_state, to_state, actor, counter_id, standing, why, hash"
        tx.connection.execute(
            text(
                f"INSERT INTO journal (office_id, seq, {others})"
                f" SELECT office_id, 9223372036854775807, {others} FROM journal WHERE office_id = :id"
            ),
            {"id": broken.id},
        )
    clock.pass_(days=1)
    with capture_logs() as logged:
        days.plan()
    assert states(days.database) == ["no_show", "waiting"]
    assert ("office_not_kept_up", broken.code) in [(one["event"], one["office"]) for one in logged]


def test_a_counter_opened_this_morning_stays_open_when_yesterdays_close_comes_late(
    days: Days, clock: Clock
) -> None:
    office = days.offices.get("phuong-thanh-liet")
    with days.database.transaction(office.id) as tx:
        counters.open_counter(tx, office, office.counter(2), user_id=None, now=clock())
    for _ in range(2):
        days.keep_up()
        days = restarted(days)
    with days.database.reading() as tx:
        state = tx.connection.execute(text("SELECT state FROM counters WHERE number = 2")).scalar_one()
    assert state == "open"


def test_a_restart_at_midnight_closes_the_day_once(days: Days, clock: Clock) -> None:
    office = days.offices.get("phuong-thanh-liet")
    with days.database.transaction(office.id) as tx:
        tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="token:1", now=clock())
    clock.now = MIDNIGHT - timedelta(seconds=1)
    days.keep_up()
    assert states(days.database) == ["waiting"]
    versions = []
    for _ in range(3):
        clock.pass_(seconds=1)
        restarted(days).keep_up()
        versions.append(rows(days.database, "SELECT count(*) FROM journal"))
    assert states(days.database) == ["no_show"]
    assert versions == [[2], [2], [2]]


def test_a_quiet_office_is_left_alone(days: Days, clock: Clock) -> None:
    days.keep_up()
    before = rows(days.database, "SELECT version FROM offices")
    clock.pass_(minutes=1)
    days.keep_up()
    assert rows(days.database, "SELECT version FROM offices") == before


def test_who_asked_for_more_time_is_in_line_again_when_it_is_over(days: Days, clock: Clock) -> None:
    office = days.offices.get("phuong-thanh-liet")
    with days.database.transaction(office.id) as tx:
        ticket = tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="token:1", now=clock())
        tickets.step_back(tx, office, ticket, now=clock())
    for minutes, state in ((9, "held"), (2, "waiting")):
        clock.pass_(minutes=minutes)
        days.keep_up()
        assert states(days.database) == [state]


def test_an_office_in_its_hours_closes_two_hours_after_the_last_session(
    database: Database, clock: Clock
) -> None:
    with database.transaction() as tx:
        office = import_profile(tx, schema.read(schema.find("phuong-thanh-liet")), now=MONDAY)
    days = Days(database, Offices(database), clock, BackgroundScheduler(timezone=UTC))
    with database.transaction(office.id) as tx:
        tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="token:1", now=clock())
    clock.now = MIDNIGHT - timedelta(hours=5, seconds=1)
    days.keep_up()
    assert states(database) == ["waiting"]
    clock.pass_(seconds=2)
    days.keep_up()
    assert states(database) == ["no_show"]


def test_a_clock_that_runs_ahead_for_a_moment_ends_nobodys_visit(days: Days, clock: Clock) -> None:
    office, own = days.offices.get("phuong-thanh-liet"), [0.0]
    watched = replace(days, wall=WallClock(clock, lambda: own[0]))
    with days.database.transaction(office.id) as tx:
        tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="token:1", now=clock())
    watched.keep_up()
    for wrong in (3, -3):
        clock.pass_(days=wrong)
        watched.keep_up()
    assert states(days.database) == ["waiting"]
    clock.pass_(days=1)
    for seconds in (0, 601):
        own[0] += seconds
        watched.keep_up()
    assert states(days.database) == ["no_show"], "it stays there, so the machine had slept"


def test_the_log_tells_of_a_close_and_of_no_restart(
    days: Days, clock: Clock, log_of: Callable[[str], list[Any]]
) -> None:
    told = log_of("queue_app.jobs.days")
    office = days.offices.get("phuong-thanh-liet")
    days.keep_up()
    with days.database.transaction(office.id) as tx:
        queues.close_queue(tx, office, office.queue("A"), reason="Cán bộ họp đột xuất")
    days.offices.expire()
    clock.pass_(days=1)
    told.clear()
    days.keep_up()
    restarted(days).keep_up()
    assert [(line["event"], line.get("queues")) for line in told] == [
        ("day_closed", None),
        ("queues_opened", ["A"]),
    ]


def restarted(days: Days) -> Days:
    """The same office in a new process, which remembers nothing."""
    return Days(days.database, Offices(days.database), days.clock, BackgroundScheduler(timezone=UTC))


def rows(database: Database, question: str) -> list[int]:
    with database.reading() as tx:
        return list(tx.connection.execute(text(question)).scalars())


def states(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.connection.execute(text("SELECT state FROM tickets ORDER BY state")).scalars())
