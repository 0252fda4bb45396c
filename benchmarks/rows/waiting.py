"""Calling the next of a few and of very many who wait."""

from __future__ import annotations

import statistics
from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.clients.http import expect
from benchmarks.figures import Comparison, Row
from benchmarks.office import BenchOffice
from benchmarks.servers import Serving

HALLS = (10, 1_000, 10_000)
QUEUES, COUNTERS = "AB", range(1, 6)
"""Who is called in a round, and where: any of these counters finds somebody, also in the smallest hall."""
CALLS = 6
"""By each counter in one round; as many people come just before, so that the hall stays as full as it was."""


def waiting(bench: Bench) -> list[Row]:
    """The same office three times, each with its hall, served all the time; they take turns."""
    with ExitStack() as stack:
        offices = [
            stack.enter_context(bench.working_office(waiting=hall, printing=False))[:2] for hall in HALLS
        ]
        rounds = [[_mean(bench, *office) for office in offices] for _ in bench.rounds(25, quick=6)][1:]
    few, *many = zip(*rounds, strict=True)
    return [
        Row.at_most(
            f"call next with {hall:,} waiting, beside {HALLS[0]} waiting", Comparison(found, few), 1.2, "ms"
        )
        for hall, found in zip(HALLS[1:], many, strict=True)
    ]


def _mean(bench: Bench, office: BenchOffice, serving: Serving) -> float:
    """Mean milliseconds of a call."""
    office.add_waiting(CALLS * len(COUNTERS), QUEUES)
    requests = [office.calls(counter, CALLS) for counter in COUNTERS]
    return statistics.mean(one.took_ms for one in expect(bench.flood(serving.port, requests), 200))
