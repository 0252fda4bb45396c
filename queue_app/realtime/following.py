"""Phones that follow their own ticket: let in by its token, told when what they show has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from flask_socketio import SocketIO

from queue_app.domain.errors import UnknownTicket
from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.domain.tickets import State, Ticket
from queue_app.services.following import FollowedView, followed, mark_of
from queue_app.services.offices import Offices
from queue_app.services.rooms import Room, Rooms
from queue_app.services.tickets import TOKEN
from queue_app.storage import tickets
from queue_app.storage.database import Database

log = structlog.get_logger()

REST_S = 1.0
REST_SHARE = 10
"""After a round the loop belongs to the desks for a second, and for ten times what the round took."""
CLOCK_S = 15.0
"""Expected times move with the clock alone, so a quiet room is looked at this often."""
OTHERS_S = 2.0
"""Where other processes change the office too, nobody tells this one: it looks itself."""
AT_A_TIME = 10
"""So many phones are told before whoever waits in line goes first."""
AT_ONCE = 5
"""Live pages of one ticket: a family may follow together; further pages ask now and then, as without sockets."""
LINK = "/t/"


@dataclass
class Phone:
    """One live connection: its ticket, and the mark of what it shows."""

    ticket_id: int
    office_id: int
    mark: str = ""


@dataclass
class Following:
    """The phones of one process. Who is called or nearer now hears of it; all others hear nothing."""

    sockets: SocketIO
    database: Database
    offices: Offices
    rooms: Rooms
    clock: Callable[[], datetime]
    alone: bool
    phones: dict[str, Phone] = field(default_factory=dict)
    _woken: threading.Event = field(default_factory=threading.Event)

    def admit(self, sid: str, token: Any) -> bool:
        """Let in whoever holds the token of a ticket, a few at once; it opens that ticket and nothing else."""
        if not isinstance(token, str) or not TOKEN.match(token):
            return False
        with self.database.reading() as tx:
            ticket = tickets.by_token(tx.connection, token)
        if ticket is None or sum(one.ticket_id == ticket.id for one in self.phones.values()) >= AT_ONCE:
            return False
        self.phones[sid] = Phone(ticket.id, ticket.office_id)
        return True

    def leave(self, sid: str) -> None:
        self.phones.pop(sid, None)

    def watch(self, sid: str) -> dict[str, Any]:
        """The ticket as it is; from now on this phone is told of changes."""
        phone = self.phones[sid]
        office = next((one for one in self.offices.all() if one.id == phone.office_id), None)
        if office is None:
            raise UnknownTicket(ticket="")
        room = self.rooms.lately(office, now=self.clock(), within_s=0)
        (shown,) = self._seen(room, [phone.ticket_id]).values()
        phone.mark = mark_of(shown)
        return dict(shown)

    def hear(self, happened: Event) -> None:
        """A listener for the database."""
        if isinstance(happened, RoomChanged) and self.phones:
            self._woken.set()

    def run(self) -> None:
        """Tell for ever; one task per process runs this."""
        while True:
            self._woken.wait(CLOCK_S if self.alone else OTHERS_S)
            self._woken.clear()
            began = time.monotonic()
            try:
                self.tell()
            except Exception:
                log.exception("phones_not_told")
            time.sleep(max(REST_S, REST_SHARE * (time.monotonic() - began)))

    def tell(self) -> None:
        """Push to each phone what it shows otherwise; one reading of each room serves them all."""
        for office in self.offices.all():
            watched = {phone.ticket_id for phone in self.phones.values() if phone.office_id == office.id}
            if watched:
                self._tell(office, watched)

    def _tell(self, office: Office, watched: Collection[int]) -> None:
        room = self.rooms.lately(office, now=self.clock(), within_s=0)
        time.sleep(0)
        seen = self._seen(room, watched)
        server: Any = self.sockets.server  # type: ignore[attr-defined]
        for place, (sid, phone) in enumerate(list(self.phones.items()), start=1):
            shown = seen.get(phone.ticket_id)
            if shown is not None:
                mark = mark_of(shown)
                if mark != phone.mark:
                    phone.mark = mark
                    # This process has all these phones, so no other needs to hear of it.
                    server.emit("ticket", shown, to=sid, namespace="/", ignore_queue=True)
            if place % AT_A_TIME == 0:
                time.sleep(0)

    def _seen(self, room: Room, ids: Collection[int]) -> Mapping[int, FollowedView]:
        """By ticket: what its citizen sees."""
        with self.database.reading() as tx:
            found = tickets.by_ids(tx.connection, ids)
        seen = {}
        for place, ticket in enumerate(found, start=1):
            seen[ticket.id] = self._view(room, ticket)
            if place % AT_A_TIME == 0:
                time.sleep(0)
        return seen

    def _view(self, room: Room, ticket: Ticket) -> FollowedView:
        # Behind the part of the line that was read, the slip is the best that is known.
        ahead = room.places.get(ticket.id, ticket.people_ahead) if ticket.state is State.WAITING else 0
        return followed(room, ticket, people_ahead=ahead, now=self.clock(), status_url=LINK)
