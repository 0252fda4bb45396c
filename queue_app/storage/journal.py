"""The journal: one row a move, added and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, literal_column, or_, select

from queue_app.domain.journal import GENESIS, Entry, chained
from queue_app.domain.tickets import Move, State
from queue_app.domain.verification import Row, Stands, Step
from queue_app.storage.database import Tx
from queue_app.storage.models import COUNTERS, JOURNAL, QUEUES, TICKETS
from queue_app.storage.prepared import Prepared

_INSERT = Prepared(insert(JOURNAL).inline())
_LAST = Prepared(
    select(JOURNAL.c.seq, JOURNAL.c.hash)
    .where(JOURNAL.c.office_id == bindparam("office"))
    .order_by(JOURNAL.c.seq.desc())
    .limit(literal_column("1"))
)


def add(tx: Tx, entries: Sequence[Entry]) -> None:
    """Write what was done, in the order it was done, each row chained to the one before.

    The transaction is one of the office, so nobody else can add to the same chain meanwhile.
    """
    last = _LAST.first(tx.connection, {"office": tx.office_id})
    seq, hashed = (last.seq, last.hash) if last else (0, GENESIS)
    rows = []
    for entry in entries:
        seq += 1
        hashed = chained(hashed, tx.office_id, seq, tx.version, entry)
        rows.append(
            {
                "office_id": tx.office_id,
                "seq": seq,
                "version": tx.version,
                "ticket_id": entry.ticket_id,
                "at": entry.at,
                "move": entry.move.value,
                "from_state": entry.from_state.value if entry.from_state else None,
                "to_state": entry.to_state.value,
                "actor": entry.actor,
                "counter_id": entry.counter_id,
                "standing": entry.standing,
                "why": entry.why,
                "hash": hashed,
            }
        )
    _INSERT.each(tx.connection, rows)


_LAST_CALL = (
    select(JOURNAL.c.why)
    .where(JOURNAL.c.ticket_id == bindparam("ticket"), JOURNAL.c.move == Move.CALL.value)
    .order_by(JOURNAL.c.seq.desc())
    .limit(1)
)


def last_reason(connection: Connection, ticket_id: int) -> Mapping[str, Any] | None:
    """Why the ticket was called last; None where it never was."""
    why: Mapping[str, Any] | None = connection.execute(_LAST_CALL, {"ticket": ticket_id}).scalar()
    return why


def of_ticket(connection: Connection, ticket_id: int) -> list[Entry]:
    """All that was done with a ticket, first to last."""
    rows = connection.execute(select(JOURNAL).where(JOURNAL.c.ticket_id == ticket_id).order_by(JOURNAL.c.seq))
    return [_entry(row) for row in rows]


LONGEST_CARRIED = timedelta(days=30)
"""How far back a day's tickets may have been issued."""


def of_day(
    connection: Connection, office_id: int, day: date, *, began: datetime, ended: datetime
) -> list[tuple[int, str, int, Entry]]:
    """What was done before `ended` with the tickets of a day and with those that were still open at its beginning.

    In the order of the chain: version, the ticket's label and queue (by id), entry.
    """
    rows = connection.execute(
        select(JOURNAL, TICKETS.c.label, TICKETS.c.queue_id)
        .join_from(JOURNAL, TICKETS, TICKETS.c.id == JOURNAL.c.ticket_id)
        .where(
            TICKETS.c.office_id == office_id,
            TICKETS.c.day.between(day - LONGEST_CARRIED, day),
            or_(TICKETS.c.day == day, TICKETS.c.ended_at.is_(None), TICKETS.c.ended_at >= began),
            JOURNAL.c.at < ended,
        )
        .order_by(JOURNAL.c.seq)
    )
    return [(row.version, row.label, row.queue_id, _entry(row)) for row in rows]


AT_A_TIME = 2000
"""Rows that a reader of the whole journal holds."""


def walk(connection: Connection, office_id: int) -> Iterator[Row]:
    """Every row of an office, first to last, however many there are."""
    every = select(JOURNAL).where(JOURNAL.c.office_id == office_id).order_by(JOURNAL.c.seq)
    for row in connection.execute(every, execution_options={"yield_per": AT_A_TIME}):
        known = row.move in _MOVES and {row.from_state, row.to_state} <= _STATES
        # What no program of ours can have written fits no hash.
        entry, hashed = (_entry(row), row.hash) if known else (_unknown(row), b"")
        yield Row(row.seq, row.version, hashed, entry)


_MOVES, _STATES = {move.value for move in Move}, {None} | {state.value for state in State}


def _unknown(row: Any) -> Entry:
    return Entry(row.ticket_id, Move.ISSUE, None, State.WAITING, row.at, row.actor, row.standing)


def stories(connection: Connection, office_id: int) -> Iterator[tuple[int, str, Stands, list[Step]]]:
    """Every ticket of an office with what the journal says of it: id, label, place, steps in their order."""
    handed = case((JOURNAL.c.move == Move.TRANSFER.value, JOURNAL.c.why))
    told = (
        select(
            TICKETS.c.id,
            TICKETS.c.label,
            TICKETS.c.state,
            TICKETS.c.standing,
            QUEUES.c.code,
            TICKETS.c.pool,
            JOURNAL.c.seq,
            JOURNAL.c.move,
            JOURNAL.c.from_state,
            JOURNAL.c.to_state,
            JOURNAL.c.standing,
            handed,
        )
        .select_from(
            TICKETS.join(QUEUES, QUEUES.c.id == TICKETS.c.queue_id).outerjoin(
                JOURNAL, JOURNAL.c.ticket_id == TICKETS.c.id
            )
        )
        .where(TICKETS.c.office_id == office_id)
        .order_by(TICKETS.c.id, JOURNAL.c.seq)
    )
    counters = select(COUNTERS.c.id, COUNTERS.c.number).where(COUNTERS.c.office_id == office_id)
    numbers = {row.id: row.number for row in connection.execute(counters)}
    rows = connection.execute(told, execution_options={"yield_per": AT_A_TIME})
    for (ticket_id, label, state, standing, queue, pool), group in groupby(rows, key=lambda row: row[:6]):
        stands = Stands(state, standing, queue, _alone(pool, numbers))
        yield ticket_id, label, stands, [Step(*row[6:]) for row in group if row.seq is not None]


def _alone(pool: str | None, numbers: Mapping[int, int]) -> tuple[str, int] | None:
    """The pool as the journal writes it: a counter by its number, a person by their id."""
    if pool is None:
        return None
    kind, _, number = pool.partition(":")
    return ("to_counter", numbers.get(int(number), 0)) if kind == "counter" else ("to_person", int(number))


def _entry(row: Any) -> Entry:
    return Entry(
        ticket_id=row.ticket_id,
        move=Move(row.move),
        from_state=State(row.from_state) if row.from_state else None,
        to_state=State(row.to_state),
        at=row.at,
        actor=row.actor,
        standing=row.standing,
        counter_id=row.counter_id,
        why=row.why,
    )
