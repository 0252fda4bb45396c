"""What a print worker needs from the rows that hold its jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class PrintJob:
    """One slip to print: its kind and its facts, as they were stored with the ticket."""

    id: int
    kind: str
    payload: dict[str, Any]


class Outbox(Protocol):
    """The print jobs of one printer.

    A worker claims again right after each answer. That a slip came out (`printed`, `sent`) is durable with the
    next claim at the latest; every other answer when its call returns.
    """

    def claim(self) -> PrintJob | None:
        """Take the oldest job that waits, or None. A taken job is given to nobody else."""

    def printed(self, job: PrintJob) -> None:
        """The printer confirmed the slip."""

    def sent(self, job: PrintJob) -> None:
        """The whole slip left for a printer that never says what came of it."""

    def retry(self, job: PrintJob, reason: str) -> None:
        """Nothing of the slip left: the job waits again, in its old place, and can be claimed at once."""

    def unknown(self, job: PrintJob, reason: str) -> None:
        """Part or all of the slip left and its fate is unclear: staff decide, nobody repeats it."""

    def failed(self, job: PrintJob, reason: str) -> None:
        """The slip cannot be made at all; trying again would not help."""
