"""The same office with millions of past tickets and with none."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import postgresql
from benchmarks.bench import CONNECTIONS, Bench, dealt, tell
from benchmarks.clients.http import expect
from benchmarks.figures import Comparison, Row
from benchmarks.office import COUNTERS, BenchOffice
from benchmarks.past import with_past
from benchmarks.servers import Serving

PAST = (("SQLite", 1_000_000), ("SQLite", 5_000_000), ("PostgreSQL", 5_000_000))
PAST_QUICK = (("SQLite", 100_000), ("PostgreSQL", 100_000))
HALL = 300
TICKETS = 30 * CONNECTIONS
"""Issued, then called, in one round: the hall stays as full as it was."""


def history(bench: Bench) -> list[Row]:
    """With each past and database in turn."""
    return [
        row for kind, past in (PAST_QUICK if bench.quick else PAST) for row in _history(bench, kind, past)
    ]


def _history(bench: Bench, kind: str, past: int) -> list[Row]:
    """Both offices are served all the time and take turns; their slips are queued, and nobody prints them."""
    tell(f"filling {kind} with {past:,} past tickets, unless they are there")
    with ExitStack() as stack:
        filled: Path | str = (
            with_past(past, bench.new_folder(), bench.kept)
            if kind == "SQLite"
            else postgresql.past(past, bench.new_folder())
        )
        empty = None if kind == "SQLite" else stack.enter_context(postgresql.fresh())
        old, new = (
            stack.enter_context(bench.working_office(waiting=HALL, printing=False, database=database))[:2]
            for database in (filled, empty)
        )
        rounds = [(_round(bench, *old), _round(bench, *new)) for _ in bench.rounds(25, quick=6)][1:]
    return [
        Row.at_most(
            f"{verb} with {past:,} past tickets on {kind}, mean time",
            Comparison([one[0][part] for one in rounds], [one[1][part] for one in rounds]),
            1.1,
            "ms",
        )
        for part, verb in enumerate(("issue", "call next"))
    ]


def _round(bench: Bench, office: BenchOffice, serving: Serving) -> tuple[float, float]:
    """Mean milliseconds of issuing and of calling."""
    calls = [office.calls(counter, TICKETS // len(COUNTERS)) for counter in COUNTERS]
    return (
        _mean(bench, serving, dealt(office.issues(TICKETS)), 201),
        _mean(bench, serving, calls, 200),
    )


def _mean(bench: Bench, serving: Serving, requests: Sequence[Sequence[bytes]], status: int) -> float:
    done = expect(bench.flood(serving.port, requests), status)
    return statistics.mean(one.took_ms for one in done)
