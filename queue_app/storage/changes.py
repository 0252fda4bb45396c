"""The changes of settings: written once, marked when taken back, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from queue_app.storage.models import CHANGES
from queue_app.storage.models.base import AnyRow


def add(
    connection: Connection,
    office_id: int,
    *,
    section: str,
    parts: Sequence[dict[str, Any]],
    takes_back: int | None,
    actor: str,
    now: datetime,
) -> int:
    """Write a change; its id."""
    values = {"office_id": office_id, "section": section, "parts": parts, "takes_back": takes_back}
    row = insert(CHANGES).values(**values, actor=actor, at=now).returning(CHANGES.c.id)
    added: int = connection.execute(row).scalar_one()
    return added


def find(connection: Connection, office_id: int, change_id: int) -> AnyRow | None:
    """One change of this office."""
    ours = (CHANGES.c.office_id == office_id, CHANGES.c.id == change_id)
    return connection.execute(select(CHANGES).where(*ours)).first()


def page(
    connection: Connection, office_id: int, *, most: int, before: int | None = None, section: str = ""
) -> Sequence[AnyRow]:
    """The newest changes, those before a given one, those about one section; newest first."""
    wanted = select(CHANGES).where(CHANGES.c.office_id == office_id)
    if before is not None:
        wanted = wanted.where(CHANGES.c.id < before)
    if section:
        wanted = wanted.where(CHANGES.c.section == section)
    return connection.execute(wanted.order_by(CHANGES.c.id.desc()).limit(most)).all()


def mark_taken_back(connection: Connection, change_id: int, by: int) -> bool:
    """Say which change took this one back: whether none had before."""
    free = (CHANGES.c.id == change_id, CHANGES.c.undone_by.is_(None))
    return bool(connection.execute(update(CHANGES).where(*free).values(undone_by=by)).rowcount)
