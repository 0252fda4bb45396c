"""Issuing and calling over HTTP by eight connections at once, beside bare Flask that inserts one row."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.bench import CONNECTIONS, Bench, dealt, tell
from benchmarks.clients.http import Exchange, expect, per_second
from benchmarks.figures import Comparison, Row, percentile
from benchmarks.office import COUNTERS, BenchOffice, post
from benchmarks.servers import Serving, bare_server

HALL = 300
"""How many wait when kiosks are measured: a full hall."""
WARM_UP, MEASURED = 25, 150
"""Requests of one connection in one round."""
WAITS_AT_MOST_MS = 100.0

Measure = Callable[[], list[Exchange]]


def issue(bench: Bench) -> list[Row]:
    """Every round is a new office, so that the slips still owed do not slow the yardstick down."""

    def ours() -> list[Exchange]:
        with bench.working_office(waiting=HALL) as (office, serving, _):
            bench.flood(serving.port, dealt(office.issues(WARM_UP * CONNECTIONS)))
            requests = dealt(office.issues(MEASURED * CONNECTIONS))
            return list(expect(bench.flood(serving.port, requests), 201))

    found, _ = _compare(bench, "issue", ours)
    return [Row.at_least("issue a ticket, 8 connections", found, 0.5, "/s")]


def call(bench: Bench) -> list[Row]:
    """Eight counters that never rest; each call finishes the visit before it."""

    def ours() -> list[Exchange]:
        many = int((WARM_UP + MEASURED) * len(COUNTERS) * 1.5)
        with bench.working_office(waiting=many) as (office, serving, _):
            bench.flood(serving.port, _calls(office, WARM_UP))
            return list(expect(bench.flood(serving.port, _calls(office, MEASURED)), 200))

    found, exchanges = _compare(bench, "call next", ours)
    return [
        Row.at_least("call next, 8 connections", found, 0.5, "/s"),
        Row.below("call next, 8 connections, p99", _p99(exchanges), WAITS_AT_MOST_MS, "ms"),
    ]


def _calls(office: BenchOffice, many: int) -> list[list[bytes]]:
    return [office.calls(counter, many) for counter in COUNTERS]


def _compare(bench: Bench, name: str, ours: Measure) -> tuple[Comparison, list[Exchange]]:
    mine, theirs, exchanges = [], [], []
    with bare_server("inserting", bench.new_folder()) as bare:
        for number in bench.rounds(7):
            done = ours()
            exchanges += done
            mine.append(per_second(done))
            theirs.append(per_second(_insert(bench, bare)))
            tell(f"{name}, round {number + 1}: {mine[-1]:,.0f} /s beside {theirs[-1]:,.0f} /s")
    return Comparison(mine, theirs), exchanges


def _insert(bench: Bench, bare: Serving) -> list[Exchange]:
    _inserts(bench, bare, WARM_UP)
    return _inserts(bench, bare, MEASURED * 2)


def _inserts(bench: Bench, bare: Serving, many: int) -> list[Exchange]:
    requests = [post("/insert", "0" * 32, "A") for _ in range(many * CONNECTIONS)]
    return list(expect(bench.flood(bare.port, dealt(requests)), 201))


def _p99(exchanges: list[Exchange]) -> float:
    return percentile([one.took_ms for one in exchanges], 99)
