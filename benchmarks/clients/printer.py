"""A printer at the other end of the wire: answers status at once and remembers when bytes came."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass

from printers.drivers.status import ASK_IN_TURN, ASK_NOW

_WELL = b"\x12\x12\x12"
_WORKED_OFF = b"\x00"
_END = ASK_IN_TURN + ASK_NOW


@dataclass(frozen=True)
class Slip:
    """When its first and its last byte came, on the machine's monotonic clock in nanoseconds."""

    first: int
    last: int
    length: int


class Printer:
    """Lives in a process of its own; listens on 127.0.0.1."""

    def __init__(self, seconds_a_slip: float = 0.0) -> None:
        """`seconds_a_slip` is how long the paper takes to come out before the printer says that it did."""
        self._seconds_a_slip = seconds_a_slip
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._slips: list[Slip] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def slips(self) -> list[Slip]:
        return list(self._slips)

    def idle(self) -> None:
        pass

    def close(self) -> None:
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10.0)
                try:
                    self._take(connection)
                except OSError:
                    continue

    def _take(self, connection: socket.socket) -> None:
        """One slip a connection, as the driver sends it: ask, slip, ask again."""
        asked = b""
        while len(asked) < len(ASK_NOW):
            if not (part := connection.recv(len(ASK_NOW) - len(asked))):
                return
            asked += part
        connection.sendall(_WELL)
        first, length, tail = 0, 0, b""
        while part := connection.recv(65536):
            now = time.monotonic_ns()
            first, length, tail = first or now, length + len(part), (tail + part)[-len(_END) :]
            if tail == _END:
                self._slips.append(Slip(first, now, length - len(_END)))
                time.sleep(self._seconds_a_slip)
                connection.sendall(_WELL + _WORKED_OFF)
