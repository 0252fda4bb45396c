"""One message to one browser by Web Push: only it can read it (RFC 8291), its service knows from whom (RFC 8292)."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import certifi
import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from py_vapid.utils import b64urldecode
from urllib3 import PoolManager
from urllib3.util import parse_url

GIVES_UP_S = 5.0
KEPT_S = 120
"""How long a service keeps a message for a phone that is off; later it would be wrong."""
SIGNED_FOR = timedelta(hours=12)
AT_ONCE = 8


@dataclass
class WebPush:
    """Sends from one deployment: its VAPID key, and whom a service may ask about these messages."""

    key: str
    contact: str

    def send(self, text: str, *, endpoint: str, p256dh: str, auth: str, now: datetime) -> int:
        """The status of the service's answer; it is followed nowhere else.

        Raises urllib3's HTTPError where none came, and ValueError where the browser's keys are none.
        """
        body = http_ece.encrypt(
            text.encode(),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=b64urldecode(p256dh.encode()),
            auth_secret=b64urldecode(auth.encode()),
        )
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEPT_S),
            "Urgency": "high",
            **self._signature(endpoint, now),
        }
        answer = self._pool.request(
            "POST", endpoint, body=body, headers=headers, timeout=GIVES_UP_S, retries=False, redirect=False
        )
        return answer.status

    def _signature(self, endpoint: str, now: datetime) -> dict[str, str]:
        at = parse_url(endpoint)
        until = int((now + SIGNED_FOR).timestamp())
        claims = {"sub": self.contact, "aud": f"{at.scheme}://{at.netloc}", "exp": until}
        signed: dict[str, str] = Vapid02.from_string(self.key).sign(claims)
        return signed

    @cached_property
    def _pool(self) -> PoolManager:
        trusted = ssl.create_default_context(cafile=certifi.where())
        return PoolManager(maxsize=AT_ONCE, ssl_context=trusted)
