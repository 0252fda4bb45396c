"""A prepared statement gives what SQLAlchemy's own execute gives, and fails as it fails."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from queue_app.domain.offices import Office
from queue_app.services import tickets
from queue_app.services.tickets import Press, Wish
from queue_app.storage.database import Database
from queue_app.storage.models import JOURNAL, NUMBERS, PRINT_JOBS, QUEUES, TICKETS
from queue_app.storage.prepared import Prepared
from tests.conftest import MONDAY


@pytest.fixture
def with_a_ticket(database: Database, thanh_liet: Office) -> Office:
    """Thanh Liệt with one ticket, its journal row and its slip: every type of column there is."""
    with database.transaction(thanh_liet.id) as tx:
        wish, press = Wish(thanh_liet.queue("A")), Press("một lần", bytes(range(32)))
        tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=MONDAY, press=press)
    return thanh_liet


@pytest.mark.parametrize("table", [TICKETS, JOURNAL, NUMBERS, PRINT_JOBS, QUEUES], ids=str)
def test_it_reads_what_execute_reads(database: Database, with_a_ticket: Office, table: Any) -> None:
    statement = select(table)
    with database.reading() as tx:
        rows = Prepared(statement).all(tx.connection, {})
        expected = tx.connection.execute(statement).all()
    assert [tuple(row) for row in rows] == [tuple(row) for row in expected]
    assert all(
        getattr(rows[0], name) == getattr(expected[0], name) for name in [column.name for column in table.c]
    )


def test_it_writes_what_execute_writes(database: Database, with_a_ticket: Office) -> None:
    values = {"queue_id": with_a_ticket.queue("B").id, "day": date(2026, 11, 23), "last": 7}
    raised = Prepared(
        update(NUMBERS)
        .where(NUMBERS.c.queue_id == bindparam("of_queue"), NUMBERS.c.last == 7)
        .values(last=NUMBERS.c.last + 1)
        .returning(NUMBERS.c.day, NUMBERS.c.last)
    )
    with database.transaction() as tx:
        assert Prepared(insert(NUMBERS).inline()).all(tx.connection, values) == []
        assert raised.one(tx.connection, {"of_queue": values["queue_id"]}) == (values["day"], 8)
        assert raised.first(tx.connection, {"of_queue": values["queue_id"]}) is None


def test_it_writes_several_rows_as_one_statement(database: Database, with_a_ticket: Office) -> None:
    rows = [
        {"queue_id": with_a_ticket.queue(code).id, "day": date(2026, 11, 22), "last": last}
        for last, code in enumerate("ABC")
    ]
    heard: list[bool] = []
    event.listen(database._writing, "before_cursor_execute", lambda *args: heard.append(args[5]))
    with database.transaction() as tx:
        Prepared(insert(NUMBERS).inline()).each(tx.connection, rows)
    with database.reading() as tx:
        found = tx.connection.execute(select(NUMBERS).where(NUMBERS.c.day == date(2026, 11, 22))).all()
    assert sorted(row.last for row in found) == [0, 1, 2]
    assert heard.count(True) == 1


def test_the_same_statement_takes_other_columns_another_time(
    database: Database, with_a_ticket: Office
) -> None:
    statement = Prepared(update(TICKETS))
    at = datetime(2026, 11, 23, 8, 30, 0, 1, tzinfo=UTC)
    with database.transaction() as tx:
        statement.all(tx.connection, {"called_at": at})
        statement.all(tx.connection, {"times_called": 2})
        row = tx.connection.execute(select(TICKETS.c.called_at, TICKETS.c.times_called)).one()
    assert tuple(row) == (at, 2)


def test_an_error_has_the_name_that_sqlalchemy_gives_it(database: Database, with_a_ticket: Office) -> None:
    values = {"queue_id": with_a_ticket.queue("A").id, "day": date(2026, 11, 23), "last": 7}
    with pytest.raises(IntegrityError), database.transaction() as tx:
        Prepared(insert(NUMBERS).inline()).all(tx.connection, values)
    with pytest.raises(DBAPIError) as wrong, database.transaction() as tx:
        Prepared(text("SELECT label FROM nowhere")).all(tx.connection, {})
    assert "nowhere" in str(wrong.value.orig)


def test_an_error_keeps_what_was_given_to_itself(database: Database, with_a_ticket: Office) -> None:
    values = {"queue_id": 4711, "day": date(2026, 11, 23), "last": 7}
    with pytest.raises(IntegrityError) as wrong, database.transaction() as tx:
        Prepared(insert(NUMBERS).inline()).all(tx.connection, values)
    assert "parameters hidden" in str(wrong.value)


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_broken_connection_is_given_up_and_the_next_one_works(database: Database) -> None:
    end = Prepared(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with pytest.raises(OperationalError) as broken, database.reading() as tx:
        end.all(tx.connection, {})
    assert broken.value.connection_invalidated
    with database.reading() as tx:
        assert Prepared(select(literal(1).label("one"))).one(tx.connection, {}).one == 1


def test_who_listens_to_statements_hears_it_too(database: Database, with_a_ticket: Office) -> None:
    heard: list[str] = []

    def listen(*args: Any) -> None:
        heard.append(args[2])

    event.listen(database._reading, "before_cursor_execute", listen)
    with database.reading() as tx:
        Prepared(select(TICKETS.c.label)).all(tx.connection, {})
    assert [sql for sql in heard if "tickets" in sql] == ["SELECT tickets.label \nFROM tickets"]
