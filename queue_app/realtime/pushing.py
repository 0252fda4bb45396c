"""Commit first, then tell: the room's new state goes to the screens that watch it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask_socketio import SocketIO

from queue_app.domain.estimates import Wait
from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.realtime.watching import Watching, board_room, desk_room
from queue_app.services.desks import read_desk
from queue_app.services.offices import Offices
from queue_app.services.rooms import Rooms, read_glance, read_room
from queue_app.storage.database import Database
from queue_app.texts import Texts

log = structlog.get_logger()

QUIET_S = 0.5
RESTLESS_S = 2.0
"""A push carries the waits last known, for who is called must not wait for an estimate. They are made anew once
nothing has changed for half a second, or every two seconds where something always does."""
REFRESH_S = 30
"""Waits grow and shrink with the clock alone, so screens hear from us this often in a quiet room too."""


def _let_others_go_first() -> None:
    """Leave three turns of the loop: the push, the screens' own tasks, and what these send.

    Who pressed hears of it a millisecond later, and the room sees it a millisecond earlier.
    """
    for _ in range(3):
        time.sleep(0)


@dataclass
class Rest:
    """How long the loop is left to those who wait in line, after a push."""

    share: float = 2.0
    """Of what the push took; in a flood two thirds of the time are theirs."""
    unasked_s: float = 0.25
    """So much rest may be owed before any is taken: who is called now and then never waits for it."""
    longest_s: float = 0.1
    _owed_s: float = 0.0
    _since: float = 0.0

    def after(self, began: float, ended: float) -> float:
        """How long to rest after a push from `began` to `ended`, in seconds."""
        self._owed_s = max(0.0, self._owed_s - (began - self._since)) + self.share * (ended - began)
        self._since = ended
        return min(max(0.0, self._owed_s - self.unasked_s), self.longest_s)


@dataclass
class Pusher:
    """Pushes each changed office's room, whole and with its version; a flood of changes is one push."""

    sockets: SocketIO
    database: Database
    offices: Offices
    rooms: Rooms
    watching: Watching
    texts: Texts
    clock: Callable[[], datetime]
    beside: list[Callable[[Office], None]] = field(default_factory=list)
    """What else is pushed of a changed office, after its board and its desks."""
    rest: Rest = field(default_factory=Rest)
    _changed: set[int] = field(default_factory=set)
    _woken: threading.Event = field(default_factory=threading.Event)
    _waits: dict[int, Mapping[str, Wait | None]] = field(default_factory=dict)
    """By office: the waits that its board shows."""
    _outdated: set[int] = field(default_factory=set)
    """The offices that have changed since."""
    _estimated: float = 0.0
    _refreshed: float = field(default_factory=time.monotonic)

    def hear(self, happened: Event) -> None:
        """A listener for the database: remembers that an office's room changed."""
        if isinstance(happened, RoomChanged):
            self._changed.add(happened.office_id)
            self._woken.set()
            if self.watching.is_board_watched(happened.office_id):
                _let_others_go_first()

    def run(self) -> None:
        """Push for ever; one task per process runs this."""
        while True:
            self._woken.wait(QUIET_S if self._outdated else REFRESH_S)
            began = time.monotonic()
            self.push()
            # The screens' own tasks send what they were given before this one goes on.
            time.sleep(0)
            time.sleep(self.rest.after(began, time.monotonic()))

    def push(self) -> None:
        """Tell the screens what has changed, and what the clock alone has changed where that is due."""
        self._woken.clear()
        changed, self._changed = self._changed, set()
        try:
            every = {office.id: office for office in self.offices.all()}
            if time.monotonic() - self._refreshed >= REFRESH_S:
                self._refreshed = time.monotonic()
                self.watching.dismiss()
                changed |= every.keys()
            self._outdated |= changed
            for office in map(every.get, changed):
                if office:
                    self._push(office)
            if not changed or time.monotonic() - self._estimated >= RESTLESS_S:
                self._estimate(every)
        except Exception:
            log.exception("push_failed")
            self._changed |= changed

    def _push(self, office: Office) -> None:
        """The board first: somebody may be called on it."""
        self._push_board(office)
        desks = [counter for counter in office.counters if self.watching.is_watched(counter.id)]
        if desks:
            with self.database.reading() as tx:
                room = self.rooms.remember(read_room(tx, office, now=self.clock()))
                for counter in desks:
                    desk = read_desk(tx, room, counter, self.texts)
                    self.sockets.emit("desk", desk, to=desk_room(counter.id))
        for push in self.beside:
            push(office)

    def _push_board(self, office: Office) -> None:
        if self.watching.is_board_watched(office.id):
            with self.database.reading() as tx:
                glance = read_glance(tx, office, now=self.clock())
            if office.id not in self._waits:
                self._waits[office.id] = self.rooms.now(office, now=self.clock()).waits
            board = glance.board_with(self._waits[office.id])
            self.sockets.emit("board", board, to=board_room(office.id))

    def _estimate(self, every: Mapping[int, Office]) -> None:
        """Make the waits anew where the room has changed, and show those that came out otherwise."""
        outdated, self._outdated = self._outdated, set()
        for office in (every[id] for id in outdated if id in every and self.watching.is_board_watched(id)):
            waits = self.rooms.now(office, now=self.clock()).waits
            if waits != self._waits.get(office.id):
                self._waits[office.id] = waits
                self._push_board(office)
        self._estimated = time.monotonic()
