"""What must happen: slips to print, and effects of the clock that happen once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant

_OWED = text("state IN ('queued', 'sending')")
_TROUBLED = text("state IN ('unknown', 'failed')")


class PrintJobRow(Base):
    """A slip on its way: queued → sending → printed, sent, unknown or failed."""

    __tablename__ = "print_jobs"
    __table_args__ = (
        Index("ix_print_jobs_owed", "printer", "id", sqlite_where=_OWED, postgresql_where=_OWED),
        Index(
            "ix_print_jobs_troubled",
            "office_id",
            "queued_at",
            sqlite_where=_TROUBLED,
            postgresql_where=_TROUBLED,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    printer: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(Integer)
    queued_at: Mapped[datetime] = mapped_column(Instant)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class JobRunRow(Base):
    """An effect of the clock that has happened: the row is written with the effect itself."""

    __tablename__ = "job_runs"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    job: Mapped[str] = mapped_column(String(32), primary_key=True)
    slot: Mapped[str] = mapped_column(String(32), primary_key=True)
    ran_at: Mapped[datetime] = mapped_column(Instant)
