"""The parts of a slip that are not running text: the number, the badge, the rule, the QR code."""

from __future__ import annotations

import re
from functools import lru_cache

import segno
from PIL import Image, ImageDraw

from printers.documents import printable
from printers.rendering.fonts import Ink, face
from printers.rendering.layout import Tile, tile
from printers.rendering.paper import Paper

_HEAVY = 800
_NUMBER = 192
_BADGE = 28
_RULE = 3
_TRACKING = -0.025
_QR_SIDE = 210
# Weighing all eight masks costs three quarters of a slip's time; the random part of an address is as
# evenly black and white under one as under another.
_QR_MASK = 2


def big_number(text: str, paper: Paper) -> Tile:
    """The number, glyph by glyph and a little tight, as large as the paper's width lets it be."""
    text = printable(text)
    largest = paper.dots(_NUMBER)
    # All numbers of one length get one size: 0 is the widest digit.
    wide = _set(re.sub(r"\d", "0", text), largest)[1]
    size = largest if wide <= paper.measure else max(8, largest * paper.measure // wide)
    runs, width = _set(text, size)
    start = (paper.width - width) // 2
    return tile([(start + pen, ink) for pen, ink in runs], paper.width, face(_HEAVY, size).cap_height)


def badge(text: str, paper: Paper) -> Tile:
    """White words on a black plate with round corners."""
    type_ = face(_HEAVY, paper.dots(_BADGE))
    ink = type_.ink(printable(text))
    width = min(paper.measure, ink.dots.width + 2 * type_.size)
    height = type_.cap_height + round(1.2 * type_.size)
    left = (paper.width - width) // 2
    plate = Image.new("1", (paper.width, height))
    ImageDraw.Draw(plate).rounded_rectangle((left, 0, left + width - 1, height - 1), height // 3, fill=255)
    baseline = (height + type_.cap_height) // 2
    plate.paste(0, ((paper.width - ink.dots.width) // 2, baseline + ink.top), ink.dots)
    return Tile(plate, 0, height)


def rule(paper: Paper) -> Tile:
    line = Image.new("1", (paper.width, _RULE))
    line.paste(255, (paper.margin, 0, paper.width - paper.margin, _RULE))
    return Tile(line, 0, _RULE)


def box(height: int) -> Ink:
    """An empty box on the baseline, to be ticked by hand."""
    square = Image.new("1", (height, height))
    ImageDraw.Draw(square).rectangle((0, 0, height - 1, height - 1), outline=255, width=max(2, height // 9))
    return Ink(square, 0, -height)


def qr_code(data: str, paper: Paper) -> Tile:
    """The code with sharp modules of an even number of dots; the quiet zone is the paper around it."""
    rows = list(segno.make_qr(data, error="m", mask=_QR_MASK, boost_error=False).matrix)
    module = 2 * max(1, min(round(paper.dots(_QR_SIDE) / len(rows) / 2), paper.measure // len(rows) // 2))
    symbol = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).point([0, *[255] * 255], "1")
    symbol = symbol.resize((len(rows) * module,) * 2, Image.Resampling.NEAREST)
    page = Image.new("1", (paper.width, symbol.height))
    page.paste(symbol, ((paper.width - symbol.width) // 16 * 8, 0))
    return Tile(page, 0, symbol.height)


def _set(text: str, size: int) -> tuple[list[tuple[int, Ink]], int]:
    """The glyphs with the pen so placed that the ink begins at 0, and the width of the ink."""
    glyphs = [_glyph(char, size) for char in text]
    runs, pen = [], -glyphs[0][0].left if glyphs else 0
    for ink, advance in glyphs:
        runs.append((pen, ink))
        pen += advance
    return runs, max((pen + ink.right for pen, ink in runs), default=0)


@lru_cache(maxsize=256)
def _glyph(char: str, size: int) -> tuple[Ink, int]:
    type_ = face(_HEAVY, size)
    return type_.ink(char), type_.width(char) + round(_TRACKING * size)
