"""An outbox that lives in memory and remembers what the worker told it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from printers.outbox import PrintJob
from queue_app.domain.slips import TicketSlip


class PaperTrail:
    """An `Outbox`: jobs wait in order; `fates` says what came of each."""

    def __init__(self) -> None:
        self.fates: dict[int, str] = {}
        self.retries: list[tuple[int, str, float]] = []
        self._waiting: list[PrintJob] = []
        self._count = 0
        self._changed = threading.Condition()

    def take(self, slip: TicketSlip, kind: str = "ticket") -> int:
        """Somebody takes a number; the job's id."""
        with self._changed:
            self._count += 1
            self._waiting.append(PrintJob(self._count, kind, slip.to_payload()))
            return self._count

    def claim(self) -> PrintJob | None:
        with self._changed:
            return self._waiting.pop(0) if self._waiting else None

    def printed(self, job: PrintJob) -> None:
        self._note(job, "printed")

    def sent(self, job: PrintJob) -> None:
        self._note(job, "sent")

    def unknown(self, job: PrintJob, reason: str) -> None:
        self._note(job, f"unknown: {reason}")

    def failed(self, job: PrintJob, reason: str) -> None:
        self._note(job, f"failed: {reason}")

    def retry(self, job: PrintJob, reason: str) -> None:
        with self._changed:
            self._waiting.insert(0, job)
            self.retries.append((job.id, reason, time.monotonic()))
            self._changed.notify_all()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Return as soon as `is_so`; fail after five seconds."""
        with self._changed:
            assert self._changed.wait_for(is_so, timeout=5), (self.fates, self.retries)

    def _note(self, job: PrintJob, fate: str) -> None:
        with self._changed:
            assert job.id not in self.fates, "a job has one fate"
            self.fates[job.id] = fate
            self._changed.notify_all()
