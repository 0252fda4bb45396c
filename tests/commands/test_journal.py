"""`queue-app journal verify`, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from queue_app.cli import queue_app
from queue_app.domain.offices import Office
from queue_app.services import calls, tickets
from queue_app.services.tickets import Wish
from queue_app.storage import journal
from queue_app.storage.database import Database
from tests.conftest import Clock


@pytest.fixture
def morning(database: Database, thanh_liet: Office, clock: Clock) -> Office:
    """Four people took a number; two were called."""
    for queue in "AABB":
        with database.transaction(thanh_liet.id) as tx:
            wish = Wish(thanh_liet.queue(queue))
            tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=clock.pass_(minutes=1))
    for _ in range(2):
        with database.transaction(thanh_liet.id) as tx:
            at = thanh_liet.counter(2)
            calls.call_next(tx, thanh_liet, at, actor="token:2", now=clock.pass_(minutes=1))
    return thanh_liet


def verified(database: Database, folder: Path) -> Result:
    config = folder / "config.toml"
    config.write_text(f'[database]\nurl = "{database.url.render_as_string(hide_password=False)}"\n', "utf-8")
    return CliRunner().invoke(queue_app, ["journal", "verify", "--config", str(config)])


def tamper(database: Database, statement: str) -> None:
    """What somebody can do who owns the database: first switch the guard off."""
    with database.transaction() as tx:
        if database.is_sqlite:
            for verb in ("update", "delete", "replace"):
                tx.connection.execute(text(f"DROP TRIGGER IF EXISTS journal_refuses_{verb}"))
        else:
            tx.connection.execute(text("DROP TRIGGER IF EXISTS journal_refuses_changes ON journal"))
        tx.connection.execute(text(statement))


def test_a_day_of_work_verifies_in_one_line(database: Database, morning: Office, tmp_path: Path) -> None:
    with database.reading() as tx:
        *_, last = journal.walk(tx.connection, morning.id)
    answer = verified(database, tmp_path)
    assert (answer.exit_code, answer.stderr) == (0, "")
    said = f"{morning.code}: {last.seq} rows, 4 tickets, in order, ends with {last.hash.hex()}\n"
    assert (last.seq, answer.stdout) == (7, said)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE journal SET actor = 'user:9' WHERE seq = 2", ["row 2 (A002) was changed"]),
        ("UPDATE journal SET why = NULL WHERE seq = 5", ["row 5 (A001) was changed"]),
        ("UPDATE journal SET move = 'steal' WHERE seq = 3", ["row 3 (B001) was changed", "ticket B001 row 3: steal"]),
        ("DELETE FROM journal WHERE seq = 3", ["row 3 was removed, before a row of B002", "ticket B001 has no row"]),
        ("DELETE FROM journal WHERE seq = 7", ["ticket A002 is called, and its last row, 2, says waiting"]),
        ("UPDATE tickets SET state = 'cancelled' WHERE label = 'B002'", ["ticket B002 is cancelled"]),
        ("UPDATE tickets SET standing = standing - 60000000 WHERE id = 4", ["ticket B002 stands at 2026-11-23T01:13"]),
        ("UPDATE tickets SET pool = 'counter:1' WHERE id = 4", ["ticket B002 waits for one alone (to_counter 1)"]),
    ],
)  # fmt: skip
def test_whoever_works_on_it_is_found_out(
    database: Database, morning: Office, tmp_path: Path, statement: str, said: list[str]
) -> None:
    assert morning.id
    tamper(database, statement)
    answer = verified(database, tmp_path)
    assert answer.exit_code == 1
    assert len(answer.stdout.splitlines()) == 1
    lines = answer.stderr.splitlines()
    assert len(lines) == len(said)
    assert all(what in line for what, line in zip(said, lines, strict=True))
