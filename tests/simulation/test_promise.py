"""The promise on simulated days, with people by the time of day and staff who come, rest and are slow."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from operator import attrgetter

import pytest

from benchmarks.days import Guess, play
from queue_app.domain.offices import Office


@pytest.fixture(scope="module")
def guesses(ward_in_memory: Office) -> list[Guess]:
    """What was said of every wait on two runs of days, after the office has learned for a week."""
    return [one for seed in (1, 2) for one in play(ward_in_memory, days=6, tickets=200, seed=seed)]


def squared_error(guesses: list[Guess], guess: Callable[[Guess], float]) -> float:
    return statistics.fmean((guess(one) - one.waited) ** 2 for one in guesses)


def test_nine_in_ten_are_called_by_the_second_time_and_half_by_the_first(guesses: list[Guess]) -> None:
    assert len(guesses) > 2000
    assert 0.85 < statistics.fmean(one.waited <= one.p90 for one in guesses) < 0.95
    assert 0.4 < statistics.fmean(one.waited <= one.p50 for one in guesses) < 0.6


@pytest.mark.parametrize("classical", ["les", "hol", "ql"])
def test_the_first_time_is_nearer_than_each_classical_guess(guesses: list[Guess], classical: str) -> None:
    ours = squared_error(guesses, attrgetter("p50"))
    assert ours < squared_error(guesses, attrgetter(classical))
