"""Offices and what they consist of."""

from __future__ import annotations

import datetime as dt
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.storage.models.base import Base, Id, Instant, Lasting

_SEATED = text("user_id IS NOT NULL")


class OfficeRow(Base):
    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(String(200))
    slogan: Mapped[str] = mapped_column(String(400))
    hotline: Mapped[str] = mapped_column(String(64))
    timezone: Mapped[str] = mapped_column(String(64))
    hours: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    always_open: Mapped[bool] = mapped_column(Boolean)
    footer: Mapped[list[str]] = mapped_column(JSON)
    header: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    welcome: Mapped[str] = mapped_column(String(200), server_default="")
    """The question on the kiosk; "" asks the one that all offices ask."""
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, server_default="{}")
    """By language: what the office says of itself in others than Vietnamese."""
    accent: Mapped[str] = mapped_column(String(7), server_default="")
    emblem: Mapped[str] = mapped_column(Text, server_default="")
    """A PNG as a data: address; "" is the product's own."""
    languages: Mapped[list[str]] = mapped_column(JSON)
    printer: Mapped[str] = mapped_column(String(64))
    calls_before_no_show: Mapped[int] = mapped_column(Integer)
    reinstate_within: Mapped[timedelta] = mapped_column(Lasting)
    """How long after a no-show the number may still be taken back."""
    transfer_to_end: Mapped[bool] = mapped_column(Boolean)
    """Whether who is handed over starts at the end of the new line, instead of keeping their standing."""
    closing: Mapped[str] = mapped_column(String(12))
    """What becomes of open tickets when the day closes: "no-show" or "carry-over"."""
    closes_after: Mapped[timedelta] = mapped_column(Lasting)
    """How long after its last session the day is closed."""
    more_time: Mapped[timedelta] = mapped_column(Lasting)
    """How long a citizen who asks for more time steps aside."""
    more_time_at_most: Mapped[int] = mapped_column(Integer)
    target_wait: Mapped[timedelta] = mapped_column(Lasting)
    """How long the office wants nobody to wait; each queue may say otherwise."""
    voice: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    """How calls are spoken, as the profile's section `voice` says it; what is not named is as usual."""
    version: Mapped[int] = mapped_column(Id)
    """Grows by one with every transaction of the office; also the lock that puts them in a row."""
    closed_through: Mapped[dt.date | None] = mapped_column(Date)
    """The newest business day that has been closed; it and all before it stay closed."""
    carried: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The labels that were still open after that close: no number of the next day may be one of them."""
    config_version: Mapped[int] = mapped_column(Id)
    """The version at which anything on this page of tables last changed."""


class QueueRow(Base):
    __tablename__ = "queues"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    code: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer)
    prefix: Mapped[str] = mapped_column(String(4))
    digits: Mapped[int] = mapped_column(Integer)
    first_number: Mapped[int] = mapped_column(Integer)
    last_number: Mapped[int] = mapped_column(Integer)
    daily_limit: Mapped[int | None] = mapped_column(Integer)
    hours: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    """Its own hours; None where the office's hold."""
    last_ticket: Mapped[timedelta] = mapped_column(Lasting)
    """How long before a session ends the last number is given."""
    closed_reason: Mapped[str | None] = mapped_column(String(200))
    """Why it was closed by hand; None while it is not. In the office's first language."""
    service_time: Mapped[timedelta] = mapped_column(Lasting)
    target_wait: Mapped[timedelta | None] = mapped_column(Lasting)
    """How long nobody should wait in it; None where the office's own wish holds."""
    active: Mapped[bool] = mapped_column(Boolean)


class CounterRow(Base):
    __tablename__ = "counters"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        # One person at one counter at a time.
        Index("uq_counters_user_id", "user_id", unique=True, sqlite_where=_SEATED, postgresql_where=_SEATED),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    pause_reason: Mapped[str | None] = mapped_column(String(200))
    help_since: Mapped[datetime | None] = mapped_column(Instant)
    """When whoever is there asked for a colleague's help; None while they need none."""
    active: Mapped[bool] = mapped_column(Boolean)


class CounterQueueRow(Base):
    __tablename__ = "counter_queues"

    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"), primary_key=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), primary_key=True)
    lag: Mapped[timedelta] = mapped_column(Lasting)


class PriorityRow(Base):
    __tablename__ = "priorities"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    mark: Mapped[str] = mapped_column(String(8))
    head_start: Mapped[timedelta] = mapped_column(Lasting)
    confirm: Mapped[bool] = mapped_column(Boolean)
    """Whether a person at the counter must see that it is due."""
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean)


class ProcedureRow(Base):
    __tablename__ = "procedures"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(500))
    name_en: Mapped[str] = mapped_column(String(500))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Field, time, fee, papers and source, as in the profile's CSV."""
    active: Mapped[bool] = mapped_column(Boolean)


class AnnouncementRow(Base):
    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    text: Mapped[str] = mapped_column(String(400))
    text_en: Mapped[str] = mapped_column(String(400))
    """The same in English; "" where nobody has written it."""
    position: Mapped[int] = mapped_column(Integer)
    """They are shown in this order, those of one place by id."""
    shown_from: Mapped[datetime | None] = mapped_column(Instant)
    shown_until: Mapped[datetime | None] = mapped_column(Instant)
