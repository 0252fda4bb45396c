"""The virtual printer on the network: raw TCP, as real ones listen on port 9100."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from printers.virtual.device import BufferFull, Device, Slip


class VirtualPrinter:
    """A `Device` that listens. `unplug` and `plug_in` do what the mains cable does; paper stays as it is."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, width: int = 576) -> None:
        """Port 0 takes a free one at the first start and keeps it."""
        self.host = host
        self.port = port
        self.device = Device(lambda: datetime.now(UTC), width)
        self._listener: socket.socket | None = None
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        listener = socket.create_server((self.host, self.port))
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._in_background(listener, self._accept)

    def stop(self) -> None:
        """Listen no more and close every connection; without effect on a printer that is off."""
        with self._lock:
            self._listener = None
            ending = list(self._open.items())
        for connection, _ in ending:
            # Closing alone would leave a thread in accept or recv where it is.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in ending:
            thread.join()

    def plug_in(self) -> None:
        self.start()

    def unplug(self) -> None:
        self.stop()

    def slips(self) -> list[Slip]:
        """What came out, newest first."""
        return self.device.slips()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                self._in_background(connection, self._serve)

    def _serve(self, connection: socket.socket) -> None:
        session = self.device.connect(lambda answer: _send(connection, answer))
        with contextlib.suppress(OSError, BufferFull):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := connection.recv(65536):
                session.receive(data)
        session.close()

    def _in_background(self, opened: socket.socket, work: Callable[[socket.socket], None]) -> None:
        """Work with a socket in a thread of its own; the socket is closed, and forgotten, afterwards."""

        def run() -> None:
            with opened:
                work(opened)
            with self._lock:
                self._open.pop(opened, None)

        thread = threading.Thread(target=run, name="virtual-printer", daemon=True)
        with self._lock:
            if self._listener is None:
                opened.close()
                return
            self._open[opened] = thread
            thread.start()


def _send(connection: socket.socket, answer: bytes) -> None:
    """Whoever asked and left without waiting gets nothing."""
    with contextlib.suppress(OSError):
        connection.sendall(answer)
