"""Commit first, then tell: the room's new state goes to the screens that watch it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask_socketio import SocketIO

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.realtime.watching import Watching, board_room, desk_room
from queue_app.services.desks import read_desk
from queue_app.services.offices import Offices
from queue_app.services.rooms import Rooms, read_room
from queue_app.storage.database import Database
from queue_app.texts import Texts

log = structlog.get_logger()

APART_S = 0.02
REST = 12
LONGEST_REST_S = 0.1
"""The first change is pushed at once; further ones share one push after 20 ms, or after twelve times what the
last push took, but no later than 100 ms: most of the time is left for those who wait in line, and nobody who is
called waits for a screen because of one slow push."""
REFRESH_S = 30
"""Waits grow and shrink with the clock alone, so screens hear from us this often in a quiet room too."""


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
    _changed: set[int] = field(default_factory=set)
    _woken: threading.Event = field(default_factory=threading.Event)

    def hear(self, happened: Event) -> None:
        """A listener for the database: remembers that an office's room changed."""
        if isinstance(happened, RoomChanged):
            self._changed.add(happened.office_id)
            self._woken.set()

    def run(self) -> None:
        """Push for ever; one task per process runs this."""
        looked = time.monotonic()
        while True:
            self._woken.wait(REFRESH_S)
            began = time.monotonic()
            self._woken.clear()
            changed, self._changed = self._changed, set()
            try:
                if began - looked >= REFRESH_S:
                    looked = began
                    self.watching.dismiss()
                    changed |= {office.id for office in self.offices.all()}
                self._push_all(changed)
            except Exception:
                log.exception("push_failed")
                self._changed |= changed
            time.sleep(min(max(APART_S, REST * (time.monotonic() - began)), LONGEST_REST_S))

    def _push_all(self, changed: set[int]) -> None:
        for office in self.offices.all():
            if office.id in changed:
                self._push(office)

    def _push(self, office: Office) -> None:
        with self.database.reading() as tx:
            room = self.rooms.remember(read_room(tx, office, now=self.clock()))
            self.sockets.emit("board", room.board(), to=board_room(office.id))
            for counter in office.counters:
                if self.watching.is_watched(counter.id):
                    self.sockets.emit(
                        "desk", read_desk(tx, room, counter, self.texts), to=desk_room(counter.id)
                    )
