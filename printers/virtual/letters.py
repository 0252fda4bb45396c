"""The virtual printer's built-in characters, one cell each, and the tables it reads bytes by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import fontpkg  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

# ESC t n, as numbered by Epson; the Vietnamese table is 52 (Windows-1258).
_TABLES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737", 15: "iso8859_7",
    16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855", 35: "cp861",
    36: "cp862", 37: "cp864", 38: "cp869", 39: "iso8859_2", 40: "iso8859_15", 45: "cp1250",
    46: "cp1251", 47: "cp1253", 48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258",
}  # fmt: skip
_CELLS = {"A": (12, 24), "B": (9, 17)}


@dataclass(frozen=True)
class Style:
    """How the next characters are printed."""

    font: str = "A"
    across: int = 1
    down: int = 1
    bold: bool = False
    underline: bool = False
    reverse: bool = False

    @property
    def cell(self) -> tuple[int, int]:
        width, height = _CELLS[self.font]
        return width * self.across, height * self.down


def table(number: int) -> str | None:
    """The codec of a character table, or None for one this printer does not have."""
    return _TABLES.get(number)


@lru_cache(maxsize=512)
def letter(char: str, style: Style) -> Image.Image:
    """One character in its cell, as ink."""
    width, height = _CELLS[style.font]
    cell = Image.new("1", (width, height))
    drawing = ImageDraw.Draw(cell)
    drawing.fontmode = "1"
    place = (width / 2, round(height * 0.78))
    drawing.text(place, char, fill=255, font=_font(style.bold, round(height * 0.7)), anchor="ms")
    if style.underline:
        drawing.line((0, height - 1, width, height - 1), fill=255)
    if style.reverse:
        cell = cell.point([255, *[0] * 255])
    return cell.resize(style.cell, Image.Resampling.NEAREST)


@lru_cache(maxsize=8)
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fontpkg.path("Be Vietnam Pro", weight=700 if bold else 500)), size)
