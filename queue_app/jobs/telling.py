"""Web Push: phones whose page is closed are told by the service of their browser."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode
from pywebpush import WebPushException, webpush

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
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
GIVES_UP_S = 5.0
KEPT_S = 120
"""How long a service keeps a message for a phone that is off; later it would be wrong."""
AT_ONCE = 8
GONE = (404, 410)


def new_key() -> str:
    """A new VAPID key, as it is kept."""
    key = Vapid02()
    key.generate_keys()
    return str(b64urlencode(key.private_key.private_numbers().private_value.to_bytes(32, "big")))


def public_key(key: str) -> str:
    """What a browser has to know of the key, as it takes it."""
    public = Vapid02.from_string(key).public_key
    return str(b64urlencode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))


@dataclass
class Telling:
    """Sends what is due; a service that cannot be reached costs nobody else anything."""

    database: Database
    offices: Offices
    rooms: Rooms
    say: Callable[..., str]
    """A sentence: its language, its key, its values."""
    clock: Callable[[], datetime]
    key: str
    contact: str
    """Whom a service may ask about these messages, as mailto: or https:."""
    _woken: threading.Event = field(default_factory=threading.Event)
    _down_until: dict[str, datetime] = field(default_factory=dict)
    """By service."""

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
        if self._is_down(message):
            self._give_back(message)
            return
        try:
            webpush(
                {"endpoint": message.endpoint, "keys": {"p256dh": message.p256dh, "auth": message.auth}},
                json.dumps({"title": message.title, "body": message.body, "link": message.link}),
                vapid_private_key=Vapid02.from_string(self.key),
                vapid_claims={"sub": self.contact},
                ttl=KEPT_S,
                timeout=GIVES_UP_S,
                headers={"Urgency": "high"},
            )
        except (WebPushException, OSError, ValueError) as error:
            self._not_taken(message, error)

    def _not_taken(self, message: Message, error: Exception) -> None:
        """A phone that is gone is forgotten; another message may be tried again while it is true."""
        answer = error.response if isinstance(error, WebPushException) else None
        status = answer.status_code if answer is not None else 0
        # The address itself is the phone's secret.
        log.warning("phone_not_reached", service=_service(message), status=status)
        if status in GONE or isinstance(error, ValueError):
            with self.database.transaction() as tx:
                phones.forget(tx, [message.phone_id])
        else:
            self._down_until[_service(message)] = self.clock() + DOWN
            self._give_back(message)

    def _give_back(self, message: Message) -> None:
        with self.database.transaction() as tx:
            phones.give_back(tx, message)

    def _is_down(self, message: Message) -> bool:
        until = self._down_until.get(_service(message))
        return until is not None and self.clock() < until


def _service(message: Message) -> str:
    return urlsplit(message.endpoint).hostname or ""
