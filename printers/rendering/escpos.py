"""A picture as ESC/POS: raster strips where there is ink, feeds where there is none, then the cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escpos.constants import ESC, GS
from escpos.printer import Dummy
from PIL import Image, ImageChops

_LARGEST_FEED = 255
_AS_IT_IS, _DOUBLED = b"\0", b"\3"
_NIBBLE = {sum(0b11 << 2 * bit for bit in range(4) if nibble >> bit & 1): nibble for nibble in range(16)}


@dataclass(frozen=True)
class Encoding:
    """What a printer can take; the defaults suit any 203 dpi printer that follows Epson's commands."""

    strip_rows: int = 256
    dots_per_inch: int = 203
    fed_from_rows: int = 3
    """White rows between two strips are fed from this many on; fewer do not repay the stop of the motor."""


def encode(picture: Image.Image, encoding: Encoding = Encoding()) -> bytes:
    """The bytes that print `picture` (1-bit, black on white) dot by dot and cut the paper below it."""
    ink = ImageChops.invert(picture)
    rows = _rows(ink)
    printer = Dummy()
    printer.hw("INIT")
    # One unit of every feed and position is one dot, whatever the printer's own default is.
    printer._raw(GS + b"P" + bytes((encoding.dots_per_inch, encoding.dots_per_inch)))
    row = 0
    for top, bottom in _strips(rows, encoding):
        left, right = _inked_columns(ink.crop((0, top, ink.width, bottom)))
        printer._raw(_feed(top - row))
        printer._raw(_raster([line[left:right] for line in rows[top:bottom]], left))
        row = bottom
    printer._raw(_feed(ink.height - row))
    printer.cut(feed=False)
    return bytes(printer.output)


def _rows(ink: Image.Image) -> list[bytes]:
    data, stride = ink.tobytes(), (ink.width + 7) // 8
    return [data[start : start + stride] for start in range(0, len(data), stride)]


def _strips(rows: list[bytes], encoding: Encoding) -> Iterator[tuple[int, int]]:
    """First row and row after the last of each strip, none higher than the encoding allows."""
    for top, bottom in _inked_stretches(rows, encoding.fed_from_rows):
        for start in range(top, bottom, encoding.strip_rows):
            yield start, min(start + encoding.strip_rows, bottom)


def _inked_stretches(rows: list[bytes], gap: int) -> list[list[int]]:
    """Stretches [first row, row after the last] with ink; those less than `gap` rows apart are one."""
    stretches: list[list[int]] = []
    blank = bytes(len(rows[0]))
    for number, row in enumerate(rows):
        if row == blank:
            continue
        if stretches and number - stretches[-1][1] < gap:
            stretches[-1][1] = number + 1
        else:
            stretches.append([number, number + 1])
    return stretches


def _inked_columns(strip: Image.Image) -> tuple[int, int]:
    """First byte and byte after the last that hold ink in any row."""
    left, _, right, _ = strip.getbbox() or (0, 0, 8, 0)
    return left // 8, (right + 7) // 8


def _feed(rows: int) -> bytes:
    whole, rest = divmod(rows, _LARGEST_FEED)
    return b"".join(ESC + b"J" + bytes((n,)) for n in (*[_LARGEST_FEED] * whole, rest) if n)


def _raster(rows: list[bytes], left: int) -> bytes:
    """GS v 0 at the byte `left`; at half the resolution where nothing is lost."""
    mode, sent = _AS_IT_IS, rows
    if half := _halved(rows):
        mode, sent = _DOUBLED, half
    size = len(sent[0]).to_bytes(2, "little") + len(sent).to_bytes(2, "little")
    position = ESC + b"$" + (8 * left).to_bytes(2, "little") if left else b""
    return bytes(position + GS + b"v0" + mode + size + b"".join(sent))


def _halved(rows: list[bytes]) -> list[bytes] | None:
    """The rows of half the size, if every dot stands twice across and twice down, as in a QR code."""
    if rows[::2] != rows[1::2]:
        return None
    if len(rows[0]) % 2:
        rows = [row + b"\0" for row in rows]
    try:
        return [_halved_row(row) for row in rows[::2]]
    except KeyError:
        return None


def _halved_row(row: bytes) -> bytes:
    """Every second dot of a row of doubled dots; KeyError where two neighbours differ."""
    return bytes(_NIBBLE[left] << 4 | _NIBBLE[right] for left, right in zip(row[::2], row[1::2], strict=True))
