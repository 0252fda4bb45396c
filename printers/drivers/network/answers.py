"""The bytes a printer sends back, sorted by the question they can answer; nonsense is passed over."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from printers.drivers.status import is_answer_in_turn, is_answer_now, trouble

_QUESTIONS_NOW = 3
# Three answers, and a few that old printers give to dots that look like a question. More is no answer.
_MOST_BYTES = 16


class Gone(Exception):
    """The printer closed the connection."""


class Answers:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._now: list[int] = []
        self._in_turn: list[int] = []
        self._read = 0

    def forget(self) -> None:
        """Drop what has come so far, which cannot answer what is asked next."""
        self._now.clear()
        self._in_turn.clear()
        self._read = 0

    def now(self, patience: float) -> str | None:
        """What DLE EOT 1, 2 and 4 say is wrong, "" for nothing, or None without an answer in time."""
        if not self._wait(lambda: len(self._now) >= _QUESTIONS_NOW, patience):
            return None
        printer, cause, paper = self._now[-_QUESTIONS_NOW:]
        return trouble(printer, cause, paper)

    def in_turn(self, patience: float) -> int | None:
        """The answer to GS r 1, or None if it does not come in time."""
        return self._in_turn[-1] if self._wait(lambda: bool(self._in_turn), patience) else None

    def _wait(self, is_complete: Callable[[], bool], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while not is_complete():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            self._connection.settimeout(remaining)
            try:
                self._sort(self._connection.recv(256))
            except TimeoutError:
                return False
            if self._read > _MOST_BYTES:
                return False
        return True

    def _sort(self, received: bytes) -> None:
        if not received:
            raise Gone
        self._read += len(received)
        self._now += [byte for byte in received if is_answer_now(byte)]
        self._in_turn += [byte for byte in received if is_answer_in_turn(byte)]
