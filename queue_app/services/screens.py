"""Screens: a television shows a code, somebody types it, names it and gives it a board; and who is alive."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from queue_app.domain import boards
from queue_app.domain.boards import BoardSettings
from queue_app.domain.changes import Difference, Overtaken
from queue_app.domain.errors import BadBoard, NotToBeTakenBack, TooManyAttempts, UnknownCode, UnknownScreen
from queue_app.domain.events import ScreenChanged
from queue_app.domain.offices import Office
from queue_app.domain.screens import CODE_LASTS, LOST_AFTER, new_code, normal_code
from queue_app.services import changes
from queue_app.services.changes import Change
from queue_app.services.presence import Alive, Presence
from queue_app.storage import people, screens
from queue_app.storage.database import Tx
from queue_app.storage.models.base import AnyRow
from queue_app.storage.screens import Screen

SECTION = "screens"
TELEVISION = "television"
"""Which television it is, in the log of changes: the id of its token."""
WAITING_AT_MOST = 50
"""Televisions that may wait at once: more than all offices of one server put up in ten minutes."""
WAITING_AT_ONE_ADDRESS = 5
LISTED_FOR = timedelta(days=7)
"""How long a device that only has a token stays on the list after it was last seen."""


@dataclass(frozen=True)
class Waiting:
    """What a television that waits needs: the code it shows, and what only it knows."""

    code: str
    secret: str
    expires_at: datetime


def begin_pairing(tx: Tx, *, address: str, now: datetime) -> Waiting:
    """A code for a television that is new here; where too many wait, the one that has waited longest needs another.

    TooManyAttempts where too many wait at its address.
    """
    screens.forget_pairings(tx.connection, keep=WAITING_AT_MOST - 1, now=now)
    if screens.pairings_at(tx.connection, address) >= WAITING_AT_ONE_ADDRESS:
        raise TooManyAttempts
    secret, expires_at = secrets.token_urlsafe(24), now + CODE_LASTS
    while True:
        code = new_code(secrets.choice)
        if screens.add_pairing(tx.connection, code, _digest(secret), address=address, expires_at=expires_at):
            return Waiting(code, secret, expires_at)


@dataclass(frozen=True)
class Seen:
    """A screen as somebody saw it who wants it otherwise."""

    token: int
    name: str
    kind: str
    settings: Mapping[str, str]


def pair_screen(
    tx: Tx, office: Office, code: str, *, name: str, board: BoardSettings, actor: str, now: datetime
) -> int:
    """Name the television that shows this code and give it a board; the screen's id.

    What only the television knows becomes its token. UnknownCode where none shows this code (any more).
    """
    token_id = _admit(tx, office, code, now=now)
    number = screens.add(
        tx.connection,
        office.id,
        name=name,
        kind=board.kind.value,
        settings=board.words(),
        token_id=token_id,
        now=now,
    )
    come = Difference(SECTION, str(number), "", None, _values(find(tx, office, number)))
    changes.record(tx, [come], actor=actor, now=now)
    return number


def replace_screen(
    tx: Tx, office: Office, number: int, code: str, *, saw: Seen, actor: str, now: datetime
) -> None:
    """Another television takes the place, the name and the board of this one, which is let in no more.

    Raises SettingChanged where the screen is not any more what the caller saw.
    """
    before = _find_as_seen(tx, office, number, saw)
    token_id = _admit(tx, office, code, now=now)
    screens.change(tx.connection, number, token_id=token_id, paired_at=now)
    _dismiss(tx, before, now=now)
    other = Difference(SECTION, str(number), TELEVISION, before.token_id, token_id)
    changes.record(tx, [other], actor=actor, now=now)


def change_screen(
    tx: Tx,
    office: Office,
    number: int,
    *,
    saw: Seen,
    name: str,
    board: BoardSettings,
    actor: str,
    now: datetime,
) -> int | None:
    """Name a screen otherwise or give it another board, where it goes by itself; the change's id.

    None where nothing differs. Raises SettingChanged where the screen is not any more what the caller saw.
    """
    present = _find_as_seen(tx, office, number, saw)
    wanted = {"name": name, "kind": board.kind.value, "settings": board.words()}
    done = [
        Difference(SECTION, str(number), field, was, wanted[field])
        for field, was in _values(present).items()
        if was != wanted[field]
    ]
    return _change(tx, present, done, takes_back=None, actor=actor, now=now) if done else None


def remove_screen(tx: Tx, office: Office, number: int, *, saw: Seen, actor: str, now: datetime) -> None:
    """Let the television in no more; it shows a code again.

    Raises SettingChanged where the screen is not any more what the caller saw.
    """
    present = _find_as_seen(tx, office, number, saw)
    screens.remove(tx.connection, number)
    _dismiss(tx, present, now=now)
    gone = Difference(SECTION, str(number), "", _values(present), None)
    changes.record(tx, [gone], actor=actor, now=now)


def take_back(tx: Tx, office: Office, undone: Change, *, actor: str, now: datetime) -> int | None:
    """Give a screen the name and the board back that it had before this change.

    Raises SettingChanged where they have been changed since, BadBoard where the board is none any more, and
    NotToBeTakenBack where the change was which television it is: that one would have to show a code.
    """
    if any(part.field in ("", TELEVISION) for part in undone.parts):
        raise NotToBeTakenBack(change=undone.id)
    back = [part.reversed() for part in undone.parts]
    present = find(tx, office, int(back[0].key))
    values = _values(present)
    for part in back:
        if values[part.field] != part.before:
            raise changes.overtaken_by(tx, office, Overtaken(part, values[part.field]))
        values[part.field] = part.after
    boards.parse(office, values["kind"], values["settings"])
    return _change(tx, present, back, takes_back=undone.id, actor=actor, now=now)


def find(tx: Tx, office: Office, number: int) -> Screen:
    """UnknownScreen where the office has none of this id."""
    found = screens.find(tx.connection, office.id, number)
    if found is None:
        raise UnknownScreen(screen=number)
    return found


@dataclass(frozen=True)
class Place:
    """Where a paired television belongs."""

    name: str
    office: str
    kind: str
    settings: Mapping[str, str]


def place_of(tx: Tx, secret: str) -> Place | None:
    """Where the television that knows this secret belongs; None where it is paired no more, or not yet."""
    return _place(screens.by_secret(tx.connection, _digest(secret)))


def place_of_token(tx: Tx, token_id: int) -> Place | None:
    """Where the television with this token belongs; None where it is paired no more, or never was."""
    return _place(screens.place(tx.connection, token_id))


def paired_tokens(tx: Tx, office_id: int) -> Sequence[int]:
    """By their tokens, the paired televisions of the office with this id."""
    return screens.tokens(tx.connection, office_id)


def code_of(tx: Tx, secret: str, *, now: datetime) -> tuple[str, datetime] | None:
    """The code of the television that knows this secret, and until when; None where it waits no more."""
    row = screens.pairing(tx.connection, _digest(secret), now=now)
    return (row.code, row.expires_at) if row else None


def address(office: Office, kind: str, settings: Mapping[str, str]) -> str:
    """Where a television finds its board. One whose queue or counter is no more goes to the main board."""
    try:
        return boards.parse(office, kind, settings).address(office.code)
    except BadBoard:
        return BoardSettings().address(office.code)


@dataclass(frozen=True)
class Device:
    """A television or kiosk, and whether it is there."""

    token_id: int
    role: str
    screen: int | None
    """The id of a television that has a name; None where there is only a token."""
    name: str
    kind: str
    settings: Mapping[str, str]
    alive: bool
    since: datetime | None
    """Since when it is there, or when it was last seen; None where it never was."""
    release: str
    missed_from: datetime
    """From when it counts that it is not there: it had its place, and this server could have seen it."""

    def is_lost(self, office: Office, now: datetime) -> bool:
        """Whether somebody should look after it: it belongs to the room, was there today, and is gone.

        One that opens its page again, or has not found a restarted server yet, is not.
        """
        if now - self.missed_from < LOST_AFTER:
            return False
        today = self.since is not None and self.since >= office.day_began(now)
        return not self.alive and office.is_open(now) and (self.screen is not None or today)


def read_devices(tx: Tx, office: Office, presence: Presence, *, now: datetime) -> list[Device]:
    """Every television and kiosk of the office: those with a name first."""
    here = presence.alive()
    listed = screens.devices(tx.connection, office.id, seen_since=now - LISTED_FOR, also=list(here))
    return [_device(row, here.get(row.token_id), presence, now) for row in listed]


def write_sightings(tx: Tx, presence: Presence, *, now: datetime) -> None:
    """Write down who is connected to this process, for the others and for the time after."""
    seen = [(token, one.since, one.release) for token, one in presence.alive().items()]
    screens.write_sightings(tx.connection, seen, now=now)


def _find_as_seen(tx: Tx, office: Office, number: int, saw: Seen) -> Screen:
    present = find(tx, office, number)
    here = {TELEVISION: present.token_id, **_values(present)}
    seen = {TELEVISION: saw.token, "name": saw.name, "kind": saw.kind, "settings": dict(saw.settings)}
    for field, value in here.items():
        if value != seen[field]:
            stale = Difference(SECTION, str(number), field, seen[field], None)
            raise changes.overtaken_by(tx, office, Overtaken(stale, value))
    return present


def _values(screen: Screen) -> dict[str, Any]:
    return {"name": screen.name, "kind": screen.kind, "settings": dict(screen.settings)}


def _change(
    tx: Tx,
    screen: Screen,
    done: Sequence[Difference],
    *,
    takes_back: int | None,
    actor: str,
    now: datetime,
) -> int:
    screens.change(tx.connection, screen.id, **{part.field: part.after for part in done})
    tx.announce(ScreenChanged(screen.office_id, screen.token_id))
    return changes.record(tx, done, takes_back=takes_back, actor=actor, now=now)


def _place(row: AnyRow | None) -> Place | None:
    return Place(row.name, row.office, row.kind, row.settings) if row else None


def _device(row: AnyRow, here: Alive | None, presence: Presence, now: datetime) -> Device:
    seen_at: datetime | None = row.last_seen_at
    elsewhere = not presence.alone and seen_at is not None and now - seen_at < LOST_AFTER
    gone_at = max(filter(None, (seen_at, presence.left_at(row.token_id))), default=None)
    return Device(
        token_id=row.token_id,
        role=row.role,
        screen=row.id,
        name=row.name or "",
        kind=row.kind or "",
        settings=row.settings or {},
        alive=here is not None or elsewhere,
        since=here.since if here else row.alive_since if elsewhere else gone_at,
        release=here.release if here else row.release,
        missed_from=max(filter(None, (gone_at, row.paired_at, presence.began))),
    )


def _admit(tx: Tx, office: Office, code: str, *, now: datetime) -> int:
    digest = screens.claim_pairing(tx.connection, normal_code(code), now=now)
    if digest is None:
        raise UnknownCode
    return people.add_token(tx.connection, office.id, "display", None, digest, now=now)


def _dismiss(tx: Tx, screen: Screen, *, now: datetime) -> None:
    people.revoke_token(tx.connection, screen.token_id, now=now)
    tx.announce(ScreenChanged(screen.office_id, screen.token_id))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
