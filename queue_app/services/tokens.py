"""The tokens of devices: made, shown once, revoked, and let in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_app.domain.changes import Difference
from queue_app.domain.errors import SettingChanged, TokenOfScreen, UnknownToken
from queue_app.domain.offices import Counter, Office
from queue_app.services import access, changes
from queue_app.services.access import Role
from queue_app.services.changes import Change
from queue_app.storage import people
from queue_app.storage.database import Tx

SECTION = "tokens"


@dataclass(frozen=True)
class Token:
    """What a device has; never the token itself."""

    id: int
    name: str
    """As people call its device; "" where nobody said."""
    role: str
    counter: int | None
    active: bool
    of_screen: bool
    """Whether it is a paired television's, which is taken away on the list of screens."""
    created_at: datetime
    last_seen_at: datetime | None


def of_office(tx: Tx, office: Office) -> list[Token]:
    """Every token of the office, newest first, also those that are revoked."""
    return [
        Token(
            id=row.id,
            name=row.screen or row.name,
            role=row.role,
            counter=row.counter,
            active=row.revoked_at is None,
            of_screen=row.screen is not None,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )
        for row in people.tokens_of(tx.connection, office.id)
    ]


def make(
    tx: Tx, office: Office, role: Role, counter: Counter | None, *, name: str, actor: str, now: datetime
) -> tuple[int, str]:
    """A new token for a device of this name: its id, and the token, which cannot be shown a second time."""
    token = access.create_token(tx, office, role, counter, name=name, now=now)
    made = access.of_token(tx.connection, token)
    token_id = int(made.actor.partition(":")[2]) if made else 0
    changes.record(tx, [Difference(SECTION, str(token_id), "active", False, True)], actor=actor, now=now)
    return token_id, token


def revoke(tx: Tx, office: Office, token_id: int, *, actor: str, now: datetime) -> int | None:
    """Let a device in no more; the change's id, None where it was not let in before.

    Raises TokenOfScreen for a paired television's, which would stay on the list of screens as a ghost.
    """
    return _set(tx, office, token_id, active=False, takes_back=None, actor=actor, now=now)


def take_back(tx: Tx, office: Office, undone: Change, *, actor: str, now: datetime) -> int | None:
    """Make undone that a token was made or revoked. Raises SettingChanged where it has been done since."""
    part = undone.parts[0].reversed()
    done = _set(tx, office, int(part.key), active=part.after, takes_back=undone.id, actor=actor, now=now)
    if done is None:
        raise SettingChanged(field=f"{SECTION}/{part.key}/active")
    return done


def _set(
    tx: Tx, office: Office, token_id: int, *, active: bool, takes_back: int | None, actor: str, now: datetime
) -> int | None:
    token = next((one for one in of_office(tx, office) if one.id == token_id), None)
    if token is None:
        raise UnknownToken(token=token_id)
    if token.active == active:
        return None
    if not active and token.of_screen:
        raise TokenOfScreen(name=token.name)
    if active:
        people.let_in_again(tx.connection, token_id)
    else:
        people.revoke_token(tx.connection, token_id, now=now)
    done = Difference(SECTION, str(token_id), "active", token.active, active)
    return changes.record(tx, [done], takes_back=takes_back, actor=actor, now=now)
