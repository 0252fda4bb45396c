"""Announcements: what the boards say to everybody between the calls, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_app.domain.errors import BadField, UnknownAnnouncement
from queue_app.domain.events import OfficeChanged, RoomChanged
from queue_app.domain.offices import Office
from queue_app.storage import announcements, offices
from queue_app.storage.database import Tx


@dataclass(frozen=True)
class Words:
    """What is announced; without `shown_from` at once, without `shown_until` until it is taken away."""

    text: str
    text_en: str = ""
    shown_from: datetime | None = None
    shown_until: datetime | None = None


def add_announcement(tx: Tx, office: Office, words: Words) -> int:
    """Announce something, behind what is announced already; its id. BadField where it would never be shown."""
    number = announcements.add(tx.connection, office.id, _values(words))
    _tell(tx, office)
    return number


def change_announcement(tx: Tx, office: Office, number: int, words: Words) -> None:
    """Say it otherwise. UnknownAnnouncement where it is no more, BadField where it would never be shown."""
    if not announcements.change(tx.connection, office.id, number, _values(words)):
        raise UnknownAnnouncement(announcement=number)
    _tell(tx, office)


def remove_announcement(tx: Tx, office: Office, number: int) -> None:
    """Say it no more. UnknownAnnouncement where somebody else has taken it away."""
    if not announcements.remove(tx.connection, office.id, number):
        raise UnknownAnnouncement(announcement=number)
    _tell(tx, office)


def order_announcements(tx: Tx, office: Office, numbers: Sequence[int]) -> None:
    """Say them in this order; one that is no more is passed over."""
    announcements.order(tx.connection, office.id, numbers)
    _tell(tx, office)


def _values(words: Words) -> dict[str, Any]:
    if words.shown_from and words.shown_until and words.shown_until <= words.shown_from:
        raise BadField(field="shown_until", expected="a time after shown_from")
    return {
        "text": words.text,
        "text_en": words.text_en,
        "shown_from": words.shown_from,
        "shown_until": words.shown_until,
    }


def _tell(tx: Tx, office: Office) -> None:
    offices.has_changed(tx)
    tx.announce(OfficeChanged(office.id))
    tx.announce(RoomChanged(office.id))
