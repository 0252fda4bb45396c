"""Screens: a television asks for a code, somebody types it here, and sees which of them are alive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NotRequired

from flask import request
from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from queue_app.domain import boards
from queue_app.domain.boards import BoardSettings
from queue_app.domain.errors import UnknownCode, UnknownScreen
from queue_app.domain.offices import Office
from queue_app.services import screens as services
from queue_app.services.access import Principal, Right
from queue_app.services.rooms import timestamp
from queue_app.services.screens import Device, Seen
from queue_app.web.access import allowed, shown_token
from queue_app.web.api.operations import Body, Route, Words, operation, parse
from queue_app.web.parts import parts


class WaitingView(TypedDict):
    code: str
    """To be shown, large."""
    secret: str
    """To be kept: with it the television asks where it belongs, and it is its token once it is paired."""
    expires_in_s: int


class WhereView(TypedDict):
    paired: bool
    code: NotRequired[str]
    """While it waits."""
    expires_in_s: NotRequired[int]
    name: NotRequired[str]
    address: NotRequired[str]
    """Where it belongs, once it is paired."""


class SeenBody(Body):
    """A screen as the list showed it."""

    token: int
    name: str
    kind: str
    settings: dict[str, str]

    def seen(self) -> Seen:
        return Seen(token=self.token, name=self.name, kind=self.kind, settings=self.settings)


class RemoveBody(Body):
    saw: SeenBody
    """What the caller saw."""


class BoardBody(Body):
    name: Annotated[Words, StringConstraints(max_length=60)]
    kind: str = Field(max_length=16, description="main, zone, media, counter or procedures")
    settings: dict[str, Annotated[str, StringConstraints(max_length=200)]] = Field(
        {}, max_length=10, description="What is not as usual, in the words of a board's address"
    )


class PairBody(BoardBody):
    code: str = Field(max_length=20, description="What the television shows")


class ChangeScreenBody(BoardBody):
    saw: SeenBody
    """What the caller saw."""


class ReplaceBody(RemoveBody):
    code: str = Field(max_length=20, description="What the other television shows")


class DeviceView(TypedDict):
    """A television or kiosk; one without an id has a token and no name."""

    token: int
    role: str
    alive: bool
    lost: bool
    """Whether somebody should look after it."""
    same_release: bool
    """Whether its page is of the server's release."""
    since: NotRequired[str]
    """Since when it is there, or when it was last seen."""
    id: NotRequired[int]
    name: NotRequired[str]
    kind: NotRequired[str]
    settings: NotRequired[dict[str, str]]
    address: NotRequired[str]


@operation(
    "A television that is new here asks for the code it is to show",
    WaitingView,
    status=201,
    public=True,
    errors=("too-many-attempts",),
)
def begin_pairing() -> tuple[WaitingView, int]:
    caller = request.remote_addr or ""
    parts().codes.require_slowness(caller)
    now = parts().clock()
    with parts().database.transaction() as tx:
        waiting = services.begin_pairing(tx, address=caller, now=now)
    lasts = int((waiting.expires_at - now).total_seconds())
    return WaitingView(code=waiting.code, secret=waiting.secret, expires_in_s=lasts), 201


@operation(
    "Where the television that knows this secret belongs, or what it is to show until it does",
    WhereView,
    public=True,
    errors=("unknown-screen",),
)
def where_am_i() -> WhereView:
    now, secret = parts().clock(), shown_token()
    with parts().database.reading() as tx:
        place = services.place_of(tx, secret)
        waits = None if place else services.code_of(tx, secret, now=now)
    if place:
        office = parts().offices.get(place.office)
        address = services.address(office, place.kind, place.settings)
        return WhereView(paired=True, name=place.name, address=address)
    if waits:
        lasts = int((waits[1] - now).total_seconds())
        return WhereView(paired=False, code=waits[0], expires_in_s=lasts)
    raise UnknownScreen(screen="")


@operation("The televisions and kiosks of the office, and which are alive", list[DeviceView])
def list_screens(code: str) -> list[DeviceView]:
    office, _ = allowed(Right.MANAGE, code)
    return screens_of(office)


