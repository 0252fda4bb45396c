"""What the office announces on its boards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from queue_app.domain.offices import Announcement
from queue_app.storage.models import ANNOUNCEMENTS


def of_office(connection: Connection, office_id: int) -> tuple[Announcement, ...]:
    """All of them, in their order."""
    found = connection.execute(
        select(ANNOUNCEMENTS)
        .where(ANNOUNCEMENTS.c.office_id == office_id)
        .order_by(ANNOUNCEMENTS.c.position, ANNOUNCEMENTS.c.id)
    )
    return tuple(
        Announcement(row.id, row.text, row.text_en, row.shown_from, row.shown_until) for row in found
    )


def add(connection: Connection, office_id: int, values: dict[str, Any]) -> int:
    """Write a new one behind the others; its id."""
    last = select(func.coalesce(func.max(ANNOUNCEMENTS.c.position), -1) + 1)
    behind = last.where(ANNOUNCEMENTS.c.office_id == office_id).scalar_subquery()
    added = insert(ANNOUNCEMENTS).values(office_id=office_id, position=behind, **values)
    number: int = connection.execute(added.returning(ANNOUNCEMENTS.c.id)).scalar_one()
    return number


def change(connection: Connection, office_id: int, number: int, values: dict[str, Any]) -> bool:
    """Whether there was one to change."""
    return bool(
        connection.execute(update(ANNOUNCEMENTS).where(*_one(office_id, number)).values(**values)).rowcount
    )


def remove(connection: Connection, office_id: int, number: int) -> bool:
    """Whether there was one to remove."""
    return bool(connection.execute(delete(ANNOUNCEMENTS).where(*_one(office_id, number))).rowcount)


def order(connection: Connection, office_id: int, numbers: Sequence[int]) -> None:
    """Show these first, in this order; those that are not named stay behind them as they were."""
    connection.execute(
        update(ANNOUNCEMENTS)
        .where(ANNOUNCEMENTS.c.office_id == office_id)
        .values(position=ANNOUNCEMENTS.c.position + len(numbers))
    )
    for position, number in enumerate(numbers):
        change(connection, office_id, number, {"position": position})


def _one(office_id: int, number: int) -> tuple[Any, Any]:
    return ANNOUNCEMENTS.c.office_id == office_id, ANNOUNCEMENTS.c.id == number
