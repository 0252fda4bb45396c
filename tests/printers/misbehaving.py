"""Printers that do what printers do on bad days."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

READY = b"\x12\x12\x12"
Behaviour = Callable[[socket.socket], None]


@contextlib.contextmanager
def printer_that(behaves: Behaviour) -> Iterator[int]:
    """The port of a printer that treats every connection so."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connections.append(listener.accept()[0])
                with contextlib.suppress(OSError):
                    behaves(connections[-1])

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        for opened in (*connections, listener):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
        thread.join()


def stays_mute(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def talks_nonsense(connection: socket.socket) -> None:
    while connection.recv(65536):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\xff\x00\x80" * 40)


def never_answers_in_turn(connection: socket.socket) -> None:
    """Knows DLE EOT, but not GS r, as many cheap printers do."""
    while received := connection.recv(65536):
        connection.sendall(b"\x12" * received.count(b"\x10\x04"))


def hangs_up_after(count: int) -> Behaviour:
    """Says that it is ready, takes `count` bytes of the slip and is gone."""

    def behave(connection: socket.socket) -> None:
        connection.recv(64)
        connection.sendall(READY)
        taken = 0
        while taken < count and (received := connection.recv(count - taken)):
            taken += len(received)
        connection.close()

    return behave
