"""The topic "room": what a supervisor sees of the whole office. Where nobody watches, nothing is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_socketio import SocketIO, join_room

from queue_app.domain.offices import Office
from queue_app.realtime.watching import Screen, Watching
from queue_app.services.access import Principal, Right
from queue_app.services.overview import Overview, read_overview
from queue_app.services.rooms import Rooms, read_room
from queue_app.services.screens import read_devices
from queue_app.storage.database import Database


def supervisors(office_id: int) -> str:
    return f"room:{office_id}"


@dataclass(frozen=True)
class Supervising:
    """Answers those who watch a whole room, and tells them when it has changed."""

    sockets: SocketIO
    database: Database
    rooms: Rooms
    watching: Watching
    clock: Callable[[], datetime]

    def watch(self, screen: Screen, who: Principal, office: Office) -> dict[str, Any]:
        """From now on this screen hears of the room; the answer is the present."""
        who.require(Right.MANAGE, office)
        join_room(supervisors(office.id))
        screen.supervises = office.id
        return dict(self._read(office))

    def push(self, office: Office) -> None:
        """Tell the supervisors of this office what it looks like now."""
        if self.is_watched(office.id):
            self.sockets.emit("room", self._read(office), to=supervisors(office.id))

    def is_watched(self, office_id: int) -> bool:
        """Whether a supervisor may have this room before them."""
        live = self.watching.screens.values()
        return not self.watching.alone or any(screen.supervises == office_id for screen in live)

    def _read(self, office: Office) -> Overview:
        with self.database.reading() as tx:
            room = self.rooms.remember(read_room(tx, office, now=self.clock()))
            devices = read_devices(tx, office, self.watching.presence, now=self.clock())
            return read_overview(tx, room, devices)
