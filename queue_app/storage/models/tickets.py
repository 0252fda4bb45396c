"""Tickets, the numbers they get, and the journal of their moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant

_WAITING = text("state = 'waiting'")
_AT_COUNTER = text("state IN ('called', 'serving')")
_HELD = text("state = 'held'")
_CALLED = text("called_at IS NOT NULL")
_KEYED = text("idempotency_key IS NOT NULL")


def _partial(name: str, *columns: str, where: Any, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


class NumberRow(Base):
    """The last number given in a queue's day."""

    __tablename__ = "numbers"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class TicketRow(Base):
    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("queue_id", "day", "number"),
        # Each index holds only the rows it is asked for, so that years of past tickets cost nothing.
        _partial("ix_tickets_line", "queue_id", "standing", "id", where=_WAITING),
        _partial("ix_tickets_at_counter", "counter_id", where=_AT_COUNTER, unique=True),
        _partial("ix_tickets_held", "office_id", where=_HELD),
        _partial("ix_tickets_calls", "office_id", "called_at", where=_CALLED),
        _partial("uq_tickets_idempotency", "office_id", "idempotency_key", where=_KEYED, unique=True),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"))
    day: Mapped[dt.date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    standing: Mapped[dt.datetime] = mapped_column(Instant)
    issued_at: Mapped[dt.datetime] = mapped_column(Instant)
    priority: Mapped[str | None] = mapped_column(String(32))
    procedure: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(40), unique=True)
    people_ahead: Mapped[int] = mapped_column(Integer)
    """How many stood before it when it was issued, as the slip says."""
    promise: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The wait that was promised at issue, {p50_s, p90_s}."""
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    request_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    called_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    times_called: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class JournalRow(Base):
    """One row a move, never changed."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    version: Mapped[int] = mapped_column(Id)
    """The office's version with which the move became true."""
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    move: Mapped[str] = mapped_column(String(12))
    from_state: Mapped[str | None] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    actor: Mapped[str] = mapped_column(String(32))
    """Who did it: user:7, token:3, citizen or clock."""
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    standing: Mapped[dt.datetime] = mapped_column(Instant)
    why: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
