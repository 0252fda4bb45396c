"""How a document looks on a roll of paper: black on white, thick rules, the number huge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageChops

from printers.documents import (
    Badge,
    BigNumber,
    Block,
    Document,
    Item,
    Paragraph,
    QrCode,
    Row,
    Rule,
    Size,
    Span,
)
from printers.rendering.fonts import Ink, face
from printers.rendering.layout import (
    Faces,
    Tile,
    Word,
    balanced,
    line_ink,
    line_width,
    shrunk,
    stack,
    tile,
    words_of,
    wrap,
)
from printers.rendering.paper import Paper
from printers.rendering.signs import badge, big_number, box, qr_code, rule

PLAIN, STRONG = 500, 700

# Dots of the largest and the smallest type on 80 mm paper at 203 dpi, which is 8 dots a millimetre.
_TYPE = {Size.SMALL: (22, 22), Size.BODY: (24, 22), Size.LARGE: (28, 24), Size.NAME: (36, 26)}
_ROW = 26
_ITEM = 25
_LEADING = 0.62
_LINES_BEFORE_SHRINKING = 2
_AIR: dict[type[Block], int] = {
    Paragraph: 16,
    Row: 20,
    Item: 24,
    Rule: 26,
    BigNumber: 29,
    Badge: 26,
    QrCode: 29,
}


def draw(document: Document, width: int) -> Image.Image:
    """The slip as a 1-bit picture of `width` dots, black on white, exactly what the paper shall show."""
    paper = Paper(width)
    tiles = [_tile(block, paper) for block in document.blocks]
    gaps = [
        paper.dots(max(_AIR[type(upper)], _AIR[type(lower)])) for upper, lower in pairwise(document.blocks)
    ]
    ink = stack(tiles, gaps).ink
    page = Image.new("1", (width, ink.height + 2 * paper.margin))
    page.paste(ink, (0, paper.margin))
    return ImageChops.invert(page)


@lru_cache(maxsize=256)
def _tile(block: Block, paper: Paper) -> Tile:  # noqa: PLR0911 – one a kind of block
    """One block; kept, since most of a slip is the same as on the slip before."""
    match block:
        case Paragraph():
            return _paragraph(block, paper)
        case Row():
            return _row(block, paper)
        case Item():
            return _item(block, paper)
        case BigNumber():
            return big_number(block.text, paper)
        case Badge():
            return badge(block.text, paper)
        case QrCode():
            return qr_code(block.data, paper)
        case Rule():
            return rule(paper)


def _paragraph(block: Paragraph, paper: Paper) -> Tile:
    words = words_of(block.spans)
    largest, smallest = (paper.dots(size) for size in _TYPE[block.size])
    size = shrunk(
        range(largest, smallest - 1, -1),
        lambda size: len(wrap(words, _faces(size), paper.measure)) <= _LINES_BEFORE_SHRINKING,
    )
    faces = _faces(size)
    lines = balanced(words, faces, paper.measure)
    starts = [(paper.width - line_width(line, faces)) // 2 for line in lines]
    return _lines(lines, starts, faces, paper)


def _row(block: Row, paper: Paper) -> Tile:
    """Name and value on one line; where they do not fit together, the value goes below."""
    faces = _faces(paper.dots(_ROW))
    names = wrap(words_of([Span(block.name)]), faces, paper.measure)
    values = wrap(words_of([Span(block.value, strong=True)]), faces, paper.measure)
    starts = [paper.margin] * len(names)
    ends = [paper.width - paper.margin - line_width(line, faces) for line in values]
    last = line_width(names[-1], faces) if names else 0
    if names and len(values) == 1 and paper.margin + last + paper.dots(_AIR[Row]) <= ends[0]:
        return _lines(names, starts, faces, paper, beside=(values[0], ends[0]))
    return _lines(names + values, starts + ends, faces, paper)


def _item(block: Item, paper: Paper) -> Tile:
    """The box hangs beside the first line; the lines below begin where the first does."""
    faces = _faces(paper.dots(_ITEM))
    empty = box(faces.plain.cap_height)
    indent = empty.right + paper.dots(_ITEM) // 2
    lines = wrap(words_of([Span(block.text)]), faces, paper.measure - indent)
    runs = [_moved(line_ink(line, faces), paper.margin + indent) for line in lines or [[]]]
    runs[0].insert(0, (paper.margin, empty))
    return _stacked(runs, faces, paper)


def _lines(
    lines: Sequence[Sequence[Word]],
    starts: Sequence[int],
    faces: Faces,
    paper: Paper,
    *,
    beside: tuple[Sequence[Word], int] | None = None,
) -> Tile:
    """Lines set at their starts; `beside` is a second piece on the last one."""
    runs = [_moved(line_ink(line, faces), start) for line, start in zip(lines, starts, strict=True)]
    if beside:
        runs[-1] += _moved(line_ink(beside[0], faces), beside[1])
    return _stacked(runs, faces, paper)


def _stacked(runs: Sequence[list[tuple[int, Ink]]], faces: Faces, paper: Paper) -> Tile:
    """Lines of ink, one below the other."""
    tiles = [tile(line, paper.width, faces.strong.cap_height) for line in runs or [[]]]
    return stack(tiles, [round(faces.plain.size * _LEADING)] * (len(tiles) - 1))


def _moved(runs: list[tuple[int, Ink]], start: int) -> list[tuple[int, Ink]]:
    return [(start + pen, ink) for pen, ink in runs]


def _faces(size: int) -> Faces:
    return Faces(face(PLAIN, size), face(STRONG, size))
