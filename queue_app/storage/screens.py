"""Televisions that wait for their board, those that have one, and when each device was last seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.storage.models import OFFICES, PAIRINGS, SCREENS, TOKENS
from queue_app.storage.models.base import AnyRow, Instant


@dataclass(frozen=True)
class Screen:
    id: int
    office_id: int
    name: str
    kind: str
    settings: Mapping[str, str]
    token_id: int
    paired_at: datetime


def add_pairing(
    connection: Connection, code: str, digest: bytes, *, address: str, expires_at: datetime
) -> bool:
    """Whether this code was free and belongs to this television from now on."""
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
    added = dialect_insert(PAIRINGS).on_conflict_do_nothing().returning(PAIRINGS.c.code)
    values = {"code": code, "digest": digest, "address": address, "expires_at": expires_at}
    return connection.execute(added, values).first() is not None


def forget_pairings(connection: Connection, *, keep: int, now: datetime) -> None:
    """Drop the codes that have expired, and all but the youngest `keep`."""
    youngest = select(PAIRINGS.c.code).order_by(PAIRINGS.c.expires_at.desc(), PAIRINGS.c.code).limit(keep)
    old = or_(PAIRINGS.c.expires_at <= now, PAIRINGS.c.code.not_in(youngest))
    connection.execute(delete(PAIRINGS).where(old))


def pairings_at(connection: Connection, address: str) -> int:
    """How many televisions wait at this address."""
    counted = select(func.count()).select_from(PAIRINGS).where(PAIRINGS.c.address == address)
    waiting: int = connection.execute(counted).scalar_one()
    return waiting


def claim_pairing(connection: Connection, code: str, *, now: datetime) -> bytes | None:
    """Take the television that shows this code; None where none does any more.

    One guarded statement: who comes second finds nothing.
    """
    taken = delete(PAIRINGS).where(PAIRINGS.c.code == code, PAIRINGS.c.expires_at > now)
    found: bytes | None = connection.execute(taken.returning(PAIRINGS.c.digest)).scalar()
    return found


def pairing(connection: Connection, digest: bytes, *, now: datetime) -> AnyRow | None:
    """code and expires_at of the television that knows the secret of this digest."""
    waiting = select(PAIRINGS.c.code, PAIRINGS.c.expires_at)
    return connection.execute(waiting.where(PAIRINGS.c.digest == digest, PAIRINGS.c.expires_at > now)).first()


def add(
    connection: Connection,
    office_id: int,
    *,
    name: str,
    kind: str,
    settings: Mapping[str, str],
    token_id: int,
    now: datetime,
) -> int:
    """Write a paired television; its id."""
    values = {"name": name, "kind": kind, "settings": dict(settings), "token_id": token_id}
    added = insert(SCREENS).values(office_id=office_id, paired_at=now, **values)
    number: int = connection.execute(added.returning(SCREENS.c.id)).scalar_one()
    return number


def find(connection: Connection, office_id: int, number: int) -> Screen | None:
    row = connection.execute(
        select(SCREENS).where(SCREENS.c.office_id == office_id, SCREENS.c.id == number)
    ).first()
    return Screen(**row._mapping) if row else None


def change(connection: Connection, number: int, **values: Any) -> None:
    connection.execute(update(SCREENS).where(SCREENS.c.id == number).values(**values))


def remove(connection: Connection, number: int) -> None:
    connection.execute(delete(SCREENS).where(SCREENS.c.id == number))


_PLACES = (
    select(SCREENS.c.name, SCREENS.c.kind, SCREENS.c.settings, OFFICES.c.code.label("office"))
    .select_from(
        SCREENS.join(TOKENS, TOKENS.c.id == SCREENS.c.token_id).join(
            OFFICES, OFFICES.c.id == SCREENS.c.office_id
        )
    )
    .where(TOKENS.c.revoked_at.is_(None))
)


def by_secret(connection: Connection, digest: bytes) -> AnyRow | None:
    """Name, kind, settings and office of the screen whose secret has this digest; None as in `place`."""
    return connection.execute(_PLACES.where(TOKENS.c.digest == digest)).first()


def place(connection: Connection, token_id: int) -> AnyRow | None:
    """Name, kind, settings and office of the screen with this token; None where it is revoked or none."""
    return connection.execute(_PLACES.where(TOKENS.c.id == token_id)).first()


def tokens(connection: Connection, office_id: int) -> Sequence[int]:
    """The tokens of the office's paired televisions."""
    return (
        connection.execute(select(SCREENS.c.token_id).where(SCREENS.c.office_id == office_id)).scalars().all()
    )


def devices(
    connection: Connection, office_id: int, *, seen_since: datetime, also: Collection[int]
) -> Sequence[AnyRow]:
    """The televisions with a name, then those and the kiosks with a token only that were seen since then.

    `also` are tokens that are there now, whatever has been written of them.
    """
    tokens = (TOKENS.c.id.label("token_id"), TOKENS.c.role, TOKENS.c.alive_since, TOKENS.c.last_seen_at)
    found = (
        select(*tokens, TOKENS.c.release, *(column for column in SCREENS.c if column.name not in _OF_TOKENS))
        .select_from(TOKENS.outerjoin(SCREENS, SCREENS.c.token_id == TOKENS.c.id))
        .where(
            TOKENS.c.office_id == office_id,
            TOKENS.c.revoked_at.is_(None),
            TOKENS.c.role.in_(["display", "kiosk"]),
            or_(SCREENS.c.id.is_not(None), TOKENS.c.last_seen_at >= seen_since, TOKENS.c.id.in_(also)),
        )
        .order_by(SCREENS.c.id.is_(None), SCREENS.c.name, TOKENS.c.role, TOKENS.c.id)
    )
    return connection.execute(found).all()


_OF_TOKENS = {"token_id", "office_id"}
_SEEN = (
    update(TOKENS)
    .where(TOKENS.c.id == bindparam("token"))
    .values(
        alive_since=bindparam("since", type_=Instant),
        last_seen_at=bindparam("now", type_=Instant),
        release=bindparam("of_release"),
    )
)


def write_sightings(
    connection: Connection, seen: Iterable[tuple[int, datetime, str]], *, now: datetime
) -> None:
    """Keep that these devices are there: token, since when, and the release of their page."""
    values = [
        {"token": token, "since": since, "now": now, "of_release": release} for token, since, release in seen
    ]
    if values:
        connection.execute(_SEEN, values)
