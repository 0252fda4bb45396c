"""Web Push: phones whose page is closed are told by the service of their browser."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
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
"""Also without any change somebody comes near, and a message that was not taken is tried again."""
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
                every_one_taken = self.tell()
            except Exception:
                log.exception("phones_not_pushed")
                every_one_taken = False
            time.sleep(REST_S if every_one_taken else CLOCK_S)

    def tell(self) -> bool:
        """Send to each phone what is news to it; whether the services took it all."""
        taken = [self._tell(office) for office in self.offices.all()]
        return all(taken)

    def _tell(self, office: Office) -> bool:
        with self.database.reading() as tx:
            if not phones.anybody(tx, office.id):
                return True
        room = self.rooms.lately(office, now=self.clock(), within_s=0)
        with self.database.reading() as tx:
            messages, over = phones.due(tx, room, self.say)
        if not messages and not over:
            return True
        with self.database.transaction() as tx:
            phones.forget(tx, over)
            mine = [message for message in messages if phones.claim(tx, message)]
        if not mine:
            return True
        with ThreadPoolExecutor(AT_ONCE) as several:
            return all(list(several.map(self._send, mine)))

    def _send(self, message: Message) -> bool:
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
            return False
        return True

    def _not_taken(self, message: Message, error: Exception) -> None:
        """A phone that is gone is forgotten; another message may be tried again while it is true."""
        answer = error.response if isinstance(error, WebPushException) else None
        status = answer.status_code if answer is not None else 0
        # The address itself is the phone's secret.
        log.warning("phone_not_reached", service=urlsplit(message.endpoint).hostname, status=status)
        with self.database.transaction() as tx:
            if status in GONE or isinstance(error, ValueError):
                phones.forget(tx, [message.phone_id])
            else:
                phones.give_back(tx, message)
