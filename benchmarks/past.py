"""Years of past tickets, with all that a visit leaves behind: journal and print jobs.

Two hundred days are made ticket by ticket; the years before them are copies of these, made by the database.
The journal has as many bytes as a real one, but its hashes are none: nobody verifies this past.
"""

from __future__ import annotations

import random
import secrets
import shutil
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Select, func, insert, literal, null, select, type_coerce

from benchmarks.copies import copy_years
from benchmarks.office import QUEUES, set_up
from queue_app.domain.offices import Office
from queue_app.domain.slips import TicketSlip
from queue_app.storage import migrate
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import JOURNAL, NUMBERS, PRINT_JOBS, TICKETS

A_DAY = 500
"""Tickets; a million of them are eight years of working days."""
OPENS, LASTS = time(0, 30, tzinfo=UTC), timedelta(hours=9)
_EPOCH = date(1970, 1, 1)


MADE = 200 * A_DAY
"""What is made one by one; `many` beyond it is a multiple of it."""


def with_past(many: int, folder: Path, kept: Path) -> Path:
    """A SQLite database with `many` past tickets; made in `folder` once, kept as long as its tables stay."""
    file = kept / f"past-{migrate.newest()}-{many}.sqlite"
    if not file.is_file():
        office = set_up(folder)
        database = Database(office.settings.database_url)
        try:
            fill(database, office.made.office, many)
        finally:
            database.close()
        shutil.move(folder / "queue.sqlite", file)
    return file


def fill(database: Database, office: Office, many: int) -> None:
    """Give an office without tickets its past."""
    made = min(many, MADE)
    for back in range(made // A_DAY, 0, -1):
        with database.transaction(office.id) as tx:
            _add_day(tx, office, datetime.now(UTC).date() - timedelta(days=back + 1))
    copy_years(database, many // made - 1, days=made // A_DAY)


def _add_day(tx: Tx, office: Office, day: date) -> None:
    before = tx.connection.execute(select(TICKETS.c.id).order_by(TICKETS.c.id.desc()).limit(1)).scalar() or 0
    numbers: dict[str, int] = {}
    tickets = [_ticket(office, day, queue, place, numbers) for place, queue in enumerate(_wishes())]
    tx.connection.execute(insert(TICKETS), tickets)
    given = [{"queue_id": office.queue(code).id, "day": day, "last": last} for code, last in numbers.items()]
    tx.connection.execute(insert(NUMBERS), given)
    for entries in _journal(tx):
        last = tx.connection.execute(select(func.max(JOURNAL.c.seq))).scalar() or 0
        place = literal(last) + func.row_number().over(order_by=TICKETS.c.id)
        rows = entries.add_columns(place, literal(NO_HASH)).where(TICKETS.c.id > before)
        tx.connection.execute(insert(JOURNAL).from_select(list(_ENTRY), rows))
    jobs = _print_jobs(office, day).where(TICKETS.c.id > before).order_by(TICKETS.c.id)
    tx.connection.execute(insert(PRINT_JOBS).from_select(_JOB, jobs))


def _wishes() -> list[str]:
    return list(islice(cycle(QUEUES), A_DAY))


def _ticket(office: Office, day: date, queue: str, place: int, numbers: dict[str, int]) -> dict[str, Any]:
    number = numbers[queue] = numbers.get(queue, 0) + 1
    state = random.choices(("done", "no_show", "cancelled"), (93, 5, 2))[0]
    issued = datetime.combine(day, OPENS) + LASTS * (place / A_DAY)
    called = issued + timedelta(seconds=random.randint(60, 1800)) if state != "cancelled" else None
    started = called + timedelta(seconds=30) if called and state == "done" else None
    counters = [counter.id for counter in office.counters if queue in counter.lags]
    return {
        "office_id": office.id,
        "queue_id": office.queue(queue).id,
        "day": day,
        "number": number,
        "label": f"{queue}{number:03d}",
        "state": state,
        "standing": issued,
        "issued_at": issued,
        "language": "vi",
        "token": f"{(day - _EPOCH).days:x}-{secrets.token_urlsafe(16)}",
        "people_ahead": random.randint(0, 40),
        "promise": {"p50_s": 900, "p90_s": 1500},
        "counter_id": random.choice(counters) if called else None,
        "called_at": called,
        "times_called": 1 if called else 0,
        "started_at": started,
        "ended_at": (started or called or issued) + timedelta(seconds=random.randint(120, 900)),
        "first_called_at": called,
        "step_backs": 0,
    }


_ENTRY = (
    "office_id", "version", "ticket_id", "at", "move", "from_state", "to_state", "actor", "standing",
    "counter_id", "why", "seq", "hash",
)  # fmt: skip
NO_HASH = bytes(32)
_WHY = {
    "standing": "2026-11-20T08:12:31.482+07:00",
    "issued_at": "2026-11-20T08:12:31.482+07:00",
    "lag_s": 0.0,
    "rival": "A018",
    "rival_standing": "2026-11-20T08:13:02.114+07:00",
}


def _journal(tx: Tx) -> list[Select[Any]]:
    """A visit's three moves: issued, called, ended."""
    tickets = TICKETS.c
    why = type_coerce(_WHY, JSON)
    return [
        _moves(tx, "issue", tickets.issued_at, literal(None), literal("waiting"), (null(), null())),
        _moves(
            tx, "call", tickets.called_at, literal("waiting"), literal("called"), (tickets.counter_id, why)
        ).where(tickets.called_at.is_not(None)),
        _moves(
            tx, "finish", tickets.ended_at, literal("called"), tickets.state, (tickets.counter_id, null())
        ),
    ]


def _moves(tx: Tx, move: str, at: Any, *others: Any) -> Select[Any]:
    came, went, counter_and_why = others
    actor, standing = literal("token:3"), TICKETS.c.standing
    head = (TICKETS.c.office_id, literal(tx.version), TICKETS.c.id, at, literal(move))
    return select(*head, came, went, actor, standing, *counter_and_why)


_JOB = (
    "office_id", "ticket_id", "printer", "kind", "payload", "state", "reason", "attempts", "queued_at",
    "claimed_by", "claimed_at", "ended_at",
)  # fmt: skip


def _print_jobs(office: Office, day: date) -> Select[Any]:
    """A printed slip for each ticket."""
    at = TICKETS.c.issued_at
    return select(
        TICKETS.c.office_id, TICKETS.c.id, literal("kiosk"), literal("ticket"),
        type_coerce(_slip(office, day).to_payload(), JSON), literal("printed"), literal(""), literal(1), at,
        literal("office-server:4711:123456"), at, at,
    )  # fmt: skip


def _slip(office: Office, day: date) -> TicketSlip:
    return TicketSlip(
        authority=office.authority,
        office=office.name,
        label="A018",
        queue="Hộ tịch",
        priority_mark="",
        people_ahead=7,
        expected_from="8:31",
        expected_to="8:45",
        issued_time="8:12",
        issued_date=day.strftime("%d/%m/%Y"),
        status_url=f"http://192.168.1.10:8000/t/{secrets.token_urlsafe(20)}",
        bring="",
        footer=office.footer,
        hotline=office.hotline,
        language="vi",
    )
