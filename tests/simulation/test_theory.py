"""Against theory: Poisson arrivals, exponential services, and the mean wait that Erlang's formula gives.

The long runs are by the rules in memory. One run goes through the office itself, its services and its
database, and there the very same people are called at the very same moments.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from math import factorial
from random import Random

import pytest

from queue_app.domain.offices import Counter, Office
from queue_app.simulation.arrivals import Citizen
from queue_app.simulation.day import House
from queue_app.simulation.house import OfficeHouse
from queue_app.simulation.plain import PlainHouse
from queue_app.storage.database import Database
from tests.conftest import MONDAY

SERVICE_S = 300.0
BUSY = {1: 0.5, 3: 0.6, 8: 0.7}
"""By counters: how busy they are. The waits of very busy counters take very long to settle."""
PEOPLE = {1: 150_000, 3: 200_000, 8: 450_000}
"""So many that by chance alone the mean is within two in a hundred, two times of three."""
WARM_UP = 1_000
BATCH = 500


def erlang_c(counters: int, busy: float) -> float:
    """The mean wait of M/M/c in seconds (A. K. Erlang, 1917)."""
    load = counters * busy
    all_busy = load**counters / factorial(counters) / (1 - busy)
    waits = all_busy / (sum(load**n / factorial(n) for n in range(counters)) + all_busy)
    return waits * SERVICE_S / (counters * (1 - busy))


@dataclass(frozen=True)
class Served:
    """One of the run: how long after the one before they came, how long they waited and took."""

    gap_s: float
    wait_s: float
    visit_s: float


def citizens(counters: int, chance: Random) -> Iterator[Citizen]:
    """People of one queue, without end, as if by chance."""
    now = MONDAY
    while True:
        now += timedelta(seconds=chance.expovariate(counters * BUSY[counters] / SERVICE_S))
        yield Citizen(now, "A", None, chance.expovariate(1 / SERVICE_S), comes=True, gives_up_after_s=None)


def serve(house: House, counters: list[Counter], people: Iterator[Citizen]) -> Iterator[Served]:
    """Everybody in the order of their calls: who becomes free calls at once, and who is free when one comes."""
    came: dict[int, tuple[Citizen, float]] = {}
    idle, busy, before = list(counters), list[tuple[datetime, int, Counter]](), MONDAY
    for citizen in people:
        while busy and busy[0][0] <= citizen.at:
            at, _, counter = heappop(busy)
            called = house.call(counter, at)
            if called is None:
                idle.append(counter)
                continue
            first, gap_s = came.pop(called)
            heappush(busy, (at + timedelta(seconds=first.visit_s), counter.number, counter))
            yield Served(gap_s, (at - first.at).total_seconds(), first.visit_s)
        ticket, _ = house.take(citizen, citizen.at)
        came[ticket] = citizen, (citizen.at - before).total_seconds()
        before = citizen.at
        if idle:
            # Free from this moment: the next turn of the loop lets it call.
            heappush(busy, (citizen.at, idle[0].number, idle.pop(0)))


def mean_wait(served: list[Served], counters: int) -> float:
    """The mean wait, less what chance did to gaps and visits whose means are known (control variates)."""
    gap = SERVICE_S / (counters * BUSY[counters])
    batches = [served[first : first + BATCH] for first in range(0, len(served) - BATCH + 1, BATCH)]
    waits = [statistics.fmean(one.wait_s for one in batch) for batch in batches]
    loads = [
        statistics.fmean(one.visit_s for one in batch) / SERVICE_S
        - statistics.fmean(one.gap_s for one in batch) / gap
        for batch in batches
    ]
    slope, _ = statistics.linear_regression(loads, waits)
    return statistics.fmean(waits) - slope * statistics.fmean(loads)


def counters_of(office: Office, many: int) -> list[Counter]:
    """So many counters, all of which serve queue A alone."""
    return [replace(counter, lags={"A": timedelta(0)}) for counter in office.counters[:many]]


def test_erlangs_formula_is_the_one_we_think_it_is() -> None:
    # One counter half busy: as long as a service. Two: a third of it.
    assert erlang_c(1, 0.5) == pytest.approx(SERVICE_S)
    assert erlang_c(2, 0.5) == pytest.approx(SERVICE_S / 3)


@pytest.mark.parametrize("counters", BUSY)
def test_the_mean_wait_is_the_one_of_erlang_c(ward_in_memory: Office, counters: int) -> None:
    house = PlainHouse(ward_in_memory, promising=False)
    run = serve(house, counters_of(ward_in_memory, counters), citizens(counters, Random(counters)))
    served = list(islice(run, WARM_UP, WARM_UP + PEOPLE[counters]))
    assert mean_wait(served, counters) == pytest.approx(erlang_c(counters, BUSY[counters]), rel=0.05)


def test_the_office_itself_makes_the_same_people_wait_as_long(database: Database, thanh_liet: Office) -> None:
    office, many = replace(thanh_liet, printer=""), 300
    here = counters_of(office, 3)
    plain = PlainHouse(office, promising=False)
    model = list(islice(serve(plain, here, citizens(3, Random(3))), many))
    with OfficeHouse(database, office) as house:
        there = list(islice(serve(house, here, citizens(3, Random(3))), many))
    assert there == model
    assert sum(one.wait_s > 0 for one in there) > many / 4
