"""One slip, one connection: ask, send, ask again. Nothing is sent to a printer that cannot print."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

from printers.drivers import Fate, Outcome
from printers.drivers.network.answers import Answers, Gone
from printers.drivers.status import ASK_IN_TURN, ASK_NOW, paper_ended


@dataclass(frozen=True)
class Patience:
    """Seconds to wait. All of them together bound `send`, whatever the other side does."""

    connect: float = 3.0
    progress: float = 5.0
    """For the printer to take the next bytes, and to work the slip off."""
    whole_slip: float = 60.0
    status: float = 1.0
    """For the first answer of a printer that may have none."""
    quiet: float = 0.2
    """The same, once it is known not to answer."""


class NetworkDriver:
    """A `Driver` for one printer. It learns from slip to slip which questions the printer answers."""

    def __init__(self, host: str, port: int = 9100, patience: Patience = Patience()) -> None:
        self._address = (host, port)
        self._patience = patience
        self._answers_at_all: bool | None = None
        self._answers_in_turn: bool | None = None

    def send(self, data: bytes) -> Outcome:
        try:
            connection = socket.create_connection(self._address, self._patience.connect)
        except OSError:
            return Outcome(Fate.NOT_SENT, "offline")
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self._deliver(connection, data)

    def _deliver(self, connection: socket.socket, data: bytes) -> Outcome:
        answers = Answers(connection)
        try:
            connection.sendall(ASK_NOW)
            trouble = answers.now(self._status_patience)
        except (OSError, Gone):
            return Outcome(Fate.NOT_SENT, "offline")
        if trouble is None and self._answers_at_all:
            return Outcome(Fate.NOT_SENT, "no-answer")
        self._answers_at_all = trouble is not None
        if trouble:
            return Outcome(Fate.NOT_SENT, trouble)
        return self._hand_over(connection, answers, data)

    def _hand_over(self, connection: socket.socket, answers: Answers, data: bytes) -> Outcome:
        left = 0
        deadline = time.monotonic() + self._patience.whole_slip
        try:
            while left < len(data) and time.monotonic() < deadline:
                connection.settimeout(self._patience.progress)
                left += connection.send(data[left:])
        except OSError:
            pass
        if left == 0:
            return Outcome(Fate.NOT_SENT, "offline")
        if left < len(data):
            return Outcome(Fate.UNKNOWN, "interrupted")
        try:
            return self._what_came_of_it(connection, answers)
        except (OSError, Gone):
            return Outcome(Fate.UNKNOWN, "hung-up")

    def _what_came_of_it(self, connection: socket.socket, answers: Answers) -> Outcome:
        answers.forget()
        connection.sendall(ASK_IN_TURN + ASK_NOW)
        trouble = answers.now(self._status_patience)
        if trouble is None:
            return Outcome(Fate.UNKNOWN, "no-answer") if self._answers_at_all else Outcome(Fate.SENT)
        self._answers_at_all = True
        if trouble:
            return Outcome(Fate.UNKNOWN, trouble)
        return self._confirmation(answers)

    def _confirmation(self, answers: Answers) -> Outcome:
        """The slip has arrived whole at a printer that is ready; wait until it says that it is worked off.

        Many printers never say the latter. For them the former has to be proof enough.
        """
        if self._answers_in_turn is False:
            return Outcome(Fate.PRINTED)
        paper = answers.in_turn(self._patience.progress if self._answers_in_turn else self._patience.status)
        if paper is None and self._answers_in_turn:
            return Outcome(Fate.UNKNOWN, "no-answer")
        self._answers_in_turn = paper is not None
        if paper is not None and paper_ended(paper):
            return Outcome(Fate.UNKNOWN, "paper-out")
        return Outcome(Fate.PRINTED)

    @property
    def _status_patience(self) -> float:
        if self._answers_at_all is None:
            return self._patience.status
        return self._patience.progress if self._answers_at_all else self._patience.quiet
