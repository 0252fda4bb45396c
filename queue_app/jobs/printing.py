"""The print queue of one printer, as its worker sees it: each step is a transaction of its own."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from printers.outbox import PrintJob
from queue_app.storage import outbox
from queue_app.storage.database import Database, Tx

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
"""A worker sends a slip in far less; a claim this old is a worker that died with it."""


def _worker_name() -> str:
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{time.monotonic_ns() % 1_000_000}"


@dataclass(frozen=True)
class PrintQueue:
    """Implements `printers.outbox.Outbox` on the table of print jobs."""

    database: Database
    printer: str
    clock: Callable[[], datetime]
    worker: str = field(default_factory=_worker_name)
    _ended: list[tuple[PrintJob, str, str]] = field(default_factory=list)
    """What came of slips and is not written yet: with the next claim, which a worker makes at once."""

    def recover(self) -> None:
        """At the start of the only process there is: whoever was sending is dead."""
        self._abandon(before=self.clock())

    def claim(self) -> PrintJob | None:
        """The oldest slip this printer owes, now in our hands; None where there is none.

        What came of the slip before it is written in the same transaction.
        """
        if not self._ended:
            with self.database.reading() as tx:
                owed = outbox.owed(tx.connection, self.printer)
            if owed is None:
                return None
            if owed.state == "sending":
                # A slip of ours that we know nothing of: the claim was made, and its answer was lost.
                ours = owed.claimed_by == self.worker
                self._abandon(before=self.clock() if ours else self.clock() - LEASE)
        with self.database.transaction() as tx:
            now = self.clock()
            self._write(tx, now)
            row = outbox.claim_print_job(tx.connection, self.printer, self.worker, now=now)
        self._ended.clear()
        return PrintJob(row.id, row.kind, row.payload) if row else None

    def printed(self, job: PrintJob) -> None:
        self._ended.append((job, "printed", ""))

    def sent(self, job: PrintJob) -> None:
        self._ended.append((job, "sent", ""))

    def retry(self, job: PrintJob, reason: str) -> None:
        self._end(job, "queued", reason)

    def unknown(self, job: PrintJob, reason: str) -> None:
        self._end(job, "unknown", reason)

    def failed(self, job: PrintJob, reason: str) -> None:
        self._end(job, "failed", reason)

    def _abandon(self, *, before: datetime) -> None:
        with self.database.transaction() as tx:
            lost = outbox.abandon_print_jobs(tx.connection, self.printer, before=before, now=self.clock())
        if lost:
            log.warning("slips_of_unknown_fate", printer=self.printer, slips=lost)

    def _end(self, job: PrintJob, state: str, reason: str) -> None:
        log.warning("slip_not_printed", printer=self.printer, job=job.id, state=state, reason=reason)
        self._ended.append((job, state, reason))
        with self.database.transaction() as tx:
            self._write(tx, self.clock())
        self._ended.clear()

    def _write(self, tx: Tx, now: datetime) -> None:
        for job, state, reason in self._ended:
            outbox.end_print_job(tx.connection, job.id, self.worker, state, reason, now=now)
