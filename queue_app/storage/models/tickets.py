"""Tickets, the numbers they get, what came of them, and the journal of their moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant

_IN_COMMON_LINE = text("state = 'waiting' AND pool IS NULL")
_IN_A_POOL = text("state = 'waiting' AND pool IS NOT NULL")
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
        # Not by queue: a ticket that is handed over takes its number along.
        UniqueConstraint("office_id", "day", "label"),
        # Each index holds only the rows it is asked for, so that years of past tickets cost nothing.
        _partial("ix_tickets_line", "queue_id", "standing", "id", where=_IN_COMMON_LINE),
        _partial("ix_tickets_pools", "pool", "standing", "id", where=_IN_A_POOL),
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
    priority_confirmed: Mapped[bool | None] = mapped_column(Boolean)
    """Whether somebody at a counter has seen that the class is due; None until they have looked."""
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
    first_called_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    """When the promise came true or not."""
    pool: Mapped[str | None] = mapped_column(String(24))
    """The one counter or person it waits for, "counter:3" or "user:7" by id; None in the common line."""
    handed_by: Mapped[str | None] = mapped_column(String(24))
    """The pool of whoever handed it over last, for "back to the same person"."""
    note: Mapped[str | None] = mapped_column(String(300))
    """What the colleague who handed it over wants known; kept here, not in the journal, so it can be erased."""
    back_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    """When a citizen who asked for more time is in line again."""
    step_backs: Mapped[int] = mapped_column(Integer)
    """How often they asked."""


class DeliveryRow(Base):
    """What a visit ended with: so many of a procedure."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    procedure: Mapped[str] = mapped_column(String(32))
    quantity: Mapped[int] = mapped_column(Integer)


class JournalRow(Base):
    """One row a move, never changed: the rows of an office are a chain without gaps."""

    __tablename__ = "journal"
    __table_args__ = {"sqlite_with_rowid": False}

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
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
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 over the hash of the row before and all of this one: `domain.journal.chained`."""
