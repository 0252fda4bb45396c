"""From the kiosk's request until the first and the last byte of the slip are at the printer."""

from __future__ import annotations

import random
import time

from benchmarks.bench import Bench, tell
from benchmarks.clients.http import Exchange, Visitors, expect
from benchmarks.clients.printer import Printer, Slip
from benchmarks.figures import Row, percentile
from benchmarks.remote import Remote

HALL = 60
WARM_UP = 5
GAP_S = (0.2, 1.0)
"""Between two people at the kiosk: one to five a second, the rush of a Monday morning."""
REACHES_WITHIN_MS = 150.0
PRINTS_WITHIN_S = 10.0


def slips(bench: Bench) -> list[Row]:
    """One person after the other takes a number; the printer is a socket that answers at once."""
    many = WARM_UP + (25 if bench.quick else 150)
    with bench.working_office(waiting=HALL) as (office, serving, printer):
        assert printer is not None
        gaps = [random.uniform(*GAP_S) for _ in range(many)]
        asked = bench.visitors.ask(Visitors.stroll, serving.port, office.issues(many), gaps)
        printed = _printed(printer, many)
    tell(f"{many} slips of {printed[-1].length:,} bytes")
    return _rows(list(expect(asked, 201))[WARM_UP:], printed[WARM_UP:])


def _printed(printer: Remote[Printer], many: int) -> list[Slip]:
    until = time.monotonic() + PRINTS_WITHIN_S
    while len(printed := printer.ask(Printer.slips)) < many:
        if time.monotonic() > until:
            raise TimeoutError(f"{len(printed)} of {many} slips came out")
        time.sleep(0.05)
    if len(printed) > many:
        raise RuntimeError(f"{len(printed)} slips came out for {many} tickets")
    return printed


def _rows(asked: list[Exchange], printed: list[Slip]) -> list[Row]:
    first = [(slip.first - one.sent) / 1e6 for one, slip in zip(asked, printed, strict=True)]
    last = [(slip.last - one.sent) / 1e6 for one, slip in zip(asked, printed, strict=True)]
    rows = []
    for what, values in (("first", first), ("last", last)):
        row = f"slip: kiosk's request → {what} byte at the printer"
        for percent in (50, 99):
            found = percentile(values, percent)
            spread = f"{min(values):.3g}–{max(values):.3g}"
            rows.append(Row.below(f"{row}, p{percent}", found, REACHES_WITHIN_MS, "ms", spread=spread))
    return rows
