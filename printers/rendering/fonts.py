"""The typeface on paper: Be Vietnam Pro, which has every Vietnamese letter, measured by its real ink."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import fontpkg  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

# Of 255 levels of ink: a little below the middle, since thermal paper swallows hairlines.
BLACK_FROM = 110
_TO_DOTS = [255 if level >= BLACK_FROM else 0 for level in range(256)]
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def vietnamese_letters() -> str:
    """All 29 letters with all tones, lower and upper case, composed."""
    vowels = "".join(
        unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product("aăâeêioôơuưy", _TONES)
    )
    lower = vowels + "bcdđghklmnpqrstvx"
    return lower + lower.upper()


@dataclass(frozen=True)
class Ink:
    """Black dots and where they stand from the pen on the baseline; `top` above it is negative."""

    dots: Image.Image
    left: int
    top: int

    @property
    def bottom(self) -> int:
        return self.top + self.dots.height

    @property
    def right(self) -> int:
        return self.left + self.dots.width


class Face:
    """One weight in one size, in dots. Get it from `face`, which keeps it."""

    def __init__(self, weight: int, size: int) -> None:
        self.size = size
        self._font = ImageFont.truetype(str(fontpkg.path("Be Vietnam Pro", weight=weight)), size)
        self.width = lru_cache(maxsize=1024)(self._width)
        self.ink = lru_cache(maxsize=128)(self._ink)

    def _width(self, text: str) -> int:
        """How far the pen moves."""
        return round(self._font.getlength(text))

    def _ink(self, text: str) -> Ink:
        """The dots of `text`, exactly as large as they are: accents above the font's own ascent too."""
        left, top, right, bottom = (round(edge) for edge in self._font.getbbox(text, anchor="ls"))
        grey = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
        ImageDraw.Draw(grey).text((-left, -top), text, fill=255, font=self._font, anchor="ls")
        return Ink(grey.point(_TO_DOTS, "1"), left, top)

    @cached_property
    def cap_height(self) -> int:
        """From the baseline to the top of a bare capital or digit."""
        return -round(self._font.getbbox("H", anchor="ls")[1])


@lru_cache(maxsize=64)
def face(weight: int, size: int) -> Face:
    return Face(weight, size)
