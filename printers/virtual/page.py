"""The paper under the print head: what was put where, and how far the roll has moved."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PIL import Image

_LONGEST = 40_000


@dataclass(frozen=True)
class Page:
    """One piece of paper: what can be seen on it, and what its bytes carry as text."""

    picture: Image.Image
    text: str


class Sheet:
    """A page in the making. Its rows are bounded: what would stand below them is not drawn."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.row = 0
        self.is_blank = True
        self._stamps: list[tuple[int, int, Image.Image]] = []
        self._lines: list[str] = []
        self._region: tuple[int, int, int, int] | None = None

    def feed(self, rows: int) -> None:
        self.row = min(self.row + max(rows, 0), _LONGEST)

    def stamp(self, x: int, y: int, ink: Image.Image) -> None:
        """Ink dots (255 is ink) with the upper left corner at `x`, `y`."""
        self.is_blank = False
        if y + ink.height <= _LONGEST:
            self._stamps.append((x, y, ink))

    def stamp_picture(self, x: int, ink: Image.Image) -> None:
        """Ink at the present row; strips that follow each other are one picture in the text."""
        self.stamp(x, self.row, ink)
        box = (x, self.row, min(x + ink.width, self.width), self.row + ink.height)
        old = self._region or box
        self._region = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
        self.feed(ink.height)

    def write(self, line: str) -> None:
        """A line of the page's text."""
        self._end_picture()
        self._lines.append(unicodedata.normalize("NFC", line.rstrip()))

    def page(self) -> Page:
        self._end_picture()
        ink = Image.new("1", (self.width, max(self.row, 1)))
        for x, y, stamp in self._stamps:
            ink.paste(255, (x, y), stamp)
        return Page(ink.point([255, *[0] * 255]), "\n".join(self._lines).strip("\n"))

    def _end_picture(self) -> None:
        if self._region:
            left, top, right, bottom = self._region
            self._region = None
            self._lines.append(f"[hình {max(right - left, 0)}×{bottom - top}]")
