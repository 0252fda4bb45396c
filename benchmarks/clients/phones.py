"""Hundreds of phones in one process, each with the token of its own ticket: by websocket, or asking over HTTP."""

from __future__ import annotations

import json
import random
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.clients.frames import Frames, masked, upgrade
from benchmarks.clients.http import connect, split_answer
from benchmarks.clients.screens import PATH

ASKS_EVERY_S = 20.0
"""On average: a page whose turn is not near asks between every ten seconds and every minute."""
_PING, _PONG = b"2", masked(b"3")


@dataclass
class _Phone:
    connection: socket.socket
    frames: Frames = field(default_factory=Frames)

    def read(self) -> list[bytes]:
        """Answer pings; all other messages are returned."""
        messages = list(self.frames.feed(self.connection.recv(65536)))
        if _PING in messages:
            self.connection.sendall(_PONG)
        return [one for one in messages if one != _PING]


@dataclass
class _Asking:
    request: bytes
    due: float
    mark: bytes = b""


class Phones:
    """Lives in a process of its own."""

    def __init__(self) -> None:
        self._phones: list[_Phone] = []
        self._ready = selectors.DefaultSelector()
        self._asking: list[_Asking] = []
        self._line: socket.socket | None = None
        self._told = 0

    def follow(self, port: int, office: str, tokens: Sequence[str]) -> None:
        """One live phone for each ticket; whoever followed before has gone."""
        self._leave()
        watch = json.dumps({"office": office, "topic": "ticket"})
        for token in tokens:
            phone = _Phone(connect(port))
            phone.connection.sendall(upgrade(PATH))
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += phone.connection.recv(1)
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError("the server refuses a phone")
            auth = json.dumps({"ticket": token})
            for said, answer in ((f"40{auth}", b"40"), (f'420["watch",{watch}]', b"430")):
                phone.connection.sendall(masked(said.encode()))
                while not any(one.startswith(answer) for one in phone.read()):
                    pass
            self._phones.append(phone)
            self._ready.register(phone.connection, selectors.EVENT_READ, phone)

    def ask_now_and_then(self, port: int, tokens: Sequence[str]) -> None:
        """As many phones that no socket reaches, each asking on its own."""
        self._leave()
        self._line = connect(port)
        now = time.monotonic()
        for token in tokens:
            request = f"GET /api/v1/tickets/{token} HTTP/1.1\r\nHost: phone\r\n".encode()
            self._asking.append(_Asking(request, now + random.uniform(0, ASKS_EVERY_S)))

    def told(self) -> int:
        """How many messages have come since this was asked last."""
        told, self._told = self._told, 0
        return told

    def idle(self) -> None:
        for key, _ in self._ready.select(0.0):
            self._told += len(key.data.read())
        now = time.monotonic()
        for one in (one for one in self._asking if one.due <= now):
            one.due = now + ASKS_EVERY_S
            one.mark = self._ask(one)

    def _ask(self, one: _Asking) -> bytes:
        if self._line is None:
            raise RuntimeError("nobody asks")
        marked = b"If-None-Match: " + one.mark + b"\r\n" if one.mark else b""
        self._line.sendall(one.request + marked + b"\r\n")
        received = b""
        while (answer := split_answer(received)) is None:
            received += self._line.recv(65536)
        if answer[0] not in (200, 304):
            raise RuntimeError(f"a phone was answered with {answer[0]}")
        self._told += answer[0] == 200
        head = received.partition(b"\r\n\r\n")[0]
        found = [line for line in head.split(b"\r\n") if line.lower().startswith(b"etag:")]
        return found[0].partition(b":")[2].strip() if found else one.mark

    def _leave(self) -> None:
        for phone in self._phones:
            self._ready.unregister(phone.connection)
            phone.connection.close()
        self._phones.clear()
        self._asking.clear()

    def close(self) -> None:
        self._leave()
