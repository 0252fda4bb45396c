"""Words into lines: they wrap between words, shrink before they grow long, and are never clipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

from PIL import Image

from printers.documents import Span, printable
from printers.rendering.fonts import Face, Ink

# A number in groups ("024 1022") is one word: nobody can dial half of it.
_BREAK = re.compile(r"(?<![\d ]) +| +(?![\d ])")


@dataclass(frozen=True)
class Faces:
    """The plain and the strong face of one paragraph."""

    plain: Face
    strong: Face

    def of(self, word: Word) -> Face:
        return self.strong if word.strong else self.plain


@dataclass(frozen=True)
class Word:
    text: str
    strong: bool


@dataclass(frozen=True)
class Tile:
    """Ink of one piece of the slip in a box of the paper's width; accents may stand out above the box."""

    ink: Image.Image
    overhang: int
    height: int

    @property
    def below(self) -> int:
        """How far the ink may reach under the box."""
        return self.ink.height - self.overhang - self.height


def words_of(spans: Iterable[Span]) -> list[Word]:
    return [Word(text, span.strong) for span in spans for text in _BREAK.split(printable(span.text)) if text]


def wrap(words: Sequence[Word], faces: Faces, width: int) -> list[list[Word]]:
    """Lines no wider than `width`; only a single word wider than the paper is broken inside."""
    lines: list[list[Word]] = []
    for word in chain.from_iterable(_pieces(word, faces, width) for word in words):
        if lines and line_width([*lines[-1], word], faces) <= width:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def balanced(words: Sequence[Word], faces: Faces, width: int) -> list[list[Word]]:
    """As many lines as `wrap` needs, as even in length as they can be: no last word stands alone."""
    lines = wrap(words, faces, width)
    narrow, wide = width // 2, width
    while len(lines) > 1 and wide - narrow > 8:
        middle = (narrow + wide) // 2
        if len(tried := wrap(words, faces, middle)) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def shrunk(sizes: Sequence[int], fits: Callable[[int], bool]) -> int:
    """The first of `sizes`, largest first, that fits; else the last of them."""
    return next((size for size in sizes if fits(size)), sizes[-1])


def line_width(line: Sequence[Word], faces: Faces) -> int:
    return sum(faces.of(word).width(word.text) for word in line) + sum(
        _space(before, after, faces) for before, after in pairwise(line)
    )


def line_ink(line: Sequence[Word], faces: Faces) -> list[tuple[int, Ink]]:
    """The runs of one line, each with the pen's place; neighbours of one face are drawn as one."""
    runs: list[tuple[int, Ink]] = []
    pen = 0
    for strong, group in groupby(line, key=lambda word: word.strong):
        face = faces.strong if strong else faces.plain
        text = " ".join(word.text for word in group)
        runs.append((pen, face.ink(text)))
        pen += face.width(text) + faces.plain.width(" ")
    return runs


def tile(runs: Sequence[tuple[int, Ink]], width: int, cap_height: int) -> Tile:
    """Ink on one baseline, as a tile whose box goes from the top of a capital to the baseline."""
    overhang = max([0, *(-ink.top - cap_height for _, ink in runs)])
    below = max([0, *(ink.bottom for _, ink in runs)])
    page = Image.new("1", (width, overhang + cap_height + below))
    for x, ink in runs:
        page.paste(255, (x + ink.left, overhang + cap_height + ink.top), ink.dots)
    return Tile(page, overhang, cap_height)


def stack(tiles: Sequence[Tile], gaps: Sequence[int]) -> Tile:
    """Tiles one under the other, `gaps[i]` dots between boxes i and i+1, or more where ink would touch."""
    tops = [0]
    for (upper, lower), gap in zip(pairwise(tiles), gaps, strict=True):
        apart = max(gap, upper.below + lower.overhang + 1)
        tops.append(tops[-1] + upper.height + apart)
    overhang = tiles[0].overhang
    bottom = max(top + tile.height + tile.below for top, tile in zip(tops, tiles, strict=True))
    page = Image.new("1", (tiles[0].ink.width, overhang + bottom))
    for top, piece in zip(tops, tiles, strict=True):
        page.paste(255, (0, overhang + top - piece.overhang), piece.ink)
    return Tile(page, overhang, tops[-1] + tiles[-1].height)


def _pieces(word: Word, faces: Faces, width: int) -> list[Word]:
    """The word itself, or where it is wider than the paper its parts."""
    rest, pieces = word.text, []
    while faces.of(word).width(rest) > width and len(rest) > 1:
        length = next((n for n in range(len(rest) - 1, 1, -1) if faces.of(word).width(rest[:n]) <= width), 1)
        pieces.append(Word(rest[:length], word.strong))
        rest = rest[length:]
    return [*pieces, Word(rest, word.strong)]


def _space(before: Word, after: Word, faces: Faces) -> int:
    same = before.strong == after.strong
    return (faces.of(before) if same else faces.plain).width(" ")
