"""The journal: one row a move, added and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from queue_app.domain.journal import Entry
from queue_app.domain.tickets import Move, State
from queue_app.storage.models import JOURNAL

_INSERT = insert(JOURNAL)


def add(connection: Connection, office_id: int, version: int, entries: Sequence[Entry]) -> None:
    """Write what was done, in the order it was done."""
    connection.execute(
        _INSERT,
        [
            {
                "office_id": office_id,
                "version": version,
                "ticket_id": entry.ticket_id,
                "at": entry.at,
                "move": entry.move.value,
                "from_state": entry.from_state.value if entry.from_state else None,
                "to_state": entry.to_state.value,
                "actor": entry.actor,
                "counter_id": entry.counter_id,
                "standing": entry.standing,
                "why": entry.why,
            }
            for entry in entries
        ],
    )


_LAST_CALL = (
    select(JOURNAL.c.why)
    .where(JOURNAL.c.ticket_id == bindparam("ticket"), JOURNAL.c.move == Move.CALL.value)
    .order_by(JOURNAL.c.id.desc())
    .limit(1)
)


def last_reason(connection: Connection, ticket_id: int) -> Mapping[str, Any] | None:
    """Why the ticket was called last; None where it never was."""
    why: Mapping[str, Any] | None = connection.execute(_LAST_CALL, {"ticket": ticket_id}).scalar()
    return why


def of_ticket(connection: Connection, ticket_id: int) -> list[Entry]:
    """All that was done with a ticket, first to last."""
    rows = connection.execute(select(JOURNAL).where(JOURNAL.c.ticket_id == ticket_id).order_by(JOURNAL.c.id))
    return [_entry(row) for row in rows]


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
