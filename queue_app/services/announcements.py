"""Announcements: what the boards say to everybody between the calls, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_app.domain.changes import OFFICE, Tree, differences
from queue_app.domain.errors import BadField, UnknownAnnouncement
from queue_app.domain.events import OfficeChanged, RoomChanged
from queue_app.domain.offices import Office
from queue_app.services import changes
from queue_app.services.offices import announcement_profile
from queue_app.storage import announcements, offices
from queue_app.storage.database import Tx


@dataclass(frozen=True)
class Words:
    """What is announced; without `shown_from` at once, without `shown_until` until it is taken away."""

    text: str
    text_en: str = ""
    shown_from: datetime | None = None
    shown_until: datetime | None = None


def add_announcement(tx: Tx, office: Office, words: Words, *, actor: str, now: datetime) -> int:
    """Announce something, behind what is announced already; its id. BadField where it would never be shown."""
    with _changing(tx, office, actor=actor, now=now):
        return announcements.add(tx.connection, office.id, _values(words))


def change_announcement(
    tx: Tx, office: Office, number: int, words: Words, *, actor: str, now: datetime
) -> None:
    """Say it otherwise. UnknownAnnouncement where it is no more, BadField where it would never be shown."""
    with _changing(tx, office, actor=actor, now=now):
        if not announcements.change(tx.connection, office.id, number, _values(words)):
            raise UnknownAnnouncement(announcement=number)


def remove_announcement(tx: Tx, office: Office, number: int, *, actor: str, now: datetime) -> None:
    """Say it no more. UnknownAnnouncement where somebody else has taken it away."""
    with _changing(tx, office, actor=actor, now=now):
        if not announcements.remove(tx.connection, office.id, number):
            raise UnknownAnnouncement(announcement=number)


def order_announcements(tx: Tx, office: Office, numbers: Sequence[int], *, actor: str, now: datetime) -> None:
    """Say them in this order; one that is no more is passed over."""
    with _changing(tx, office, actor=actor, now=now):
        announcements.order(tx.connection, office.id, numbers)


@contextmanager
def _changing(tx: Tx, office: Office, *, actor: str, now: datetime) -> Iterator[None]:
    """Around a change: what was and what is now stands in the log of changes, and every board hears of it."""
    before = _all(tx, office)
    yield
    if made := differences(before, _all(tx, office)):
        changes.record(tx, made, actor=actor, now=now)
        offices.has_changed(tx)
        tx.announce(OfficeChanged(office.id))
        tx.announce(RoomChanged(office.id))


def _all(tx: Tx, office: Office) -> Tree:
    """What is announced, as it stands among the settings."""
    profiles = map(announcement_profile, announcements.of_office(tx.connection, office.id))
    said = [one if isinstance(one, str) else one.model_dump(mode="json") for one in profiles]
    return {OFFICE: {"announcements": said}}


def _values(words: Words) -> dict[str, Any]:
    if words.shown_from and words.shown_until and words.shown_until <= words.shown_from:
        raise BadField(field="shown_until", expected="a time after shown_from")
    return {
        "text": words.text,
        "text_en": words.text_en,
        "shown_from": words.shown_from,
        "shown_until": words.shown_until,
    }
