"""Web Push: phones whose page is closed are told by the service of their browser."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import INTERNAL_SERVER_ERROR, MULTIPLE_CHOICES, TOO_MANY_REQUESTS

import structlog
from urllib3.exceptions import HTTPError, NameResolutionError

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.jobs.webpush import AT_ONCE, WebPush
from queue_app.services import phones
from queue_app.services.offices import Offices
from queue_app.services.phones import Message
from queue_app.services.rooms import Rooms
from queue_app.storage.database import Database

log = structlog.get_logger()

REST_S = 2.0
CLOCK_S = 15.0
"""Also without any change somebody comes near."""
DOWN = timedelta(seconds=15)
"""How long a service that did not answer is left alone; the phones of others do not wait for it."""


@dataclass
class Telling:
    """Sends what is due; a service that cannot be reached costs nobody else anything."""

    database: Database
    offices: Offices
    rooms: Rooms
    say: Callable[..., str]
    """A sentence: its language, its key, its values."""
    clock: Callable[[], datetime]
    push: WebPush
    services: Sequence[str]
    """Where messages go, and nowhere else."""
    _woken: threading.Event = field(default_factory=threading.Event)
    _down_until: dict[str, datetime] = field(default_factory=dict)
    """By service, as the deployment names it: whoever holds a ticket can make up hosts."""

    def hear(self, happened: Event) -> None:
        """A listener for the database."""
        if isinstance(happened, RoomChanged):
            self._woken.set()

    def run(self) -> None:
        """Tell for ever; one task per process runs this."""
        while True:
            self._woken.wait(CLOCK_S)
            self._woken.clear()
            try:
                self.tell()
            except Exception:
                log.exception("phones_not_pushed")
            time.sleep(REST_S)

    def tell(self) -> None:
        """Send to each phone what is news to it."""
        for office in self.offices.all():
            self._tell(office)

    def _tell(self, office: Office) -> None:
        with self.database.reading() as tx:
            if not phones.anybody(tx, office.id):
                return
        room = self.rooms.lately(office, now=self.clock(), within_s=0)
        with self.database.reading() as tx:
            every, over = phones.due(tx, room, self.say)
        messages = [message for message in every if not self._is_down(message)]
        if not messages and not over:
            return
        with self.database.transaction() as tx:
            phones.forget(tx, over)
            mine = [message for message in messages if phones.claim(tx, message)]
        with ThreadPoolExecutor(AT_ONCE) as several:
            list(several.map(self._send, mine))

    def _send(self, message: Message) -> None:
        if not self._service(message):
            self._not_wanted(message, 0)
            return
        if self._is_down(message):
            self._give_back(message)
            return
        status = 0
        try:
            status = self.push.send(
                json.dumps({"title": message.title, "body": message.body, "link": message.link}),
                endpoint=message.endpoint,
                p256dh=message.p256dh,
                auth=message.auth,
            )
        except ValueError:
            self._not_wanted(message, status)
        except HTTPError as error:
            self._not_answered(message, status, nowhere=isinstance(error, NameResolutionError))
        else:
            if status == TOO_MANY_REQUESTS or status >= INTERNAL_SERVER_ERROR:
                self._not_answered(message, status)
            elif status >= MULTIPLE_CHOICES:
                self._not_wanted(message, status)
            else:
                # A service that takes one message is there, whatever came of another.
                self._down_until.pop(self._service(message), None)

    def _not_wanted(self, message: Message, status: int) -> None:
        """The phone is gone, or what it says of itself is wrong: one phone's trouble, and nobody else's."""
        self._log(message, status)
        with self.database.transaction() as tx:
            phones.forget(tx, [message.phone_id])

    def _not_answered(self, message: Message, status: int, *, nowhere: bool = False) -> None:
        """The message may be tried again while it is true; a name that leads nowhere says nothing of others."""
        self._log(message, status)
        if not nowhere:
            self._down_until[self._service(message)] = self.clock() + DOWN
        self._give_back(message)

    def _give_back(self, message: Message) -> None:
        with self.database.transaction() as tx:
            phones.give_back(tx, message)

    def _is_down(self, message: Message) -> bool:
        until = self._down_until.get(self._service(message))
        return until is not None and self.clock() < until

    def _service(self, message: Message) -> str:
        return phones.service_of(message.endpoint, self.services) or ""

    def _log(self, message: Message, status: int) -> None:
        # The address itself is the phone's secret.
        log.warning("phone_not_reached", service=self._service(message), status=status)
