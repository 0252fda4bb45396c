"""WebSocket frames, as far as a screen needs them: whole text messages, without compression."""

from __future__ import annotations

import struct
from collections.abc import Iterator


def masked(text: bytes) -> bytes:
    """A client's text frame. Its mask is zero, which is a valid mask and costs nothing."""
    if len(text) < 126:
        return struct.pack("!BBI", 0x81, 0x80 | len(text), 0) + text
    return struct.pack("!BBHI", 0x81, 0x80 | 126, len(text), 0) + text


def upgrade(path: str) -> bytes:
    """The request that turns a connection into a websocket."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    ).encode()


class Frames:
    """Puts together what a server sends."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, received: bytes) -> Iterator[bytes]:
        """The text messages that are whole now."""
        data = self._rest + received if self._rest else received
        while True:
            start, length = _header(data)
            if start == 0 or len(data) < start + length:
                break
            if data[0] & 0x0F == 1:
                yield data[start : start + length]
            data = data[start + length :]
        self._rest = data


def _header(data: bytes) -> tuple[int, int]:
    """Where the payload starts and how long it is; (0, 0) while the header is not there."""
    if len(data) < 2:
        return 0, 0
    short = data[1] & 0x7F
    if short < 126:
        return 2, short
    kind, size = ("!H", 2) if short == 126 else ("!Q", 8)
    if len(data) < 2 + size:
        return 0, 0
    return 2 + size, int(struct.unpack_from(kind, data, 2)[0])
