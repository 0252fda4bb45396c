"""Those who may act: people who sign in, and devices with a token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant


class UserRow(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("username"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    username: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    session_epoch: Mapped[int] = mapped_column(Integer)
    """Grows when the password changes: older sessions end."""
    active: Mapped[bool] = mapped_column(Boolean)


class TokenRow(Base):
    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    role: Mapped[str] = mapped_column(String(16))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256 of the token; the token itself is shown once and kept nowhere."""
    name: Mapped[str] = mapped_column(String(100), server_default="")
    """Which device has it, as people call it."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    alive_since: Mapped[datetime | None] = mapped_column(Instant)
    """When its device last connected, as far as somebody has written it down."""
    last_seen_at: Mapped[datetime | None] = mapped_column(Instant)
    release: Mapped[str] = mapped_column(String(32))
    """Which release of the pages the device had then; "" where it did not say."""


class SecretRow(Base):
    """What all processes of one database must know and nobody else: the key that signs sessions."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(128))
