"""The televisions that an office has given a name and a board, and those that wait for theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant


class ScreenRow(Base):
    """A paired television: which board it shows, and by which token it is known."""

    __tablename__ = "screens"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    settings: Mapped[dict[str, str]] = mapped_column(JSON)
    """What is not as usual on its board, in the words of its address."""
    token_id: Mapped[int] = mapped_column(Integer, ForeignKey("tokens.id"), unique=True)
    paired_at: Mapped[datetime] = mapped_column(Instant)


class PairingRow(Base):
    """A television that shows its code and waits; who types the code takes the row away."""

    __tablename__ = "pairings"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256 of what only the television knows; it becomes its token."""
    address: Mapped[str] = mapped_column(String(45))
    """Where it asked from, so that nobody fills the table alone."""
    expires_at: Mapped[datetime] = mapped_column(Instant)
