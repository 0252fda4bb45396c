"""What happened, in the past tense: announced within a transaction, heard after its commit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    office_id: int


@dataclass(frozen=True)
class RoomChanged(Event):
    """Somebody in this office took a number, was called, or a counter opened or closed."""


@dataclass(frozen=True)
class OfficeChanged(Event):
    """The office is made otherwise than before: imported anew, a queue closed or opened by hand."""


@dataclass(frozen=True)
class ScreenChanged(Event):
    """The television with this token has another name or board, or is let in no more."""

    token_id: int


@dataclass(frozen=True)
class SlipQueued(Event):
    """A slip lies in the print queue of this printer."""

    printer: str
