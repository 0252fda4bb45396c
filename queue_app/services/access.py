"""Who is asking, and what they may do."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection

from queue_app.domain.errors import NotAllowed, WrongCounter, WrongOffice, WrongPassword
from queue_app.domain.offices import Counter, Office
from queue_app.services import counters
from queue_app.storage import people
from queue_app.storage.database import Database, Tx
from queue_app.storage.models.base import AnyRow


class Role(StrEnum):
    KIOSK = "kiosk"
    DESK = "desk"
    DISPLAY = "display"
    STAFF = "staff"
    GREETER = "greeter"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


TOKEN_ROLES = (Role.KIOSK, Role.DESK, Role.DISPLAY, Role.SUPERVISOR, Role.ADMIN)
USER_ROLES = (Role.STAFF, Role.GREETER, Role.SUPERVISOR, Role.ADMIN)


class Right(StrEnum):
    WATCH = "watch"
    ISSUE = "issue"
    SERVE = "serve"
    HANDLE = "handle"
    """Tickets that are at no counter: found, handed over, given back, taken in again."""
    SEE_SLIPS = "see-slips"
    MANAGE = "manage"
    """How the office works today: queues closed and opened by hand."""
    MEASURE = "measure"
    CONFIGURE = "configure"
    """What the office is: all that its profile holds, its people and its devices' tokens."""


_MANAGERS = {Role.SUPERVISOR, Role.ADMIN}
_RIGHTS = {
    Right.WATCH: set(Role),
    Right.ISSUE: {Role.KIOSK, Role.STAFF, Role.GREETER} | _MANAGERS,
    Right.SERVE: {Role.DESK, Role.STAFF} | _MANAGERS,
    Right.HANDLE: {Role.DESK, Role.STAFF, Role.GREETER} | _MANAGERS,
    Right.SEE_SLIPS: {Role.KIOSK, Role.GREETER} | _MANAGERS,
    Right.MANAGE: _MANAGERS,
    Right.MEASURE: _MANAGERS,
    Right.CONFIGURE: {Role.ADMIN},
}


@dataclass(frozen=True)
class Principal:
    """A person or a device that has shown who it is."""

    actor: str
    """As the journal names it: user:7 or token:3."""
    role: Role
    office_id: int
    office: str
    counter: int | None = None
    """The one counter a desk's token is for."""
    user_id: int | None = None
    name: str = ""
    session_epoch: int = 0
    token_id: int | None = None
    """A device's; None for a person."""

    def require(self, right: Right, office: Office) -> None:
        """Raise WrongOffice or NotAllowed unless this principal has `right` there."""
        if office.id != self.office_id:
            raise WrongOffice(office=office.code)
        if self.role not in _RIGHTS[right]:
            raise NotAllowed(role=self.role.value)

    def require_counter(self, office: Office, counter: Counter) -> None:
        """Raise unless this principal may serve at `counter`."""
        self.require(Right.SERVE, office)
        if self.counter is not None and self.counter != counter.number:
            raise WrongCounter(counter=counter.number)

    def require_seat(self, tx: Tx, counter: Counter, *, take_over: bool = False) -> None:
        """Raise CounterTaken for a device that is not the counter's own where somebody sits, unless that is meant.

        A person's own seat is looked at by what they do there: nobody sits down twice.
        """
        if self.user_id is None and self.counter is None and not take_over:
            counters.require_there(tx, counter, user_id=None)

    def require_there(self, tx: Tx, counter: Counter) -> None:
        """Raise CounterTaken for staff who do not sit at the counter; its device and supervisors may act for them."""
        if self.role is Role.STAFF and self.user_id is not None:
            counters.require_there(tx, counter, user_id=self.user_id)


def of_token(connection: Connection, token: str) -> Principal | None:
    """Whom a bearer token stands for; None where it is unknown or revoked."""
    row = people.token(connection, _digest(token))
    if row is None:
        return None
    return Principal(
        f"token:{row.id}",
        Role(row.role),
        row.office_id,
        row.office,
        counter=row.counter,
        token_id=row.id,
    )


