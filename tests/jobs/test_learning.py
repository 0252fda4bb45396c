"""Every minute each office learns, whichever process comes first."""

from __future__ import annotations

from datetime import UTC, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text
from structlog.testing import capture_logs

from queue_app.domain.offices import Office
from queue_app.jobs.learning import EVERY_S, Learning
from queue_app.profiles import schema
from queue_app.services import tickets
from queue_app.services.offices import Offices, import_profile
from queue_app.services.tickets import Wish
from queue_app.storage import service_times
from queue_app.storage.database import Database
from tests.conftest import MONDAY, Clock


def process(database: Database, clock: Clock) -> Learning:
    return Learning(database, Offices(database), clock, BackgroundScheduler(timezone=UTC))


def test_learning_begins_at_once_and_goes_on_every_minute(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    assert thanh_liet.id
    learning = process(database, clock)
    learning.plan()
    (job,) = learning.scheduler.get_jobs()
    assert job.next_run_time == clock()
    assert job.trigger.interval == timedelta(seconds=EVERY_S)


def test_two_processes_count_nobody_twice(database: Database, thanh_liet: Office, clock: Clock) -> None:
    with database.transaction(thanh_liet.id) as tx:
        wish = Wish(thanh_liet.queue("A"), thanh_liet.priority("elderly"))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="t", now=clock())
    here, there = process(database, clock), process(database, clock)
    for _ in range(3):
        here.learn()
        there.learn()
        clock.pass_(minutes=1)
    queue = thanh_liet.queue("A").id
    with database.reading() as tx:
        (hour,) = service_times.history(tx.connection, [queue], clock().date())[queue]
    assert hour.privileged == 1


def test_the_fault_of_one_office_keeps_no_other_from_learning(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    profile = schema.read(schema.find("phuong-thanh-liet"))
    with database.transaction() as tx:
        office = profile.office.model_copy(update={"code": "phuong-moi"})
        import_profile(tx, profile.model_copy(update={"office": office}), always_open=True, now=MONDAY)
    here = process(database, clock)
    here.learn()
    broken, sound = here.offices.all()
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE learned SET known = '{' WHERE office_id = :id"), {"id": broken.id})
    clock.pass_(days=1)
    with capture_logs() as logged:
        here.learn()
    assert [(one["event"], one["office"]) for one in logged] == [("office_not_learned", broken.code)]
    with database.reading() as tx:
        assert service_times.learned_day(tx.connection, sound.id) == sound.business_day(clock())
