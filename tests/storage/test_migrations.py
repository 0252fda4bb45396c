"""A database of an earlier version, with people in it, becomes one of this version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from queue_app.domain.tickets import State
from queue_app.domain.verification import verify_chain
from queue_app.profiles import schema
from queue_app.services import calls, tickets, transfers
from queue_app.services.offices import import_profile
from queue_app.services.transfers import To
from queue_app.storage import journal, migrate
from queue_app.storage.database import Database
from queue_app.storage.models.base import EPOCH, MICROSECOND

NOW = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)
AT = (NOW - EPOCH) // MICROSECOND


@pytest.fixture
def old(database_url: str) -> Iterator[Database]:
    database = made_before(database_url)
    yield database
    database.close()


def made_before(url: str) -> Database:
    """An office as the first revision kept it: A001 is at counter 2, B001 and A002 wait."""
    database = Database(url)
    migrate.upgrade(database, "20261122_1")
    office = {
        "id": 1, "code": "phuong-thanh-liet", "name": "Một cửa", "authority": "", "slogan": "", "hotline": "",
        "timezone": "Asia/Ho_Chi_Minh", "hours": {}, "always_open": True, "footer": [], "languages": ["vi"],
        "printer": "", "calls_before_no_show": 1, "version": 9, "config_version": 1,
    }  # fmt: skip
    queues = [
        {
            "id": id, "office_id": 1, "code": code, "name": code, "name_en": code, "position": id,
            "service_time": 0, "active": True,
        }
        for id, code in ((1, "A"), (2, "B"))
    ]  # fmt: skip
    counter = {"id": 1, "office_id": 1, "number": 2, "name": "2", "state": "open", "active": True}
    people = [
        ticket(1, 1, "A001", state="called", counter_id=1, called_at=AT, times_called=1),
        ticket(2, 2, "B001"),
        ticket(3, 1, "A002"),
    ]
    story = [move(person["id"], "issue", None, "waiting") for person in people]
    story.append({**move(1, "call", "waiting", "called"), "counter_id": 1, "why": {"lag_s": 0.0}})
    slip = {
        "id": 1, "office_id": 1, "ticket_id": 1, "printer": "kiosk", "kind": "ticket", "payload": {},
        "state": "printed", "reason": "", "attempts": 1, "queued_at": AT,
    }  # fmt: skip
    with database.transaction() as tx:
        tables = sa.MetaData()
        tables.reflect(tx.connection)
        for name, rows in (
            ("offices", [office]), ("queues", queues), ("counters", [counter]), ("tickets", people),
            ("journal", story), ("print_jobs", [slip]),
        ):  # fmt: skip
            for row in rows:
                tx.connection.execute(tables.tables[name].insert(), row)
        if not database.is_sqlite:
            for name in ("offices", "queues", "counters", "tickets", "print_jobs"):
                tx.connection.exec_driver_sql(f"SELECT setval('{name}_id_seq', 10)")
    return database


def ticket(id: int, queue_id: int, label: str, **told: Any) -> dict[str, Any]:
    number = int(label[1:])
    return {
        "id": id, "office_id": 1, "queue_id": queue_id, "day": NOW.date(), "number": number, "label": label,
        "state": "waiting", "standing": AT + id, "issued_at": AT + id, "language": "vi", "token": f"t-{id}",
        "people_ahead": 0, "times_called": 0, **told,
    }  # fmt: skip


def move(ticket_id: int, name: str, before: str | None, after: str) -> dict[str, Any]:
    return {
        "office_id": 1, "version": 1, "ticket_id": ticket_id, "at": AT, "move": name, "from_state": before,
        "to_state": after, "actor": "token:1", "standing": AT + ticket_id,
    }  # fmt: skip


def test_people_who_waited_before_the_update_are_served_after_it(old: Database) -> None:
    migrate.upgrade(old)
    with old.transaction() as tx:
        profile = schema.read(schema.find("phuong-thanh-liet"))
        office = import_profile(tx, profile, always_open=True, now=NOW)
    with old.transaction(office.id) as tx:
        present = tickets.find(tx, office, 1)
        to = To(queue=office.queue("B"))
        moved = transfers.transfer(tx, office, present, to, actor="token:1", now=NOW)
    assert (moved.label, moved.first_called_at) == ("A001", NOW), "B001 is another number"
    with old.transaction(office.id) as tx:
        called = calls.call_next(tx, office, office.counter(4), actor="token:1", now=NOW)
    assert (called.label, called.state) == ("A001", State.CALLED)
    with old.reading() as tx:
        assert [entry.move.value for entry in journal.of_ticket(tx.connection, 1)] == [
            "issue", "call", "transfer", "call",
        ]  # fmt: skip


def test_the_journal_of_the_first_revision_becomes_a_chain_that_holds(old: Database) -> None:
    with old.transaction() as tx:
        tables = sa.MetaData()
        tables.reflect(tx.connection)
        recalled = {
            **move(1, "recall", "called", "called"),
            "counter_id": 1,
            "why": {"ghi": "Đã gọi", "a": 1},
        }
        tx.connection.execute(tables.tables["journal"].insert(), [recalled] * 2500)
    migrate.upgrade(old)
    with old.reading() as tx:
        assert list(verify_chain(1, journal.walk(tx.connection, 1))) == []
        assert len(list(journal.walk(tx.connection, 1))) == 2504


def test_tables_that_were_made_anew_have_the_shape_of_new_ones(tmp_path: Path) -> None:
    old = made_before(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate.upgrade(old)
    new = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    migrate.upgrade(new)
    assert shape(old) == shape(new)
    with old.reading() as tx:
        assert tx.connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    old.close()
    new.close()


def shape(database: Database) -> dict[str, Any]:
    with database.reading() as tx:
        found = sa.inspect(tx.connection)
        return {
            name: (
                sorted(str(column["name"]) for column in found.get_columns(name)),
                sorted(str(index["name"]) for index in found.get_indexes(name)),
                sorted(str(key["name"]) for key in found.get_unique_constraints(name)),
                sorted(str(key["name"]) for key in found.get_foreign_keys(name)),
            )
            for name in found.get_table_names()
        }