def of_user(connection: Connection, user_id: int) -> Principal | None:
    """Whom a session stands for; None where the person may no longer sign in."""
    row = people.user(connection, user_id)
    return _of_row(row) if row else None


_HASHER = PasswordHasher()
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZS1zYWx0LW9mLW5vYm9keQ$4y8QxPV0a0P4ZQ0jGxIxhJp4JtmMnK4QkX7cUUkZPnI"
)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be who they say, until their password proves it."""

    principal: Principal
    password_hash: str


def candidate(connection: Connection, username: str) -> Candidate | None:
    """The person who signs in with this name, as `normal` writes it; None where there is none."""
    row = people.user_named(connection, username) if USERNAME.match(username) else None
    return Candidate(_of_row(row), row.password_hash) if row else None


def proven(who: Candidate | None, password: str) -> Principal:
    """The candidate, if this is their password; WrongPassword, after the same time, for any mistake.

    It takes a tenth of a second and 64 MB on purpose: never call it inside a transaction or an event loop.
    """
    try:
        _HASHER.verify(who.password_hash if who else _NOBODYS_HASH, password)
    except VerifyMismatchError:
        raise WrongPassword from None
    if who is None:
        raise WrongPassword
    return who.principal


def new_password() -> tuple[str, str]:
    """A password that nobody has yet, to be shown once, and its hash. Takes as long as `proven`: call it as that."""
    password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    return password, _HASHER.hash(password)


_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other."""


def normal(username: str) -> str:
    """A user name as it is kept, however it was typed."""
    return username.strip().lower()


USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,63}$")


def put_user(
    tx: Tx, office: Office, username: str, *, name: str, role: Role, password: str, now: datetime
) -> None:
    """Add a person, or give one a new password, name, role and office. ValueError says what is wrong.

    Whoever comes from another office leaves their seat there.
    """
    if not USERNAME.match(username):
        raise ValueError("a username is 2 to 64 small letters, digits, dots, dashes")
    if len(password) < 8:
        raise ValueError("a password has at least 8 characters")
    if role not in USER_ROLES:
        raise ValueError(f"people are {', '.join(USER_ROLES)}")
    user_id = people.put_user(
        tx.connection, office.id, username, name=name, role=role.value, password_hash=_HASHER.hash(password)
    )
    counters.leave_other_offices(tx, office.id, user_id, now=now)


def create_token(
    tx: Tx, office: Office, role: Role, counter: Counter | None, *, name: str = "", now: datetime
) -> str:
    """A new bearer token; it cannot be shown a second time. ValueError says what is wrong."""
    if (role is Role.DESK) != (counter is not None):
        raise ValueError("a desk's token, and only a desk's, needs its counter")
    token = secrets.token_urlsafe(24)
    at = counter.id if counter else None
    people.add_token(tx.connection, office.id, role.value, at, _digest(token), name=name, now=now)
    return token


def _of_row(row: AnyRow) -> Principal:
    return Principal(
        f"user:{row.id}",
        Role(row.role),
        row.office_id,
        row.office,
        user_id=row.id,
        name=row.name,
        session_epoch=row.session_epoch,
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


REMEMBERED_S = 5.0
"""How long a revoked token or a dismissed person may still act."""
_REMEMBERED_MOST = 4096


class Doorkeeper:
    """Remembers for a few seconds whom a token or a session stands for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str | int, tuple[float, Principal | None]] = {}

    def of_token(self, token: str) -> Principal | None:
        return self._of(token, lambda tx: of_token(tx.connection, token))

    def of_user(self, user_id: int) -> Principal | None:
        return self._of(user_id, lambda tx: of_user(tx.connection, user_id))

    def forget(self, user_id: int) -> None:
        self._known.pop(user_id, None)

    def expire(self) -> None:
        """Look everybody up again when they come next."""
        self._known.clear()

    def _of(self, key: str | int, look: Callable[[Tx], Principal | None]) -> Principal | None:
        known = self._known.get(key)
        if known and time.monotonic() - known[0] < REMEMBERED_S:
            return known[1]
        with self._database.reading() as tx:
            principal = look(tx)
        if len(self._known) >= _REMEMBERED_MOST:
            self._known.clear()
        self._known[key] = (time.monotonic(), principal)
        return principal
