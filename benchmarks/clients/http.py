"""A few keep-alive connections that send prepared requests; one thread, one loop, little CPU."""

from __future__ import annotations

import gc
import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ANSWERS_WITHIN_S = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; moments of the machine's monotonic clock, in nanoseconds."""

    sent: int
    received: int
    status: int

    @property
    def took_ms(self) -> float:
        return (self.received - self.sent) / 1e6


def connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 5.0)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def split_answer(received: bytes) -> tuple[int, bytes] | None:
    """Status and body of a whole answer; None while a part is missing."""
    head, found, body = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not found or (length and len(body) < int(length[1])):
        return None
    return int(head[9:12]), body


@dataclass
class _Line:
    connection: socket.socket
    waiting: Iterator[bytes]
    sent: int = 0
    received: bytes = b""
    done: list[Exchange] = field(default_factory=list)

    def send_next(self) -> bool:
        """Send the next request; False where there is none."""
        request = next(self.waiting, None)
        if request is None:
            return False
        self.received = b""
        self.sent = time.monotonic_ns()
        self.connection.sendall(request)
        return True

    def read(self) -> bool:
        """Take what has come; whether that completes the answer."""
        part = self.connection.recv(65536)
        now = time.monotonic_ns()
        if not part:
            raise ConnectionError("the server closed a keep-alive connection")
        self.received += part
        answer = split_answer(self.received)
        if answer:
            self.done.append(Exchange(self.sent, now, answer[0]))
        return answer is not None


class Visitors:
    """Lives in a process of its own."""

    def flood(self, port: int, requests: Sequence[Sequence[bytes]]) -> list[Exchange]:
        """A connection for each list, its requests sent one after the other as fast as answers come."""
        lines = [_Line(connect(port), iter(mine)) for mine in requests]
        with selectors.DefaultSelector() as waiting:
            for line in lines:
                if line.send_next():
                    waiting.register(line.connection, selectors.EVENT_READ, line)
            gc.disable()
            while waiting.get_map():
                ready = waiting.select(ANSWERS_WITHIN_S)
                if not ready:
                    raise TimeoutError("the server does not answer")
                for key, _ in ready:
                    if key.data.read() and not key.data.send_next():
                        waiting.unregister(key.fileobj)
            gc.enable()
        for line in lines:
            line.connection.close()
        return [exchange for line in lines for exchange in line.done]

    def stroll(self, port: int, requests: Sequence[bytes], gaps_s: Sequence[float]) -> list[Exchange]:
        """One request after the other on one connection, each after its own pause."""
        line = _Line(connect(port), iter(requests))
        for gap in gaps_s:
            time.sleep(gap)
            line.send_next()
            while not line.read():
                pass
        line.connection.close()
        return line.done

    def idle(self) -> None:
        pass

    def close(self) -> None:
        pass


def seconds(exchanges: Sequence[Exchange]) -> float:
    """From the first request to the last answer."""
    return (max(one.received for one in exchanges) - min(one.sent for one in exchanges)) / 1e9


def expect(exchanges: Sequence[Exchange], status: int) -> Sequence[Exchange]:
    """The same exchanges; a measurement with other answers than these measures nothing."""
    others = sorted({one.status for one in exchanges} - {status})
    if others:
        raise RuntimeError(f"expected only answers {status}, got {others} too")
    return exchanges
