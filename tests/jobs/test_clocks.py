"""A clock that is set, beside one that only runs."""

from __future__ import annotations

import pytest

from queue_app.jobs.clocks import WallClock
from tests.conftest import Clock


class Both:
    """The wall's clock and the machine's own, as an hour of a server shows them."""

    def __init__(self, clock: Clock) -> None:
        self.wall, self.own = clock, 500.0
        self.watched = WallClock(clock, lambda: self.own)

    def run(self, **time: float) -> bool:
        before = self.wall.now
        self.own += (self.wall.pass_(**time) - before).total_seconds()
        return self.watched.is_steady()

    def set(self, **time: float) -> bool:
        self.wall.pass_(**time)
        return self.watched.is_steady()


@pytest.fixture
def both(clock: Clock) -> Both:
    return Both(clock)


def test_a_clock_that_only_runs_is_believed(both: Both) -> None:
    assert both.watched.is_steady()
    assert [both.run(seconds=20), both.run(hours=30), both.set(seconds=90)] == [True, True, True]


def test_a_clock_that_jumped_ahead_is_believed_again_when_it_is_set_right(both: Both) -> None:
    assert both.watched.is_steady()
    assert [both.set(days=3), both.run(minutes=5), both.set(days=-3)] == [False, False, True]
    assert both.run(minutes=1)


def test_a_machine_that_slept_over_a_weekend_is_believed_after_ten_minutes(both: Both) -> None:
    assert both.watched.is_steady()
    assert [both.set(days=2), both.run(minutes=9), both.run(minutes=2)] == [False, False, True]
    assert both.run(minutes=1)


def test_a_clock_that_was_set_back_is_believed(both: Both) -> None:
    assert both.watched.is_steady()
    assert both.set(days=-3)
