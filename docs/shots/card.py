"""A picture such as offices show beside the calls: what a good clerk knows, as one district has put it."""

from __future__ import annotations

from pathlib import Path

import fontpkg  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

SIZE = (1600, 1100)
PAPER, INK, JADE = "#fbf9f4", "#15233b", "#0a6e5a"
TITLE = "5 biết của cán bộ một cửa"
LINES = (
    "Biết nghe dân nói",
    "Biết nói dân hiểu",
    "Biết làm dân tin",
    "Biết xin lỗi",
    "Biết cảm ơn",
)


def draw_card(file: Path) -> None:
    """Save the picture as `file`, whose folder is made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, 28, SIZE[1]), fill=JADE)
    pen.text((140, 130), TITLE, fill=JADE, font=_font(700, 92))
    for place, line in enumerate(LINES):
        top = 330 + 140 * place
        pen.text((140, top), str(place + 1), fill=JADE, font=_font(700, 76))
        pen.text((250, top), line, fill=INK, font=_font(500, 76))
    card.save(file)


def _font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fontpkg.path("Be Vietnam Pro", weight=weight)), size)
