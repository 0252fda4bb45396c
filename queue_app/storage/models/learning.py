"""What an office learns of itself: what happened hour by hour, and what follows from it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, Float, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base


class ServiceTimeRow(Base):
    """What happened in one queue in one hour of one day, added up from its tickets; see `Hour`."""

    __tablename__ = "service_times"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True)
    visits: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float] = mapped_column(Float)
    squares: Mapped[float] = mapped_column(Float)
    privileged: Mapped[int] = mapped_column(Integer)
    head_start_s: Mapped[float] = mapped_column(Float)


class LearnedRow(Base):
    """What an office has learned; every reading of its room carries it along."""

    __tablename__ = "learned"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date)
    """The first day that may still change; the days before it are added up for good."""
    known: Mapped[str] = mapped_column(Text)
    """By queue, what is known of it, as JSON."""
