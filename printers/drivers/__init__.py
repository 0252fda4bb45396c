"""Ways to a printer, one folder each, and what any of them can say about a slip."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Fate(Enum):
    PRINTED = "printed"
    """The printer confirmed it."""
    SENT = "sent"
    """All bytes left for a printer that answers nothing."""
    NOT_SENT = "not_sent"
    """No byte of the slip left; sending it again is safe."""
    UNKNOWN = "unknown"
    """Bytes left and nobody knows what came of them; it must not be repeated unasked."""


@dataclass(frozen=True)
class Outcome:
    """What came of a slip; `reason` is a stable word such as "offline", "paper-out" or "cover-open"."""

    fate: Fate
    reason: str = ""


class Driver(Protocol):
    def send(self, data: bytes) -> Outcome:
        """Bring one slip to the printer, in bounded time, and say what came of it. Never raises OSError."""
