"""The people of an office: added, renamed, given a role, a new password, or no longer let in. Nobody is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from queue_app.domain.changes import Difference, Overtaken, Tree, applied
from queue_app.domain.errors import (
    BadSetting,
    LastAdministrator,
    NotToBeTakenBack,
    OwnAccount,
    UnknownPerson,
    UsernameTaken,
)
from queue_app.domain.offices import Office
from queue_app.domain.writing import is_visible
from queue_app.services import changes, counters
from queue_app.services.access import USER_ROLES, USERNAME
from queue_app.services.changes import Change, overtaken_by
from queue_app.storage import people
from queue_app.storage.database import Tx

SECTION = "people"
PASSWORD, SESSIONS = "password", "sessions"
"""What is written down of a new password, and of sessions that were ended: that it was."""
_LONGEST = 200


def read(tx: Tx, office: Office) -> Tree:
    """Everybody: user name → name, role, and whether they may sign in."""
    rows = people.people_of(tx.connection, office.id)
    return {
        SECTION: {row.username: {"name": row.name, "role": row.role, "active": row.active} for row in rows}
    }


def add(
    tx: Tx,
    office: Office,
    username: str,
    *,
    name: str,
    role: str,
    password_hash: str,
    actor: str,
    now: datetime,
) -> int:
    """Let somebody new in; the change's id. Raises UsernameTaken, and BadSetting for a name that is none."""
    if not USERNAME.match(username):
        raise BadSetting(field=f"{SECTION}/{username}/username", kind="wrong-form")
    if people.is_known(tx.connection, username):
        raise UsernameTaken(username=username)
    _require_sound(username, {"name": name, "role": role, "active": True})
    people.put_user(
        tx.connection, office.id, username, name=name.strip(), role=role, password_hash=password_hash
    )
    came = Difference(SECTION, username, "active", False, True)
    return changes.record(tx, [came], actor=actor, now=now)


def change(tx: Tx, office: Office, wanted: Sequence[Difference], *, actor: str, now: datetime) -> int | None:
    """Change names, roles, and who may sign in; the change's id, None where nothing differs.

    Raises SettingChanged where a value is not any more what the caller saw, OwnAccount where administrators
    would lock themselves out, and LastAdministrator where nobody would be left to change the office. Who is given
    another role signs in again.
    """
    return _write(tx, office, wanted, takes_back=None, actor=actor, now=now)


def take_back(tx: Tx, office: Office, undone: Change, *, actor: str, now: datetime) -> int | None:
    """Make undone what this change did; NotToBeTakenBack for a password and for sessions."""
    if any(part.field in (PASSWORD, SESSIONS) for part in undone.parts):
        raise NotToBeTakenBack(change=undone.id)
    back = [part.reversed() for part in undone.parts]
    return _write(tx, office, back, takes_back=undone.id, actor=actor, now=now)


def reset_password(
    tx: Tx, office: Office, username: str, *, password_hash: str, actor: str, now: datetime
) -> int:
    """Give somebody another password; their sessions end."""
    return _end_sessions(tx, office, username, PASSWORD, password_hash=password_hash, actor=actor, now=now)


def end_sessions(tx: Tx, office: Office, username: str, *, actor: str, now: datetime) -> int:
    """Sign somebody out everywhere."""
    return _end_sessions(tx, office, username, SESSIONS, password_hash=None, actor=actor, now=now)


def _end_sessions(
    tx: Tx, office: Office, username: str, what: str, *, password_hash: str | None, actor: str, now: datetime
) -> int:
    people.end_sessions(tx.connection, _id_of(tx, office, username), password_hash=password_hash)
    return changes.record(tx, [Difference(SECTION, username, what, None, None)], actor=actor, now=now)


def _write(
    tx: Tx,
    office: Office,
    wanted: Sequence[Difference],
    *,
    takes_back: int | None,
    actor: str,
    now: datetime,
) -> int | None:
    before = read(tx, office)
    for one in wanted:
        if one.key not in before[SECTION]:
            raise UnknownPerson(person=one.key)
        if one.field not in before[SECTION][one.key]:
            raise BadSetting(field=f"{SECTION}/{one.key}/{one.field}", kind="wrong-form")
    try:
        after = applied(before, wanted)
    except Overtaken as overtaken:
        raise overtaken_by(tx, office, overtaken) from None
    touched = {one.key for one in wanted if before[SECTION][one.key] != after[SECTION][one.key]}
    for username in touched:
        _set(tx, office, username, before[SECTION][username], after[SECTION][username], actor=actor, now=now)
    if not touched:
        return None
    done = [one for one in wanted if one.before != one.after]
    return changes.record(tx, done, takes_back=takes_back, actor=actor, now=now)


def _set(
    tx: Tx,
    office: Office,
    username: str,
    was: dict[str, Any],
    person: dict[str, Any],
    *,
    actor: str,
    now: datetime,
) -> None:
    _require_sound(username, person)
    user_id = _id_of(tx, office, username)
    if actor == f"user:{user_id}" and (person["role"], person["active"]) != (was["role"], was["active"]):
        raise OwnAccount
    people.set_person(tx.connection, user_id, **person)
    if _administers(was) and not any(map(_administers, read(tx, office)[SECTION].values())):
        raise LastAdministrator
    if not person["active"] or person["role"] != was["role"]:
        # Also what is open already, such as the whole room on a supervisor's screen.
        people.end_sessions(tx.connection, user_id)
    if not person["active"]:
        counters.dismiss(tx, office, user_id, now=now)


def _administers(person: dict[str, Any]) -> bool:
    return bool(person["active"]) and person["role"] == "admin"


def _require_sound(username: str, person: dict[str, Any]) -> None:
    sound = {
        "name": _is_name(person["name"]),
        "role": person["role"] in USER_ROLES,
        "active": isinstance(person["active"], bool),
    }
    for field, is_sound in sound.items():
        if not is_sound:
            kind = "empty" if field == "name" else "wrong-form"
            raise BadSetting(field=f"{SECTION}/{username}/{field}", kind=kind)


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and 0 < len(name.strip()) <= _LONGEST and is_visible(name)


def _id_of(tx: Tx, office: Office, username: str) -> int:
    for row in people.people_of(tx.connection, office.id):
        if row.username == username:
            return int(row.id)
    raise UnknownPerson(person=username)
