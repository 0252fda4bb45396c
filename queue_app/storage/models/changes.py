"""What was changed of an office's settings, by whom, and what it was before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant


class ChangeRow(Base):
    """One change, whole: all that was saved together, and is taken back together."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_office_id_id", "office_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    """As the journal names it: user:7, token:3; "console" is the command line."""
    section: Mapped[str] = mapped_column(String(32))
    """What it is about: the section of its first part, or "profile" for an import."""
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """section, key, field, before and after of each value. Never a password or a token."""
    takes_back: Mapped[int | None] = mapped_column(ForeignKey("changes.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("changes.id"))
    """The change that took this one back."""
