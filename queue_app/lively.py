"""Simulated citizens and staff, who use the public API like everybody else."""

from __future__ import annotations

import http.client
import json
import random
import threading
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from queue_app.domain.offices import Office

ARRIVAL_S = 6.0
SERVICE_S = 30.0
FREE_COUNTER = 3
"""Left to whoever tries the demonstration."""


class Lively:
    """A room that moves by itself until `stop`."""

    def __init__(self, address: str, office: Office, kiosk: str, desks: dict[int, str]) -> None:
        split = urlsplit(address)
        self._host, self._port = split.hostname or "127.0.0.1", split.port or 80
        self._office, self._kiosk, self._desks = office, kiosk, desks
        self._stopping = threading.Event()
        self._random = random.Random()  # noqa: S311

    def start(self) -> None:
        """Let people come in and staff sit down, each in a thread of their own."""
        self._go(self._citizens)
        for number, token in self._desks.items():
            if number != FREE_COUNTER:
                self._go(self._clerk, number, token)

    def stop(self) -> None:
        self._stopping.set()

    def _go(self, act: Callable[..., None], *arguments: Any) -> None:
        threading.Thread(target=act, args=arguments, daemon=True).start()

    def _citizens(self) -> None:
        queues = [queue.code for queue in self._office.queues]
        weights = [6, 7, 2, 2, 2, 1][: len(queues)] + [1] * max(0, len(queues) - 6)
        classes = [priority.code for priority in self._office.priorities]
        while not self._rest(self._random.expovariate(1 / ARRIVAL_S)):
            wish: dict[str, Any] = {"queue": self._random.choices(queues, weights)[0]}
            if classes and self._random.random() < 0.15:
                wish["priority"] = self._random.choice(classes)
            self._post("tickets", self._kiosk, wish, {"Idempotency-Key": str(uuid.uuid4())})

    def _clerk(self, number: int, token: str) -> None:
        while not self._rest(self._random.uniform(1, 6)):
            ticket = self._post(f"counters/{number}/call-next", token)
            if ticket is None:
                continue
            at = f"tickets/{ticket['id']}"
            if "priority" in ticket:
                self._post(f"{at}/priority", token, {"confirmed": True})
            while not self._rest(self._random.uniform(4, 9)) and self._random.random() < 0.15:
                self._post(f"{at}/recall", token)
            if self._random.random() < 0.06:
                self._post(f"{at}/no-show", token)
                continue
            self._post(f"{at}/start", token)
            self._rest(self._random.expovariate(1 / SERVICE_S))
            self._post(f"{at}/finish", token)

    def _rest(self, seconds: float) -> bool:
        """Wait; True once the room is to stop."""
        return self._stopping.wait(seconds)

    def _post(
        self, path: str, token: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> Any:
        """The answer's JSON, or None where the office refused or did not answer."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=10)
        try:
            sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **(headers or {})}
            connection.request(
                "POST", f"/api/v1/offices/{self._office.code}/{path}", json.dumps(body or {}), sent
            )
            answer = connection.getresponse()
            text = answer.read()
            return json.loads(text) if answer.status in (200, 201) else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
