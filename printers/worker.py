"""One worker a printer: it takes the jobs in order and tells the outbox what came of each."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import structlog

from printers.drivers import Driver, Fate, Outcome
from printers.outbox import Outbox, PrintJob
from printers.rendering import Renderer

PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the first, second … next attempt while the printer takes nothing."""

_LONGEST_WAIT = 30.0
_log = structlog.get_logger(__name__)


class PrintWorker:
    """Prints what waits in `outbox`. `run` blocks; `wake` and `stop` may be called from anywhere."""

    def __init__(
        self,
        outbox: Outbox,
        renderer: Renderer,
        driver: Driver,
        width: int,
        *,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._outbox = outbox
        self._renderer = renderer
        self._driver = driver
        self._width = width
        self._pauses = pauses
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """There is a new job. During a pause it makes the worker try at once: a person stands there."""
        self._woken.set()

    def stop(self) -> None:
        """Let `run` return after the slip in hand."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        refusals = 0
        while not self._stopping.is_set():
            self._woken.clear()
            refusals = 0 if self._print_all() else refusals + 1
            self._woken.wait(self._pause(refusals))

    def _pause(self, refusals: int) -> float:
        return self._pauses[min(refusals, len(self._pauses)) - 1] if refusals else _LONGEST_WAIT

    def _print_all(self) -> bool:
        """Print every job in order; False where the printer or the outbox took one of them not at all."""
        while not self._stopping.is_set():
            try:
                job = self._outbox.claim()
                if job is None:
                    return True
                if not self._print(job):
                    return False
            except Exception:
                _log.exception("print outbox does not answer")
                return False
        return True

    def _print(self, job: PrintJob) -> bool:
        """Print one job and record its fate; False where it has to be tried again."""
        try:
            data = self._renderer.render(job.kind, job.payload, self._width)
        except Exception as error:
            _log.exception("slip cannot be rendered", job=job.id, kind=job.kind)
            self._outbox.failed(job, f"{type(error).__name__}")
            return True
        outcome = self._send(job, data)
        self._record(job, outcome)
        return outcome.fate is not Fate.NOT_SENT

    def _send(self, job: PrintJob, data: bytes) -> Outcome:
        try:
            return self._driver.send(data)
        except Exception:
            _log.exception("printer driver broke down", job=job.id)
            return Outcome(Fate.UNKNOWN, "driver-error")

    def _record(self, job: PrintJob, outcome: Outcome) -> None:
        match outcome.fate:
            case Fate.PRINTED:
                self._outbox.printed(job)
            case Fate.SENT:
                self._outbox.sent(job)
            case Fate.NOT_SENT:
                _log.warning("slip waits for the printer", job=job.id, reason=outcome.reason)
                self._outbox.retry(job, outcome.reason)
            case Fate.UNKNOWN:
                _log.error("nobody knows whether a slip came out", job=job.id, reason=outcome.reason)
                self._outbox.unknown(job, outcome.reason)
