"""Phones that asked to be told: who they are, and the claim that makes one message of one change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.storage.models import PHONES, TICKETS
from queue_app.storage.models.base import AnyRow


def add(
    connection: Connection,
    ticket_id: int,
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    language: str,
    told: str,
    at_most: int,
) -> None:
    """Remember a phone of this ticket, once however often it asks; beyond `at_most` the oldest are forgotten."""
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
    keys = {"p256dh": p256dh, "auth": auth, "language": language}
    connection.execute(
        dialect_insert(PHONES)
        .values(ticket_id=ticket_id, endpoint=endpoint, told=told, **keys)
        .on_conflict_do_update(index_elements=[PHONES.c.ticket_id, PHONES.c.endpoint], set_=keys)
    )
    of_ticket = select(PHONES.c.id).where(PHONES.c.ticket_id == ticket_id)
    newest = of_ticket.order_by(PHONES.c.id.desc()).limit(at_most)
    ids = list(connection.execute(newest).scalars())
    connection.execute(delete(PHONES).where(PHONES.c.ticket_id == ticket_id, PHONES.c.id.not_in(ids)))


def of_office(connection: Connection, office_id: int) -> Sequence[AnyRow]:
    """Every phone that is to be told of something in this office."""
    return connection.execute(
        select(PHONES)
        .join(TICKETS, TICKETS.c.id == PHONES.c.ticket_id)
        .where(TICKETS.c.office_id == office_id)
        .order_by(PHONES.c.id)
    ).all()


def claim(connection: Connection, phone_id: int, *, seen: str, told: str) -> bool:
    """Write that the phone is being told of this change; whether nobody else has."""
    claimed = update(PHONES).where(PHONES.c.id == phone_id, PHONES.c.told == seen).values(told=told)
    return connection.execute(claimed).rowcount == 1


def forget(connection: Connection, ids: Collection[int]) -> None:
    connection.execute(delete(PHONES).where(PHONES.c.id.in_(ids)))
