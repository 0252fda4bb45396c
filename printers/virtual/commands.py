"""The stream of bytes cut into ESC/POS commands, by the lengths that Epson's reference gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

TEXT = "text"
UNKNOWN = "unknown"

# No real slip comes near; a length beyond it is nonsense, not a picture.
_LARGEST = 4 * 1024 * 1024
_PREFIXES = {0x10: "DLE", 0x1B: "ESC", 0x1C: "FS", 0x1D: "GS"}
_CONTROLS = {0x09: "HT", 0x0A: "LF", 0x0C: "FF", 0x0D: "CR", 0x18: "CAN"}
_MOST_TAB_STOPS = 32

# How many bytes follow the two that name a command.
_FIXED = {
    b"\x10\x04": 1, b"\x10\x05": 1,
    b"\x1b ": 1, b"\x1b!": 1, b"\x1b$": 2, b"\x1b%": 1, b"\x1b-": 1, b"\x1b2": 0, b"\x1b3": 1,
    b"\x1b=": 1, b"\x1b?": 1, b"\x1b@": 0, b"\x1bB": 2, b"\x1bE": 1, b"\x1bG": 1, b"\x1bJ": 1,
    b"\x1bK": 1, b"\x1bL": 0, b"\x1bM": 1, b"\x1bR": 1, b"\x1bS": 0, b"\x1bT": 1, b"\x1bV": 1,
    b"\x1bW": 8, b"\x1b\\": 2, b"\x1ba": 1, b"\x1bc": 2, b"\x1bd": 1, b"\x1be": 1, b"\x1bi": 0,
    b"\x1bm": 0, b"\x1bp": 3, b"\x1br": 1, b"\x1bt": 1, b"\x1bu": 1, b"\x1bv": 0, b"\x1b{": 1,
    b"\x1c!": 1, b"\x1c&": 0, b"\x1c-": 1, b"\x1c.": 0, b"\x1cC": 1, b"\x1cS": 2, b"\x1cW": 1,
    b"\x1cp": 2,
    b"\x1d!": 1, b"\x1d$": 2, b"\x1d/": 1, b"\x1d:": 0, b"\x1dB": 1, b"\x1dH": 1, b"\x1dI": 1,
    b"\x1dL": 2, b"\x1dP": 2, b"\x1dT": 1, b"\x1dW": 2, b"\x1d\\": 2, b"\x1d^": 3, b"\x1da": 1,
    b"\x1db": 1, b"\x1df": 1, b"\x1dh": 1, b"\x1dr": 1, b"\x1dw": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Command:
    """One command with all its data: its name as in Epson's reference, and its bytes."""

    name: str
    raw: bytes

    @property
    def values(self) -> bytes:
        """The bytes after the two that name it."""
        return self.raw[2:]


class Stream:
    """Cuts a stream as it arrives, in pieces of any size.

    DLE EOT is a real-time request: it is found between commands at once, but never inside the data of
    another one, where 10 04 are dots of a picture. (Old printers take them for a request even there and
    answer it besides printing the picture; who asks must be able to bear an answer too many.)
    """

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Command]:
        """The commands that are complete now."""
        self._waiting += data
        commands: list[Command] = []
        start = 0
        while start < len(self._waiting):
            found = _first(self._waiting, start)
            if found is None:
                break
            commands.append(found)
            start += len(found.raw)
        del self._waiting[:start]
        return commands

    @property
    def unfinished(self) -> bytes:
        """The beginning of a command whose end has not come."""
        return bytes(self._waiting)


def _first(data: bytearray, start: int) -> Command | None:
    """The command that begins at `start`, or None while part of it is missing."""
    first = data[start]
    if first >= 0x20:
        end = next((i for i in range(start, len(data)) if data[i] < 0x20), len(data))
        return Command(TEXT, bytes(data[start:end]))
    if first not in _PREFIXES:
        return Command(_CONTROLS.get(first, UNKNOWN), bytes(data[start : start + 1]))
    # The header that tells a length is short; the slice keeps a long picture from being copied each time.
    head = bytes(data[start : start + 64])
    if len(head) < 2:
        return None
    length = _length(head)
    if length is not None and length > _LARGEST:
        return Command(UNKNOWN, head[:2])
    if length is None or start + length > len(data):
        return None
    raw = bytes(data[start : start + length])
    return Command(_name(raw), raw)


def _length(head: bytes) -> int | None:
    """How long the command is, or None while that cannot be told. An unknown one is two bytes long."""
    if head[:2] in _FIXED:
        return 2 + _FIXED[head[:2]]
    measure = _MEASURED.get(head[:2])
    return measure(head) if measure else 2


def _name(raw: bytes) -> str:
    if raw[:2] not in _FIXED and raw[:2] not in _MEASURED:
        return UNKNOWN
    second = {0x04: "EOT", 0x05: "ENQ", 0x14: "DC4"}.get(raw[1], chr(raw[1]))
    name = f"{_PREFIXES[raw[0]]} {second}"
    return f"{name} {chr(raw[2])}" if name in ("GS (", "FS (", "GS v", "GS 8") else name


def _number(data: bytes, start: int, size: int) -> int:
    return int.from_bytes(data[start : start + size], "little")


def _needs(size: int, measure: Callable[[bytes], int]) -> Callable[[bytes], int | None]:
    """`measure`, once `size` bytes are there for it to look at."""
    return lambda head: measure(head) if len(head) >= size else None


def _tab_stops(head: bytes) -> int | None:
    end = head.find(0, 2, 2 + _MOST_TAB_STOPS + 1)
    if end >= 0:
        return end + 1
    return 2 + _MOST_TAB_STOPS if len(head) > 2 + _MOST_TAB_STOPS else None


def _bar_code(head: bytes) -> int | None:
    if len(head) < 4:
        return None
    if head[2] > 6:
        return 4 + head[3]
    end = head.find(0, 3)
    return end + 1 if end >= 0 else (None if len(head) < 64 else 3)


_MEASURED: dict[bytes, Callable[[bytes], int | None]] = {
    b"\x10\x14": _needs(3, lambda h: {1: 5, 2: 5, 7: 4, 8: 10}.get(h[2], 3)),
    b"\x1b*": _needs(5, lambda h: 5 + _number(h, 3, 2) * (3 if h[2] >= 32 else 1)),
    b"\x1bD": _tab_stops,
    b"\x1c(": _needs(5, lambda h: 5 + _number(h, 3, 2)),
    b"\x1d(": _needs(5, lambda h: 5 + _number(h, 3, 2)),
    b"\x1d*": _needs(4, lambda h: 4 + h[2] * h[3] * 8),
    b"\x1d8": _needs(7, lambda h: 7 + _number(h, 3, 4)),
    b"\x1dV": _needs(3, lambda h: 4 if h[2] >= 65 else 3),
    b"\x1dk": _bar_code,
    b"\x1dv": _needs(8, lambda h: 8 + _number(h, 4, 2) * _number(h, 6, 2)),
}
