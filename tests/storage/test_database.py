"""What the database promises, on both kinds."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services import calls, desks, learning, rooms, tickets
from queue_app.services.offices import import_profile
from queue_app.services.scores import score
from queue_app.services.tickets import Wish
from queue_app.storage import migrate, outbox
from queue_app.storage import tickets as stored_tickets
from queue_app.storage.database import Database, DatabaseUnreachable, Tx
from queue_app.storage.models import Base
from queue_app.storage.models.base import Instant, Lasting
from queue_app.texts import Texts
from tests.conftest import MONDAY, Clock


def test_the_migrations_make_the_tables_that_the_models_describe(database: Database) -> None:
    assert migrate.revision(database) == migrate.newest()
    with database.reading() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": _compare})
        assert compare_metadata(context, Base.metadata) == []


def _compare(
    _context: object, _inspected: object, _column: object, found: object, declared: object
) -> bool | None:
    """Instants and lengths of time are kept as whole numbers; everything else Alembic compares itself."""
    return False if isinstance(declared, Instant | Lasting) and "BIGINT" in str(found) else None


def test_an_instant_comes_back_to_the_microsecond(database: Database) -> None:
    moment = MONDAY + timedelta(microseconds=1)
    dialect = database._writing.dialect
    stored = Instant().process_bind_param(moment, dialect)
    assert isinstance(stored, int)
    assert Instant().process_result_value(stored, dialect) == moment


def test_listeners_hear_after_the_commit_and_only_then(database: Database, thanh_liet: Office) -> None:
    heard: list[Event] = []

    def listen(happened: Event) -> None:
        with database.reading() as tx:
            assert rooms.read_room(tx, thanh_liet, now=MONDAY).waiting["A"] == 1
        heard.append(happened)

    database.on_commit(listen)
    with pytest.raises(RuntimeError), database.transaction(thanh_liet.id) as tx:
        tx.announce(RoomChanged(thanh_liet.id))
        raise RuntimeError("the power went")
    assert heard == []
    with database.transaction(thanh_liet.id) as tx:
        wish = Wish(thanh_liet.queue("A"))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=MONDAY)
        assert heard == []
    assert RoomChanged(thanh_liet.id) in heard


def test_a_listener_that_fails_keeps_its_fault_to_itself(database: Database, thanh_liet: Office) -> None:
    heard: list[Event] = []

    def fail(_happened: Event) -> None:
        raise RuntimeError("a screen burned")

    database.on_commit(fail)
    database.on_commit(heard.append)
    with database.transaction(thanh_liet.id) as tx:
        tx.announce(RoomChanged(thanh_liet.id))
    assert heard == [RoomChanged(thanh_liet.id)]


def test_an_offices_version_grows_with_every_transaction(database: Database, thanh_liet: Office) -> None:
    versions = []
    for _ in range(3):
        with database.transaction(thanh_liet.id) as tx:
            versions.append(tx.version)
    assert versions == sorted(set(versions))


def test_transactions_of_one_office_wait_for_each_other(database: Database, thanh_liet: Office) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with database.transaction(thanh_liet.id):
            order.append("second")

    other = threading.Thread(target=second)
    other.start()
    with database.transaction(thanh_liet.id):
        inside.set()
        other.join(0.2)
        order.append("first")
    other.join()
    assert order == ["first", "second"]


@pytest.mark.parametrize("url", ["sqlite:////nowhere/queue.sqlite", "postgresql+psycopg://u@127.0.0.1:1/x"])
def test_an_unreachable_database_is_said_in_one_line(url: str) -> None:
    with pytest.raises(DatabaseUnreachable) as unreachable:
        Database(url).check()
    assert "\n" not in str(unreachable.value)


def test_the_hot_paths_take_few_statements(database: Database, thanh_liet: Office, clock: Clock) -> None:
    ran: list[str] = []
    for engine in {
        database._writing.pool: database._writing,
        database._reading.pool: database._reading,
    }.values():
        event.listen(engine, "before_cursor_execute", lambda *args: ran.append(args[2]))

    def statements() -> int:
        found = [sql for sql in ran if not sql.startswith("BEGIN")]
        ran.clear()
        return len(found)

    with database.transaction(thanh_liet.id) as tx:
        wish = Wish(thanh_liet.queue("A"))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=clock())
    assert statements() <= 6
    for allowed in (8, 6):
        with database.transaction(thanh_liet.id) as tx:
            tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=clock())
        statements()
        with database.transaction(thanh_liet.id) as tx:
            calls.call_next(tx, thanh_liet, thanh_liet.counter(2), actor="token:2", now=clock())
        assert statements() <= allowed, "the first press opens the counter, those after it only call"
    with database.reading() as tx:
        rooms.read_room(tx, thanh_liet, now=clock()).board()
    assert statements() <= 3


def test_no_hot_statement_reads_through_the_tickets_of_past_years(tmp_path: Path, clock: Clock) -> None:
    database = Database(f"sqlite:///{tmp_path / 'queue.sqlite'}")
    migrate.upgrade(database)
    with database.transaction() as tx:
        office = import_profile(
            tx, schema.read(schema.find("phuong-thanh-liet")), always_open=True, now=MONDAY
        )
    ran: list[tuple[str, Any]] = []

    def note(*args: Any) -> None:
        ran.append((args[2], args[3]))

    for engine in (database._writing, database._reading):
        event.listen(engine, "before_cursor_execute", note)
    at, wish = office.counter(3), Wish(office.queue("A"))
    with database.transaction(office.id) as tx:
        ticket = tickets.issue_ticket(tx, office, wish, actor="token:1", now=clock())
        tickets.issue_ticket(tx, office, wish, actor="token:1", now=clock())
    for _ in range(2):
        with database.transaction(office.id) as tx:
            calls.call_next(tx, office, at, actor="token:2", now=clock())
    with database.reading() as tx:
        desks.read_desk(tx, rooms.read_room(tx, office, now=clock()), at, Texts.load())
        stored_tickets.by_token(tx.connection, ticket.token)
        stored_tickets.people_ahead(tx.connection, ticket)
        outbox.owed(tx.connection, "kiosk")
        score(tx, office, since=clock().date() - timedelta(days=6), until=clock().date())
    for later in (0, 1):
        with database.transaction() as tx:
            assert learning.refresh(tx, office, now=clock() + timedelta(days=later))
    statements = [(sql, values) for sql, values in ran if not sql.startswith("BEGIN")]
    with database.reading() as tx:
        assert len(statements) > 15
        assert [sql for sql, values in statements if scans(tx, sql, values)] == []
        assert scans(tx, "SELECT count(*) FROM tickets WHERE language = ?", ("vi",))
    database.close()


def test_postgresql_learns_and_scores_without_reading_past_years(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite's plans are read above")
    ran: list[tuple[str, Any]] = []
    event.listen(database._writing, "before_cursor_execute", lambda *args: ran.append((args[2], args[3])))
    with database.reading() as tx:
        learning.study(tx, thanh_liet, now=clock())
        score(tx, thanh_liet, since=clock().date() - timedelta(days=6), until=clock().date())
    statements = [(sql, values) for sql, values in ran if "FROM tickets" in sql]
    assert len(statements) == 3
    with database.reading() as tx:
        # With few rows it would read them all; without that way it shows whether it has another.
        tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for sql, values in statements:
            plan = tx.connection.exec_driver_sql(f"EXPLAIN {sql}", values).scalars().all()
            assert not [step for step in plan if "Seq Scan on tickets" in step]
            assert [step for step in plan if "Index Cond" in step and "office_id" in step], plan


def scans(tx: Tx, sql: str, values: Any) -> bool:
    """Whether SQLite would read a table that grows with the years from end to end.

    A table that the statement does not name is one that refers to it; such a look is skipped.
    """
    steps = [step.detail for step in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    found = [re.match(r"SCAN (tickets|others|journal|print_jobs)\b", step) for step in steps]
    return any(table[1] in sql for table in found if table)
