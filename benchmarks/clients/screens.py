"""Hundreds of screens in one process: Engine.IO 4 and Socket.IO 5 over bare websockets, one epoll loop."""

from __future__ import annotations

import gc
import json
import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.clients.frames import Frames, masked, upgrade
from benchmarks.clients.http import connect, split_answer

PATH = "/socket.io/?EIO=4&transport=websocket"
ARRIVES_WITHIN_S = 20.0
_PING, _PONG = b"2", masked(b"3")
_NEWEST_CALL = re.compile(rb'"calls":\[\{"id":(\d+)')
_ID = re.compile(rb'"id":(\d+)')


@dataclass
class _Screen:
    connection: socket.socket
    frames: Frames = field(default_factory=Frames)
    shown: int = 0
    """The id of the newest call on it."""
    at: int = 0
    """When that came, on the machine's monotonic clock in nanoseconds."""

    def read(self) -> list[bytes]:
        """Answer pings, note boards; all other messages are returned."""
        received = self.connection.recv(65536)
        now = time.monotonic_ns()
        if not received:
            raise ConnectionError("the server closed a screen's connection")
        others = []
        for message in self.frames.feed(received):
            if message == _PING:
                self.connection.sendall(_PONG)
            elif message.startswith(b'42["board"'):
                newest = _NEWEST_CALL.search(message)
                self.shown, self.at = int(newest[1]) if newest else 0, now
            else:
                others.append(message)
        return others


class Screens:
    """Lives in a process of its own."""

    def __init__(self) -> None:
        self._screens: list[_Screen] = []
        self._ready = selectors.DefaultSelector()
        self._caller: socket.socket | None = None

    def open(self, port: int, many: int, auth: str, watch: str) -> None:
        """Connect `many` screens; each says what it watches and has its answer before the next one comes."""
        self._caller = connect(port)
        for _ in range(many):
            screen = _Screen(connect(port))
            screen.connection.sendall(upgrade(PATH))
            while not screen.connection.recv(65536, socket.MSG_PEEK).partition(b"\r\n\r\n")[1]:
                time.sleep(0.001)
            head = screen.connection.recv(65536, socket.MSG_PEEK).partition(b"\r\n\r\n")[0]
            if not screen.connection.recv(len(head) + 4).startswith(b"HTTP/1.1 101"):
                raise ConnectionError("the server refuses a screen")
            for said, answer in ((f"40{auth}", b"40"), (f'420["watch",{watch}]', b"430")):
                screen.connection.sendall(masked(said.encode()))
                _await(screen, answer)
            self._screens.append(screen)
            self._ready.register(screen.connection, selectors.EVENT_READ, screen)

    def call(self, requests: Sequence[bytes], gaps_s: Sequence[float]) -> list[float]:
        """For each request, milliseconds from its sending until the last screen shows that call."""
        if self._caller is None:
            raise RuntimeError("no screens are open")
        self._ready.register(self._caller, selectors.EVENT_READ, None)
        took = []
        for request, gap in zip(requests, gaps_s, strict=True):
            self._attend(gap)
            gc.disable()
            took.append(self._call(self._caller, request))
            gc.enable()
        self._ready.unregister(self._caller)
        return took

    def idle(self) -> None:
        """Answer the server's pings."""
        self._attend(0.0)

    def close(self) -> None:
        for screen in self._screens:
            screen.connection.close()

    def _attend(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            for key, _ in self._ready.select(max(0.0, left)):
                key.data.read()
            if left <= 0:
                return

    def _call(self, caller: socket.socket, request: bytes) -> float:
        received, called, behind = b"", 0, set(map(id, self._screens))
        sent = time.monotonic_ns()
        caller.sendall(request)
        while behind or not called:
            if time.monotonic_ns() - sent > ARRIVES_WITHIN_S * 1e9:
                raise TimeoutError(f"{len(behind)} of {len(self._screens)} screens did not show the call")
            for key, _ in self._ready.select(1.0):
                if key.data is None:
                    received += caller.recv(65536)
                    called = called or _called(received)
                    behind = {id(screen) for screen in self._screens if screen.shown != called}
                else:
                    key.data.read()
                    if key.data.shown == called:
                        behind.discard(id(key.data))
        return (max(screen.at for screen in self._screens) - sent) / 1e6


def _called(received: bytes) -> int:
    """The id of the ticket in a whole answer; 0 while a part is missing."""
    answer = split_answer(received)
    if answer is None:
        return 0
    found = _ID.search(answer[1])
    if answer[0] != 200 or not found:
        raise RuntimeError(f"the call was answered with {answer[0]}: {answer[1][:200]!r}")
    return int(found[1])


def _await(screen: _Screen, answer: bytes) -> None:
    """Read until the server says what begins so."""
    while True:
        for message in screen.read():
            if message.startswith(b"44"):
                raise ConnectionError(f"the server refuses a screen: {message!r}")
            if message.startswith(answer):
                if b'"error"' in message:
                    raise ConnectionError(f"a screen may not watch: {message!r}")
                return


def watching(office: str) -> str:
    """What a waiting room's screen asks for."""
    return json.dumps({"office": office, "topic": "board", "since": 0})
