"""What an office learns of itself: the tickets of a day, what they add up to, and what follows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.domain.service_times import Hour, Learned
from queue_app.domain.tickets import Move
from queue_app.storage.models import JOURNAL, LEARNED, SERVICE_TIMES, TICKETS
from queue_app.storage.models.base import AnyRow


def first_day(connection: Connection, office_id: int) -> date | None:
    """The day of the office's oldest ticket."""
    day: date | None = connection.execute(
        select(func.min(TICKETS.c.day)).where(TICKETS.c.office_id == office_id)
    ).scalar()
    return day


def _moved(move: Move) -> ColumnElement[bool]:
    """Whether this ever happened to a ticket."""
    return (
        select(JOURNAL.c.seq)
        .where(JOURNAL.c.ticket_id == TICKETS.c.id, JOURNAL.c.move == move.value)
        .correlate(TICKETS)
        .exists()
    )


_HANDED_OVER = _moved(Move.TRANSFER).label("handed_over")


def tickets_of(connection: Connection, office_id: int, day: date) -> Sequence[AnyRow]:
    """The tickets of a day with all their moments.

    `closed` where the day's end closed them, `handed_over` where they were handed over.
    """
    columns = [
        TICKETS.c[name]
        for name in (
            "queue_id",
            "day",
            "state",
            "issued_at",
            "standing",
            "priority",
            "promise",
            "first_called_at",
            "called_at",
            "times_called",
            "ended_at",
            "step_backs",
        )
    ]
    # By office and day: that is how the index of the numbers is laid out.
    return connection.execute(
        select(*columns, _moved(Move.CLOSE_DAY).label("closed"), _HANDED_OVER).where(
            TICKETS.c.office_id == office_id, TICKETS.c.day == day
        )
    ).all()


def put_day(connection: Connection, queue_id: int, day: date, hours: Iterable[Hour]) -> None:
    """Write what a day of a queue adds up to, in place of what was written of it before."""
    connection.execute(
        delete(SERVICE_TIMES).where(SERVICE_TIMES.c.queue_id == queue_id, SERVICE_TIMES.c.day == day)
    )
    rows = [
        {
            "queue_id": queue_id,
            "day": day,
            "hour": one.hour,
            "visits": one.visits,
            "seconds": one.seconds,
            "squares": one.squares,
            "privileged": one.privileged,
            "head_start_s": one.head_start_s,
        }
        for one in hours
    ]
    if rows:
        connection.execute(insert(SERVICE_TIMES), rows)


def history(connection: Connection, queues: Iterable[int], since: date) -> dict[int, list[Hour]]:
    """By queue: its hours since that day."""
    found: dict[int, list[Hour]] = {queue: [] for queue in queues}
    for row in connection.execute(
        select(SERVICE_TIMES).where(SERVICE_TIMES.c.queue_id.in_(list(found)), SERVICE_TIMES.c.day >= since)
    ):
        queue_id, *hour = row
        found[queue_id].append(Hour(*hour))
    return found


def learned_day(connection: Connection, office_id: int) -> date | None:
    """The first day that is not added up for good; None where nothing has been learned yet."""
    day: date | None = connection.execute(
        select(LEARNED.c.day).where(LEARNED.c.office_id == office_id)
    ).scalar()
    return day


def learned(connection: Connection, office_id: int) -> Mapping[str, Learned]:
    """By queue's code: what is known of it."""
    known = connection.execute(select(LEARNED.c.known).where(LEARNED.c.office_id == office_id)).scalar()
    return read(known)


@lru_cache(maxsize=16)
def read(known: str | None) -> Mapping[str, Learned]:
    """What is known, from its written form; nothing from None."""
    return {code: Learned.of_json(one) for code, one in json.loads(known).items()} if known else {}


def put_learned(connection: Connection, office_id: int, day: date, known: Mapping[str, Learned]) -> None:
    """Write what is known, and up to which day it is added up for good."""
    text = json.dumps({code: one.to_json() for code, one in known.items()}, separators=(",", ":"))
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
    statement = dialect_insert(LEARNED).values(office_id=office_id, day=day, known=text)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[LEARNED.c.office_id], set_={"day": day, "known": text}
        )
    )


def promises(connection: Connection, office_id: int, since: date, until: date) -> Sequence[AnyRow]:
    """Who was called: queue and day, when they came and were called, the promise, and what changed it."""
    columns = [
        TICKETS.c[name]
        for name in ("queue_id", "day", "issued_at", "first_called_at", "promise", "step_backs")
    ]
    found = connection.execute(
        select(*columns, _HANDED_OVER).where(
            TICKETS.c.office_id == office_id,
            TICKETS.c.day.between(since, until),
            TICKETS.c.first_called_at.is_not(None),
        )
    )
    return found.all()
