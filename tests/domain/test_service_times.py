"""What an office learns of itself."""

from datetime import date, timedelta

import pytest

from queue_app.domain.service_times import (
    LEAST_CORRECTION,
    MOST_CORRECTION,
    UNCORRECTED,
    Correction,
    Hour,
    Kept,
    Learned,
    Privileged,
    ServiceTime,
    correct,
    is_evidence,
    kept_counter_s,
    learn,
)
from tests.conftest import MONDAY

MINUTE = timedelta(minutes=1)
TODAY = date(2026, 11, 23)


def hour(*minutes: float, day: date = TODAY, at: int = 8) -> Hour:
    """An hour in which visits took so many minutes."""
    found = Hour(day, at)
    for one in minutes:
        found = found.with_visit(60 * one)
    return found


def learned(*hours: Hour, told: float = 8) -> Learned:
    worked = {(one.day, one.hour) for one in hours}
    return learn(told * MINUTE, hours, worked, TODAY, UNCORRECTED)


def test_without_history_the_office_is_believed() -> None:
    known = learned()
    assert known.usual.mean_s == 480
    assert known.at(9).time == known.usual


def test_history_outweighs_what_the_office_says() -> None:
    known = learned(hour(*[12.0] * 200))
    assert known.usual.mean_s == pytest.approx(12 * 60, rel=0.02)


def test_a_few_visits_do_not() -> None:
    assert 8 * 60 < learned(hour(12.0, 12.0)).usual.mean_s < 9.5 * 60


def test_recent_days_weigh_more() -> None:
    month_ago = hour(*[4.0] * 100, day=TODAY - timedelta(days=28))
    known = learned(month_ago, hour(*[12.0] * 100))
    assert known.usual.mean_s > 11 * 60


def test_days_long_past_are_forgotten() -> None:
    assert learned(hour(*[4.0] * 100, day=TODAY - timedelta(days=200))).usual.mean_s == 480


def test_each_hour_has_its_own_pace_once_it_has_been_seen_often() -> None:
    known = learned(hour(*[6.0] * 300, at=8), hour(*[12.0] * 300, at=14))
    assert known.at(8).time.mean_s < 6.5 * 60
    assert known.at(14).time.mean_s > 11.5 * 60
    assert known.at(10).time == known.usual


def test_the_spread_is_learned_too() -> None:
    alike = learned(hour(*[8.0] * 300))
    different = learned(hour(*[2.0, 14.0] * 150))
    assert alike.usual.cv < 0.3
    assert different.usual.cv == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize(
    ("seconds", "is_one"),
    [(5, False), (19, False), (20, True), (480, True), (2880, True), (2881, False), (8 * 3600, False)],
)
def test_slips_of_the_finger_and_forgotten_tickets_are_kept_out(seconds: float, is_one: bool) -> None:
    assert is_evidence(seconds, 480) is is_one


def test_a_visit_counts_from_its_first_call_of_several_in_a_row() -> None:
    ended = MONDAY + 10 * MINUTE
    assert kept_counter_s(MONDAY, MONDAY + 2 * MINUTE, ended, times_called=2) == 600
    assert kept_counter_s(MONDAY, MONDAY, ended, times_called=1) == 600


def test_a_later_step_of_a_visit_counts_from_its_own_call() -> None:
    called = MONDAY + 40 * MINUTE
    assert kept_counter_s(MONDAY, called, called + 5 * MINUTE, times_called=1) == 300
    assert kept_counter_s(MONDAY, called, called + 5 * MINUTE, times_called=2) == 300


def test_who_comes_with_a_head_start_is_counted_over_the_days_worked() -> None:
    yesterday, before = TODAY - timedelta(days=1), TODAY - timedelta(days=2)
    hours = [
        Hour(yesterday, 8).with_privileged(1200).with_privileged(600),
        Hour(before, 8),
        Hour(TODAY, 8).with_privileged(1200),
    ]
    found = learned(*hours).privileged[8]
    assert found.head_start_s == 900
    assert 0.9 < found.per_s * 3600 < 1.1  # two in two hours; today's hour is not over


def test_what_is_learned_survives_being_stored() -> None:
    known = Learned(
        ServiceTime(480.0, 0.7),
        {8: ServiceTime(500.0, 0.65)},
        {8: Privileged(3 / 3600, 1200)},
        Correction(1.1, 0.9),
    )
    assert Learned.of_json(known.to_json()) == known


def kept(waited: float, many: int) -> list[Kept]:
    return [Kept(waited, 600, 900)] * many


def test_promises_that_were_too_short_grow() -> None:
    after = correct(UNCORRECTED, kept(1000, 50))
    assert after.bias > 1
    assert after.spread > 1


def test_promises_that_were_too_long_shrink() -> None:
    after = correct(UNCORRECTED, kept(300, 50))
    assert after.bias < 1
    assert after.spread < 1


def test_promises_kept_as_promised_stay() -> None:
    day = kept(500, 50) + kept(800, 40) + kept(1000, 10)
    assert correct(Correction(1.1, 0.9), day) == pytest.approx(Correction(1.1, 0.9))


def test_a_day_without_promises_says_nothing() -> None:
    assert correct(Correction(1.1, 0.9), []) == Correction(1.1, 0.9)
    assert correct(Correction(1.1, 0.9), [Kept(3, 5, 12)] * 50) == Correction(1.1, 0.9)


def test_odd_days_have_little_to_say_and_never_too_much() -> None:
    assert correct(UNCORRECTED, kept(5000, 2)).bias < 1.02
    correction = UNCORRECTED
    for _ in range(100):
        correction = correct(correction, kept(5000, 200))
    assert correction == Correction(MOST_CORRECTION, MOST_CORRECTION)
    for _ in range(200):
        correction = correct(correction, kept(1, 200))
    assert correction == Correction(LEAST_CORRECTION, LEAST_CORRECTION)
