"""A slip as content: a short list of typed blocks that every rendering can set in its own way."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum


class Size(Enum):
    """How loud a paragraph speaks; the rendering decides what that means in dots or characters."""

    SMALL = "small"
    BODY = "body"
    LARGE = "large"
    NAME = "name"


@dataclass(frozen=True)
class Span:
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Centred text; it wraps between words, and a name shrinks before it takes a third line."""

    spans: tuple[Span, ...]
    size: Size = Size.BODY

    @classmethod
    def of(cls, text: str, size: Size = Size.BODY, *, strong: bool = False) -> Paragraph:
        return cls((Span(text, strong),), size)


@dataclass(frozen=True)
class BigNumber:
    """The one thing to be read at arm's length; always on one line."""

    text: str


@dataclass(frozen=True)
class Badge:
    """A few words that must be noticed, white on black."""

    text: str


@dataclass(frozen=True)
class Row:
    """A fact: its name on the left, its value on the right."""

    name: str
    value: str


@dataclass(frozen=True)
class Item:
    """Something to tick off: an empty box, and beside it its words, which begin at the left."""

    text: str


@dataclass(frozen=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True)
class QrCode:
    data: str


Block = Paragraph | BigNumber | Badge | Row | Item | Rule | QrCode


@dataclass(frozen=True)
class Document:
    """One slip from top to bottom; the paper is cut after it."""

    blocks: tuple[Block, ...]


def printable(text: str) -> str:
    """`text` without anything a printer or a reader could take for a command, in composed letters."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if _is_control(char) else char for char in composed)


def _is_control(char: str) -> bool:
    """Control, format (direction marks too), surrogate, private and unassigned characters."""
    return unicodedata.category(char).startswith("C")
