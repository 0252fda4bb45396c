"""Issuing and calling over HTTP by eight connections at once, beside bare Flask that inserts one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.bench import CONNECTIONS, Bench, dealt, tell
from benchmarks.clients.http import Exchange, expect, seconds
from benchmarks.figures import Comparison, Row, percentile
from benchmarks.office import COUNTERS, BenchOffice, post
from benchmarks.processes import worker_cpu_s
from benchmarks.servers import Serving, bare_server

HALL = 300
"""How many wait at least: a full hall."""
PRINTS_FOR_S = 0.4
"""How long the paper of one slip takes to come out: 95 mm at 250 mm/s."""
WARM_UP = 25
BURST, BURSTS = 50, 3
"""Requests of one connection without a pause, and how often that is done in one round."""
WAITS_AT_MOST_MS = 100.0

Requests = Sequence[Sequence[bytes]]


@dataclass(frozen=True)
class Round:
    """What one server did with all its bursts."""

    exchanges: Sequence[Exchange]
    took_s: float
    cpu_s: float
    """Of the server's worker; it wanders less than what the clock says."""

    @property
    def per_second(self) -> float:
        return len(self.exchanges) / self.took_s

    @property
    def cpu_ms(self) -> float:
        return self.cpu_s / len(self.exchanges) * 1000


def issue(bench: Bench) -> list[Row]:
    """Every round is a new office, so that the slips still owed do not slow the yardstick down."""

    def ours() -> Round:
        with bench.working_office(waiting=HALL, seconds_a_slip=PRINTS_FOR_S) as (office, serving, _):
            return _round(bench, serving, lambda many: dealt(office.issues(many * CONNECTIONS)), 201)

    what = "issue a ticket, 8 connections"
    return _rows(what, *_in_turn(bench, what, ours))


def call(bench: Bench) -> list[Row]:
    """Eight counters that never rest; each call finishes the visit before it."""

    def ours() -> Round:
        with bench.working_office(waiting=HALL + WARM_UP * CONNECTIONS, seconds_a_slip=PRINTS_FOR_S) as (
            office,
            serving,
            _,
        ):
            return _round(bench, serving, lambda many: _calls(office, many), 200)

    what = "call next, 8 connections"
    mine, theirs = _in_turn(bench, what, ours)
    by_round = [_p99(done) for done in mine]
    limit = Row.below(
        f"{what}, p99",
        _p99(*mine),
        WAITS_AT_MOST_MS,
        "ms",
        spread=f"{min(by_round):.3g}–{max(by_round):.3g}",
        beside=_p99(*theirs[0]),
    )
    return [*_rows(what, mine, theirs), limit]


def _calls(office: BenchOffice, many: int) -> list[list[bytes]]:
    """The calls of a burst; those who will be called come just before."""
    office.add_waiting(many * len(COUNTERS))
    return [office.calls(counter, many) for counter in COUNTERS]


YARDSTICKS = ("inserting", "inserting_by_core")
"""One INSERT by Python's own sqlite3, and the same through SQLAlchemy Core as any Flask application would."""


def _in_turn(bench: Bench, what: str, ours: Callable[[], Round]) -> tuple[list[Round], list[list[Round]]]:
    mine: list[Round] = []
    theirs: list[list[Round]] = [[], []]
    with ExitStack() as stack:
        bare = [stack.enter_context(bare_server(name, bench.new_folder())) for name in YARDSTICKS]
        for number in bench.rounds(9):
            mine.append(ours())
            for rounds, serving in zip(theirs, bare, strict=True):
                rounds.append(_round(bench, serving, _inserts, 201))
            beside = " and ".join(f"{rounds[-1].per_second:,.0f} /s" for rounds in theirs)
            tell(f"{what}, round {number + 1}: {mine[-1].per_second:,.0f} /s beside {beside}")
    return mine, theirs


def _inserts(many: int) -> list[list[bytes]]:
    return dealt([post("/insert", "0" * 32, "A") for _ in range(many * CONNECTIONS)])


def _round(bench: Bench, serving: Serving, prepare: Callable[[int], Requests], status: int) -> Round:
    """A warm-up, then the bursts; `prepare` makes the requests for so many a connection."""
    expect(bench.flood(serving.port, prepare(WARM_UP)), status)
    exchanges: list[Exchange] = []
    took, cpu = 0.0, 0.0
    for _ in range(BURSTS):
        requests = prepare(BURST)
        before = worker_cpu_s(serving.group)
        done = expect(bench.flood(serving.port, requests), status)
        cpu += worker_cpu_s(serving.group) - before
        took += seconds(done)
        exchanges += done
    return Round(exchanges, took, cpu)


def _rows(what: str, mine: Sequence[Round], theirs: Sequence[Sequence[Round]]) -> list[Row]:
    def beside(rounds: Sequence[Round]) -> Comparison:
        return Comparison([one.per_second for one in mine], [one.per_second for one in rounds])

    raw, core = theirs
    cpu = Comparison([one.cpu_ms for one in mine], [one.cpu_ms for one in raw])
    return [
        Row.at_least(what, beside(raw), 0.5, "/s"),
        Row.told(f"{what}, beside an INSERT by SQLAlchemy", beside(core), "/s"),
        Row.told(f"{what}, CPU of the worker for one", cpu, "ms"),
    ]


def _p99(*rounds: Round) -> float:
    return percentile([one.took_ms for done in rounds for one in done.exchanges], 99)
