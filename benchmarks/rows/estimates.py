"""The promise: how well it is kept beside the classical guesses, and what it costs."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from operator import attrgetter

from benchmarks.bench import Bench, tell
from benchmarks.days import Guess, office_in, play
from benchmarks.figures import Comparison, Row
from benchmarks.office import COUNTERS, QUEUES, set_up
from queue_app.domain.estimates import look_ahead
from queue_app.domain.forward import OpenCounter
from queue_app.domain.service_times import Expected, Privileged, ServiceTime
from queue_app.domain.standing import InLine
from queue_app.services.calls import call_next
from queue_app.services.rooms import Rooms
from queue_app.services.tickets import Wish, issue_ticket
from queue_app.simulation.run import Plan, simulate
from queue_app.storage.database import Database

DAYS = 10
LOADS = (120, 220, 320)
"""Tickets a day: a quiet office, a busy one, one in which some counters cannot keep up."""
CLASSICAL = {"LES": "last to enter service", "HOL": "head of line", "QL": "people ahead × service ÷ counters"}
LEAST, MOST = 0.85, 0.95


def estimates(bench: Bench) -> list[Row]:
    return [*_kept(bench), _new_ticket(bench), _issue(bench), _simulate(bench)]


def _kept(bench: Bench) -> list[Row]:
    """Each seed is a run of days; the guesses are judged on the very same waits."""
    tell("playing days of the office")
    office = office_in(bench.new_folder())
    runs = [
        play(office, days=DAYS, tickets=tickets, seed=seed)
        for seed in bench.rounds(6, quick=2)
        for tickets in LOADS
    ]
    p50 = [_squared(run, attrgetter("p50")) for run in runs]
    whole = f"{len(runs)} × {DAYS} days, {sum(map(len, runs)):,} waits"
    rows = [
        Row.at_most(
            f"mean squared error of p50 beside {short} ({long}), {whole}",
            Comparison([sum(p50)], [sum(_squared(run, attrgetter(short.lower())) for run in runs)]),
            1.0,
            "min²",
            spread=_spread(p50, [_squared(run, attrgetter(short.lower())) for run in runs]),
        )
        for short, long in CLASSICAL.items()
    ]
    return [*rows, _share("p90", runs, LEAST, MOST), _share("p50", runs, None, None)]


def _squared(run: Sequence[Guess], guess: Callable[[Guess], float]) -> float:
    """The mean squared error in square minutes."""
    return statistics.fmean(((guess(one) - one.waited) / 60) ** 2 for one in run)


def _spread(ours: Sequence[float], theirs: Sequence[float]) -> str:
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    return f"{min(ratios):.2f}–{max(ratios):.2f}"


def _share(name: str, runs: Sequence[Sequence[Guess]], least: float | None, most: float | None) -> Row:
    """How many waits ended by then; the spread is that of the runs."""
    promised = attrgetter(name)
    shares = [statistics.fmean(one.waited <= promised(one) for one in run) for run in runs]
    everybody = [one for run in runs for one in run]
    share = statistics.fmean(one.waited <= promised(one) for one in everybody)
    return Row(
        f"waits that end by {name}",
        f"{100 * share:.1f} %",
        f"{100 * least:.0f}–{100 * most:.0f} %" if least and most else "–",
        least <= share <= most if least and most else None,
        spread=f"{100 * min(shares):.1f}–{100 * max(shares):.1f} %",
    )


WAITING, TWELVE = 300, 12


def _new_ticket(bench: Bench) -> Row:
    """Twelve counters that help each other out, six queues, and privileged people still to come."""
    chance, now, letters = random.Random(1), datetime(2026, 11, 23, 2, tzinfo=UTC), "ABCDEF"
    known = {
        code: Expected(ServiceTime(300.0 + 60 * place, 0.7), Privileged(4 / 3600, 1200))
        for place, code in enumerate(letters)
    }
    came = [now - timedelta(seconds=10 * (WAITING - place)) for place in range(WAITING)]
    line = [InLine(place, "", chance.choice(letters), at, at) for place, at in enumerate(came)]
    lag = timedelta(minutes=15)
    counters = [
        OpenCounter(
            {letters[place % 6]: timedelta(0), letters[(place + 1) % 6]: lag},
            letters[place % 6],
            now - timedelta(seconds=chance.uniform(0, 300)),
        )
        for place in range(TWELVE)
    ]

    def estimate(moment: datetime) -> float:
        began = time.perf_counter()
        look_ahead(line, counters, known, now=moment).wait_of("A")
        return 1000 * (time.perf_counter() - began)

    took = [estimate(now + timedelta(seconds=second)) for second in bench.rounds(60, quick=20)]
    return Row.below(
        f"an estimate with {WAITING} waiting and {TWELVE} counters, median",
        statistics.median(took),
        5,
        "ms",
        spread=f"{min(took):.2f}–{max(took):.2f}",
    )


HALL, IN_A_ROUND = 300, 40


def _issue(bench: Bench) -> Row:
    """The same tickets with a promise, as the kiosk gets them, and without; durable, in turn."""
    office = set_up(bench.new_folder())
    office.add_waiting(HALL)
    place, database = replace(office.made.office, printer=""), Database(office.settings.database_url)
    rooms, queues = Rooms(database), cycle(QUEUES)
    try:
        for number in COUNTERS:
            with database.transaction(place.id) as tx:
                call_next(tx, place, place.counter(number), actor="benchmark", now=datetime.now(UTC))

        def issue(*, promising: bool) -> float:
            began = time.perf_counter()
            for code in islice(queues, IN_A_ROUND):
                now, wait = datetime.now(UTC), None
                if promising:
                    wait = rooms.lately(place, now=now, within_s=0.25).wait_for(code, timedelta(0))
                with database.transaction(place.id) as tx:
                    issue_ticket(
                        tx, place, Wish(place.queue(code), late=True), actor="benchmark", now=now, wait=wait
                    )
            return 1000 * (time.perf_counter() - began) / IN_A_ROUND

        issue(promising=True)
        rounds = [(issue(promising=True), issue(promising=False)) for _ in bench.rounds(25, quick=8)]
    finally:
        database.close()
    found = Comparison([one for one, _ in rounds], [other for _, other in rounds])
    return Row.at_most("issue with an estimate, beside without, mean time", found, 1.1, "ms")


SIMULATED = 600


def _simulate(bench: Bench) -> Row:
    """A day of 600 tickets through the services on SQLite, every one with its estimate."""
    office = set_up(bench.new_folder())
    place = replace(office.made.office, printer="")
    database = Database(office.settings.database_url)
    try:
        began = time.perf_counter()
        visits = simulate(database, place, Plan(1, SIMULATED, seed=1, start=date(2026, 11, 3)))
        took = (time.perf_counter() - began) * SIMULATED / len(visits)
    finally:
        database.close()
    return Row.below(f"simulate {SIMULATED} tickets with their estimates", took, 5, "s")