@operation(
    "Name the television that shows this code, and give it a board",
    list[DeviceView],
    status=201,
    body=PairBody,
    errors=("unknown-code", "bad-board", "too-many-attempts"),
)
def pair_screen(code: str) -> tuple[list[DeviceView], int]:
    office, who = allowed(Right.MANAGE, code)
    body = parse(PairBody)
    board = _board(office, body)
    with _patience(who), parts().database.transaction(office.id) as tx:
        services.pair_screen(
            tx, office, body.code, name=body.name, board=board, actor=who.actor, now=parts().clock()
        )
    return screens_of(office), 201


@operation(
    "Name a screen otherwise, or give it another board: it goes there by itself",
    list[DeviceView],
    body=ChangeScreenBody,
    errors=("unknown-screen", "bad-board", "setting-changed"),
)
def change_screen(code: str, number: int) -> list[DeviceView]:
    office, who = allowed(Right.MANAGE, code)
    body = parse(ChangeScreenBody)
    board, saw = _board(office, body), body.saw.seen()
    with parts().database.transaction(office.id) as tx:
        services.change_screen(
            tx, office, number, saw=saw, name=body.name, board=board, actor=who.actor, now=parts().clock()
        )
    return screens_of(office)


@operation(
    "Put another television in the place of a screen",
    list[DeviceView],
    body=ReplaceBody,
    errors=("unknown-screen", "unknown-code", "setting-changed", "too-many-attempts"),
)
def replace_screen(code: str, number: int) -> list[DeviceView]:
    office, who = allowed(Right.MANAGE, code)
    body = parse(ReplaceBody)
    with _patience(who), parts().database.transaction(office.id) as tx:
        services.replace_screen(
            tx, office, number, body.code, saw=body.saw.seen(), actor=who.actor, now=parts().clock()
        )
    return screens_of(office)


@operation(
    "Let a screen in no more; it shows a code again",
    list[DeviceView],
    body=RemoveBody,
    errors=("unknown-screen", "setting-changed"),
)
def remove_screen(code: str, number: int) -> list[DeviceView]:
    office, who = allowed(Right.MANAGE, code)
    saw = parse(RemoveBody).saw.seen()
    with parts().database.transaction(office.id) as tx:
        services.remove_screen(tx, office, number, saw=saw, actor=who.actor, now=parts().clock())
    return screens_of(office)


ROUTES: list[Route] = [
    ("/pairings", ["POST"], begin_pairing),
    ("/screens/mine", ["GET"], where_am_i),
    ("/offices/<code>/screens", ["GET"], list_screens),
    ("/offices/<code>/screens", ["POST"], pair_screen),
    ("/offices/<code>/screens/<int:number>", ["POST"], change_screen),
    ("/offices/<code>/screens/<int:number>/replace", ["POST"], replace_screen),
    ("/offices/<code>/screens/<int:number>/remove", ["POST"], remove_screen),
]


def screens_of(office: Office) -> list[DeviceView]:
    """Those with a name first."""
    now = parts().clock()
    with parts().database.reading() as tx:
        devices = services.read_devices(tx, office, parts().presence, now=now)
    return [_view(office, one, lost=one.is_lost(office, now)) for one in devices]


def _view(office: Office, one: Device, *, lost: bool) -> DeviceView:
    same = not one.release or one.release == parts().release
    shown = DeviceView(token=one.token_id, role=one.role, alive=one.alive, lost=lost, same_release=same)
    if one.since:
        shown["since"] = timestamp(office, one.since)
    if one.screen is not None:
        shown["id"] = one.screen
        shown["name"] = one.name
        shown["kind"] = one.kind
        shown["settings"] = dict(one.settings)
        shown["address"] = services.address(office, one.kind, one.settings)
    return shown


def _board(office: Office, body: BoardBody) -> BoardSettings:
    return boards.parse(office, body.kind, body.settings)


@contextmanager
def _patience(who: Principal) -> Iterator[None]:
    """Around the typing of a code: a wrong one counts, and who typed too many waits a minute."""
    caller = request.remote_addr or ""
    parts().codes.require_patience(caller, who.actor)
    try:
        yield
    except UnknownCode:
        parts().codes.failed(caller, who.actor)
        raise
