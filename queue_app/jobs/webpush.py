"""One message to one browser by Web Push: only it can read it (RFC 8291), its service knows from whom (RFC 8292)."""

from __future__ import annotations

import ssl
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property

import certifi
import webpush
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import AnyHttpUrl
from urllib3 import PoolManager
from webpush.types import WebPushKeys, WebPushSubscription

GIVES_UP_S = 5.0
KEPT_S = 120
"""How long a service keeps a message for a phone that is off; later it would be wrong."""
AT_ONCE = 8


def new_key() -> str:
    """A new VAPID key, as it is kept: the private number in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _written(number.to_bytes(32, "big"))


@dataclass
class WebPush:
    """Sends from one deployment: its VAPID key, and whom a service may ask about these messages."""

    key: str
    contact: str
    """As mailto:."""

    def send(self, text: str, *, endpoint: str, p256dh: str, auth: str) -> int:
        """The status of the service's answer; it is followed nowhere else.

        Raises urllib3's HTTPError where none came, and ValueError where the browser's keys are none.
        """
        browser = WebPushSubscription(
            endpoint=AnyHttpUrl(endpoint), keys=WebPushKeys(auth=auth, p256dh=p256dh)
        )
        message = self._sender.get(text, browser)
        headers = {**message.headers, "Content-Type": "application/octet-stream", "Urgency": "high"}
        answer = self._pool.request(
            "POST",
            endpoint,
            body=message.encrypted,
            headers=headers,
            timeout=GIVES_UP_S,
            retries=False,
            redirect=False,
        )
        return answer.status

    @property
    def public_key(self) -> str:
        """What a browser has to know of the key, as it takes it."""
        return _written(
            self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        )

    @cached_property
    def _private(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(urlsafe_b64decode(self.key + "="), "big")
        return ec.derive_private_key(number, ec.SECP256R1())

    @cached_property
    def _sender(self) -> webpush.WebPush:
        return webpush.WebPush(
            self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            self._private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            subscriber=self.contact.removeprefix("mailto:"),
            ttl=KEPT_S,
        )

    @cached_property
    def _pool(self) -> PoolManager:
        trusted = ssl.create_default_context(cafile=certifi.where())
        return PoolManager(maxsize=AT_ONCE, ssl_context=trusted)


def _written(key: bytes) -> str:
    return urlsafe_b64encode(key).rstrip(b"=").decode()
