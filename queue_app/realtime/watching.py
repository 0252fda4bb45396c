"""The socket's side: a screen says what it watches and gets the present state at once. No writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request, session
from flask_socketio import SocketIO, join_room
from prometheus_client import Gauge

from queue_app.domain.errors import BadField, Refusal, SignInRequired, UnknownCounter
from queue_app.domain.offices import Office
from queue_app.realtime.following import Following
from queue_app.services.access import Doorkeeper, Principal, Right
from queue_app.services.desks import read_desk
from queue_app.services.offices import Offices
from queue_app.services.presence import Presence
from queue_app.services.rooms import read_room
from queue_app.storage.database import Database
from queue_app.texts import Texts


def board_room(office_id: int) -> str:
    return f"board:{office_id}"


def desk_room(counter_id: int) -> str:
    return f"desk:{counter_id}"


@dataclass
class Screen:
    """One live connection: the token it came with, and the office whose board or counter whose desk it shows."""

    token: str | None
    user_id: int | None
    epoch: int | None
    office_id: int | None = None
    counter_id: int | None = None
    supervises: int | None = None
    """The office whose whole room it shows."""
    release: str = ""
    """Of its page, where it says so; then it hears of a newer one."""


Topic = Callable[[Screen, Principal, Office], dict[str, Any]]
"""Puts a screen into the room of a topic; the present state, or a Refusal."""


@dataclass(frozen=True)
class Watching:
    """The handlers of one application's sockets."""

    sockets: SocketIO
    database: Database
    doorkeeper: Doorkeeper
    offices: Offices
    texts: Texts
    live: Gauge
    clock: Callable[[], datetime]
    following: Following
    presence: Presence
    alone: bool
    """Whether this process has all screens; others may hold desks that it does not know."""
    screens: dict[str, Screen] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    """What else can be watched, by its name."""
    greeters: list[Callable[[str, Principal], None]] = field(default_factory=list)
    """Told of each device that says its release, once it watches something."""

    def register(self) -> None:
        self.sockets.on_event("connect", self.connect)
        self.sockets.on_event("disconnect", self.disconnect)
        self.sockets.on_event("watch", self.watch)

    def connect(self, auth: Any) -> bool:
        """Let in whoever shows a token that is one, a ticket's or a session; others may not even listen."""
        if isinstance(auth, dict) and "ticket" in auth:
            return self.following.admit(_sid(), auth["ticket"])
        token = auth.get("token") if isinstance(auth, dict) else None
        release = auth.get("release") if isinstance(auth, dict) else None
        screen = Screen(
            token if isinstance(token, str) else None, session.get("user_id"), session.get("epoch")
        )
        who = self._who(screen)
        if who is None:
            return False
        screen.release = release if isinstance(release, str) else ""
        if who.token_id is not None:
            self.presence.came(_sid(), who.token_id, screen.release)
        self.screens[_sid()] = screen
        self.live.set(len(self.screens))
        return True

    def disconnect(self, _reason: object = None) -> None:
        self.following.leave(_sid())
        self.presence.left(_sid())
        self.screens.pop(_sid(), None)
        self.live.set(len(self.screens))

    def watch(self, wish: Any = None, *_: Any) -> dict[str, Any]:
        """Put the screen into the room of its topic; the answer is the present state, or {error}."""
        try:
            return self._watch(wish if isinstance(wish, dict) else {})
        except Refusal as refusal:
            spoken = str(wish.get("language", "")) if isinstance(wish, dict) else ""
            title = self.texts.get(
                spoken, f"errors.{refusal.sentence}", **self.texts.worded(spoken, refusal.values)
            )
            return {"error": {"code": refusal.code, "title": title}}

    def dismiss(self) -> None:
        """Hang up on the screens whose token was revoked, whose person may no longer sign in, or whose counter is
        no more: they ask again and hear why not."""
        retired = {counter.id for office in self.offices.all() for counter in office.retired_counters}
        server: Any = self.sockets.server  # type: ignore[attr-defined]
        for sid, screen in list(self.screens.items()):
            if screen.counter_id in retired or self._who(screen) is None:
                server.disconnect(sid)

    def is_board_watched(self, office_id: int) -> bool:
        """Whether a screen may show the board of this office."""
        return not self.alone or any(screen.office_id == office_id for screen in self.screens.values())

    def is_watched(self, counter_id: int) -> bool:
        """Whether a screen may show the desk of this counter."""
        return not self.alone or any(screen.counter_id == counter_id for screen in self.screens.values())

    def _watch(self, wish: dict[str, Any]) -> dict[str, Any]:
        if _sid() in self.following.phones:
            if wish.get("topic") != "ticket":
                raise SignInRequired
            return self.following.watch(_sid())
        screen = self.screens[_sid()]
        who = self._who(screen)
        if who is None:
            raise SignInRequired
        office = self.offices.get(str(wish.get("office")))
        state = self._topic(wish, screen, who, office)
        if screen.release:
            for greet in self.greeters:
                greet(_sid(), who)
        return state

    def _topic(self, wish: dict[str, Any], screen: Screen, who: Principal, office: Office) -> dict[str, Any]:
        if wish.get("topic") == "board":
            who.require(Right.WATCH, office)
            join_room(board_room(office.id))
            screen.office_id = office.id
            with self.database.reading() as tx:
                return dict(read_room(tx, office, now=self.clock()).board())
        if wish.get("topic") == "desk":
            return self._watch_desk(screen, who, office, wish.get("counter"))
        if further := self.topics.get(str(wish.get("topic"))):
            return further(screen, who, office)
        raise BadField(field="topic", expected=", ".join(("board", "desk", *self.topics)))

    def _watch_desk(self, screen: Screen, who: Principal, office: Office, number: Any) -> dict[str, Any]:
        if not isinstance(number, int):
            raise UnknownCounter(counter=number)
        counter = office.counter(number)
        who.require_counter(office, counter)
        join_room(desk_room(counter.id))
        screen.counter_id = counter.id
        with self.database.reading() as tx:
            return dict(read_desk(tx, read_room(tx, office, now=self.clock()), counter, self.texts))

    def _who(self, screen: Screen) -> Principal | None:
        if screen.token is not None:
            return self.doorkeeper.of_token(screen.token)
        who = self.doorkeeper.of_user(screen.user_id) if screen.user_id is not None else None
        return who if who and who.session_epoch == screen.epoch else None


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
