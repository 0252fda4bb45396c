"""How the server and its render process talk: a length in four bytes, then that many bytes."""

from __future__ import annotations

from typing import IO

_LARGEST = 16 * 1024 * 1024


def write_frame(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(4, "big") + content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, or None where the other side is gone, in the middle of a frame too."""
    head = stream.read(4)
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > _LARGEST:
        return None
    content = stream.read(length)
    return content if len(content) == length else None
