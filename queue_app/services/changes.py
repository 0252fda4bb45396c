"""The log of changes: who changed what and when, before and after, and what was taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from queue_app.domain.changes import Difference, Overtaken
from queue_app.domain.errors import AlreadyTakenBack, SettingChanged, UnknownChange
from queue_app.domain.offices import Office
from queue_app.services.rooms import clock_time
from queue_app.storage import changes
from queue_app.storage import people as stored_people
from queue_app.storage.database import Tx
from queue_app.storage.models.base import AnyRow

CONSOLE = "console"
"""Whoever works on the command line, as an actor."""
A_PAGE = 40


@dataclass(frozen=True)
class Change:
    """One entry of the log."""

    id: int
    at: datetime
    actor: str
    who: str
    """The person's name; "" for a device or the command line."""
    section: str
    parts: tuple[Difference, ...]
    takes_back: int | None
    undone_by: int | None


def record(
    tx: Tx,
    parts: Sequence[Difference],
    *,
    section: str = "",
    takes_back: int | None = None,
    actor: str,
    now: datetime,
) -> int:
    """Write down what was changed; the change's id.

    Raises AlreadyTakenBack where `takes_back` had been before.
    """
    added = changes.add(
        tx.connection,
        tx.office_id,
        section=section or parts[0].section,
        parts=[asdict(part) for part in parts],
        takes_back=takes_back,
        actor=actor,
        now=now,
    )
    if takes_back is not None and not changes.mark_taken_back(tx.connection, takes_back, added):
        raise AlreadyTakenBack(change=takes_back)
    return added


def find(tx: Tx, office: Office, change_id: int) -> Change:
    """One change of the office; UnknownChange if there is none."""
    row = changes.find(tx.connection, office.id, change_id)
    if row is None:
        raise UnknownChange(change=change_id)
    return _named(tx, [row])[0]


def newest(
    tx: Tx, office: Office, *, before: int | None = None, section: str = "", most: int = A_PAGE
) -> list[Change]:
    """The newest changes, or those before a given one; of one section, where one is named."""
    return _named(tx, changes.page(tx.connection, office.id, most=most, before=before, section=section))


def last_of(tx: Tx, office: Office, of: Difference) -> Change | None:
    """The newest change of the same value, if it is not long ago."""
    return next(
        (change for change in newest(tx, office) if any(_is_about(part, of) for part in change.parts)), None
    )


def overtaken_by(tx: Tx, office: Office, overtaken: Overtaken) -> SettingChanged:
    """The refusal that says who has changed the value since, where that is known, and what it is now."""
    asked = overtaken.difference
    by = last_of(tx, office, asked)
    return SettingChanged(
        field=f"{asked.section}/{asked.key}/{asked.field}",
        present=json.dumps(overtaken.present, ensure_ascii=False),
        who=by.who if by else "",
        at=clock_time(office.local(by.at)) if by else "",
    )


def _is_about(part: Difference, of: Difference) -> bool:
    same = (part.section, part.key) == (of.section, of.key)
    return same and (part.field == of.field or not part.field or not of.field)


def _named(tx: Tx, rows: Sequence[AnyRow]) -> list[Change]:
    people = {row.actor: int(row.actor.partition(":")[2]) for row in rows if row.actor.startswith("user:")}
    names = stored_people.names_of(tx.connection, list(people.values()))
    return [
        Change(
            id=row.id,
            at=row.at,
            actor=row.actor,
            who=names.get(people.get(row.actor, 0), ""),
            section=row.section,
            parts=tuple(Difference(**part) for part in row.parts),
            takes_back=row.takes_back,
            undone_by=row.undone_by,
        )
        for row in rows
    ]
