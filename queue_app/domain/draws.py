"""Lengths drawn evenly from what is known of them: fixed, so that the same room has the same promise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache, lru_cache
from math import exp, log, sqrt
from statistics import NormalDist

from queue_app.domain.service_times import ServiceTime

STEPS = 1600
"""About so many calls are run through in all for one estimate; more would cost more than they tell."""
MOST_RUNS, LEAST_RUNS = 32, 4
SHUFFLES = 61
"""So many orders of the draws there are; who stands so far apart shares one, and nobody notices."""

_NORMAL = NormalDist()


def runs_for(people: int) -> int:
    """How often to run a line of so many forward: a power of two, more often where it is short."""
    runs = MOST_RUNS
    while runs > LEAST_RUNS and runs * people > STEPS:
        runs //= 2
    return runs


@cache
def shuffles(runs: int) -> Sequence[Sequence[int]]:
    """Fixed orders of the runs: each visit has every length once, no two in step (a Latin hypercube)."""
    chance = random.Random(20_261_122)  # noqa: S311
    return [chance.sample(range(runs), runs) for _ in range(SHUFFLES)]


@cache
def _evenly(runs: int) -> Sequence[float]:
    """Standard normal values, evenly likely: the middles of as many equal parts of the distribution."""
    return [_NORMAL.inv_cdf((one + 0.5) / runs) for one in range(runs)]


@lru_cache(maxsize=256)
def lengths(time: ServiceTime, runs: int) -> Sequence[float]:
    """As many lengths, evenly likely, of a lognormal distribution; their mean is the mean."""
    sigma = _sigma(time.cv)
    drawn = [exp(sigma * z) for z in _evenly(runs)]
    scale = time.mean_s * runs / sum(drawn)
    return [scale * length for length in drawn]


LONG_AGO = 0.995
"""Of a visit longer than all but so many it is not believed that it goes on as it did."""


def lengths_left(time: ServiceTime, age_s: float, runs: int) -> Sequence[float]:
    """What is left of a visit that began so long ago, as many lengths, evenly likely."""
    sigma = _sigma(time.cv)
    mu = log(time.mean_s) - sigma * sigma / 2
    gone = _NORMAL.cdf((log(age_s) - mu) / sigma) if age_s > 0 else 0.0
    if gone > LONG_AGO:
        return [time.mean_s / 2] * runs
    part = (1 - gone) / runs
    inv_cdf = _NORMAL.inv_cdf
    return [max(0.0, exp(mu + sigma * inv_cdf(gone + (one + 0.5) * part)) - age_s) for one in range(runs)]


def _sigma(cv: float) -> float:
    return sqrt(log(1 + cv * cv))
