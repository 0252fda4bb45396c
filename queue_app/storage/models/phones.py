"""Phones that asked to be told when their page is closed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id


class PhoneRow(Base):
    """Where one browser is reached for one ticket; gone with the end of the visit."""

    __tablename__ = "phones"
    __table_args__ = (UniqueConstraint("ticket_id", "endpoint"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    endpoint: Mapped[str] = mapped_column(String(500))
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    told: Mapped[str] = mapped_column(String(32))
    """The last change that was sent, such as "soon" or "called 3 1": whoever writes it here sends it."""
