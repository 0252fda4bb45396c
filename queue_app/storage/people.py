"""Who may act: users and tokens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.storage.models import COUNTERS, OFFICES, SCREENS, SECRETS, TOKENS, USERS
from queue_app.storage.models.base import AnyRow

_BY_TOKEN = (
    select(
        TOKENS.c.id,
        TOKENS.c.role,
        TOKENS.c.office_id,
        OFFICES.c.code.label("office"),
        COUNTERS.c.number.label("counter"),
    )
    .select_from(
        TOKENS.join(OFFICES, OFFICES.c.id == TOKENS.c.office_id).outerjoin(
            COUNTERS, COUNTERS.c.id == TOKENS.c.counter_id
        )
    )
    .where(TOKENS.c.digest == bindparam("digest"), TOKENS.c.revoked_at.is_(None))
)

_USERS = select(
    USERS.c.id,
    USERS.c.username,
    USERS.c.name,
    USERS.c.role,
    USERS.c.office_id,
    USERS.c.password_hash,
    USERS.c.session_epoch,
    OFFICES.c.code.label("office"),
).select_from(USERS.join(OFFICES, OFFICES.c.id == USERS.c.office_id))


def token(connection: Connection, digest: bytes) -> AnyRow | None:
    """id, role, office and counter of a token that is not revoked."""
    return connection.execute(_BY_TOKEN, {"digest": digest}).first()


def add_token(
    connection: Connection,
    office_id: int,
    role: str,
    counter_id: int | None,
    digest: bytes,
    *,
    name: str = "",
    now: datetime,
) -> int:
    """Let this token in from now on; its id."""
    added: int = connection.execute(
        insert(TOKENS)
        .values(
            office_id=office_id,
            role=role,
            counter_id=counter_id,
            digest=digest,
            name=name,
            created_at=now,
            release="",
        )
        .returning(TOKENS.c.id)
    ).scalar_one()
    return added


def revoke_token(connection: Connection, token_id: int, *, now: datetime) -> None:
    """Let this token in no more."""
    connection.execute(update(TOKENS).where(TOKENS.c.id == token_id).values(revoked_at=now))


def let_in_again(connection: Connection, token_id: int) -> None:
    """Let in a token that was revoked."""
    connection.execute(update(TOKENS).where(TOKENS.c.id == token_id).values(revoked_at=None))


def tokens_of(connection: Connection, office_id: int) -> Sequence[AnyRow]:
    """Every token of the office, also revoked ones, newest first: what it is for, and when its device was there."""
    columns = [column for column in TOKENS.c if column.name != "digest"]
    screen = select(SCREENS.c.name).where(SCREENS.c.token_id == TOKENS.c.id).scalar_subquery()
    found = (
        select(*columns, COUNTERS.c.number.label("counter"), screen.label("screen"))
        .select_from(TOKENS.outerjoin(COUNTERS, COUNTERS.c.id == TOKENS.c.counter_id))
        .where(TOKENS.c.office_id == office_id)
        .order_by(TOKENS.c.id.desc())
    )
    return connection.execute(found).all()


def people_of(connection: Connection, office_id: int) -> Sequence[AnyRow]:
    """Everybody of the office, also who may no longer sign in, and the counter where they are."""
    found = (
        select(USERS.c.id, USERS.c.username, USERS.c.name, USERS.c.role, USERS.c.active, COUNTERS.c.number)
        .select_from(USERS.outerjoin(COUNTERS, COUNTERS.c.user_id == USERS.c.id))
        .where(USERS.c.office_id == office_id)
        .order_by(USERS.c.active.desc(), USERS.c.username)
    )
    return connection.execute(found).all()


def is_known(connection: Connection, username: str) -> bool:
    """Whether anybody of any office signs in, or has signed in, with this name."""
    return connection.execute(select(USERS.c.id).where(USERS.c.username == username)).first() is not None


def set_person(connection: Connection, user_id: int, *, name: str, role: str, active: bool) -> None:
    """Give a person this name and role, and say whether they may sign in."""
    values = {"name": name, "role": role, "active": active}
    connection.execute(update(USERS).where(USERS.c.id == user_id).values(**values))


def end_sessions(connection: Connection, user_id: int, *, password_hash: str | None = None) -> None:
    """End all sessions of a person; with a new password where one is given."""
    values: dict[str, Any] = {"session_epoch": USERS.c.session_epoch + 1}
    if password_hash is not None:
        values["password_hash"] = password_hash
    connection.execute(update(USERS).where(USERS.c.id == user_id).values(**values))


def user(connection: Connection, user_id: int) -> AnyRow | None:
    """An active user by id."""
    return connection.execute(_USERS.where(USERS.c.id == user_id, USERS.c.active)).first()


def name_of(connection: Connection, user_id: int) -> str:
    """The name of a person, also of one who may no longer sign in."""
    name: str = connection.execute(select(USERS.c.name).where(USERS.c.id == user_id)).scalar_one()
    return name


def names_of(connection: Connection, user_ids: Collection[int]) -> dict[int, str]:
    """The names of these people, also of those who may no longer sign in."""
    if not user_ids:
        return {}
    rows = connection.execute(select(USERS.c.id, USERS.c.name).where(USERS.c.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def user_named(connection: Connection, username: str) -> AnyRow | None:
    """An active user by the name they sign in with."""
    return connection.execute(_USERS.where(USERS.c.username == username, USERS.c.active)).first()


def put_user(
    connection: Connection, office_id: int, username: str, *, name: str, role: str, password_hash: str
) -> int:
    """Add a user, or give the one of this name a new password, name and role; older sessions end. Their id."""
    values = {
        "office_id": office_id,
        "name": name,
        "role": role,
        "password_hash": password_hash,
        "active": True,
    }
    known: int | None = connection.execute(
        update(USERS)
        .where(USERS.c.username == username)
        .values(**values, session_epoch=USERS.c.session_epoch + 1)
        .returning(USERS.c.id)
    ).scalar()
    if known is not None:
        return known
    new = insert(USERS).values(username=username, session_epoch=1, **values).returning(USERS.c.id)
    added: int = connection.execute(new).scalar_one()
    return added


def secret(connection: Connection, name: str, proposed: str) -> str:
    """The secret of this name; the first who asks decides what it is."""
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
    connection.execute(dialect_insert(SECRETS).on_conflict_do_nothing(), {"name": name, "value": proposed})
    value: str = connection.execute(select(SECRETS.c.value).where(SECRETS.c.name == name)).scalar_one()
    return value
