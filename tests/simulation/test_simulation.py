"""Simulated days: of an office as it is, by seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from queue_app.domain.offices import Office
from queue_app.services import learning
from queue_app.simulation.arrivals import arrivals, sessions
from queue_app.simulation.day import Visit
from queue_app.simulation.plain import PlainHouse
from queue_app.simulation.run import Plan, Summary, demand_of, play_day, simulate, working_days
from queue_app.simulation.staff import shifts
from queue_app.storage import service_times
from queue_app.storage.database import Database
from tests.simulation.conftest import TUESDAY


def told(visits: list[Visit]) -> list[tuple[object, ...]]:
    """What happened, without the ids that the database gives."""
    return [(one.citizen, one.called_at, one.counter) for one in visits]


def test_the_office_calls_the_same_people_at_the_same_moments_as_the_plain_model(
    database: Database, ward: Office, tuesday: Plan
) -> None:
    there = simulate(database, ward, tuesday)
    model = play_day(ward, PlainHouse(ward), tuesday, demand_of(ward, tuesday), TUESDAY)
    assert told(there) == told(model)
    assert sum(one.called_at is not None for one in there) > 40


def test_the_same_seed_plays_the_same_day_and_another_one_another(
    ward_in_memory: Office, tuesday: Plan
) -> None:
    def play(plan: Plan) -> list[tuple[object, ...]]:
        house = PlainHouse(ward_in_memory)
        return told(play_day(ward_in_memory, house, plan, demand_of(ward_in_memory, plan), TUESDAY))

    assert play(tuesday) == play(tuesday)
    assert play(tuesday) != play(replace(tuesday, seed=8))


def test_people_come_while_the_office_is_open_and_most_of_them_on_monday(ward_in_memory: Office) -> None:
    plan = Plan(days=5, tickets=300, seed=1, start=date(2026, 11, 23))
    demand = demand_of(ward_in_memory, plan)
    came = {}
    for day in working_days(ward_in_memory, plan.start, 5):
        people = arrivals(ward_in_memory, demand, day, 300, Random(1))
        assert all(ward_in_memory.is_open(one.at) for one in people)
        came[day] = len(people)
    assert max(came, key=lambda day: came[day]) == plan.start
    assert 1300 < sum(came.values()) < 1700


def test_no_day_is_simulated_on_which_the_office_is_closed(ward_in_memory: Office) -> None:
    friday = date(2026, 11, 27)
    assert working_days(ward_in_memory, friday, 2) == [friday, friday + timedelta(days=3)]


def test_nobody_is_called_in_the_lunch_break(ward_in_memory: Office) -> None:
    plan = Plan(days=1, tickets=300, seed=3, start=TUESDAY)
    visits = play_day(
        ward_in_memory, PlainHouse(ward_in_memory), plan, demand_of(ward_in_memory, plan), TUESDAY
    )
    (_, closes), (opens, _) = sessions(ward_in_memory, TUESDAY)
    called = [one.called_at for one in visits if one.called_at]
    assert not [moment for moment in called if closes <= moment < opens - timedelta(minutes=2)]
    assert any(moment < closes for moment in called)
    assert any(moment > opens for moment in called)


def test_some_are_absent_some_give_up_and_some_come_with_a_head_start(
    database: Database, ward: Office
) -> None:
    visits = simulate(database, ward, Plan(days=1, tickets=100, seed=5, start=TUESDAY))
    summary = Summary.of(visits)
    assert summary.served + summary.absent + summary.not_called == summary.came
    assert summary.absent
    assert any(one.citizen.priority for one in visits)
    with database.reading() as tx:
        rows = service_times.tickets_of(tx.connection, ward.id, TUESDAY)
    states = {row.state for row in rows}
    assert states <= {"done", "no_show", "cancelled"}
    assert "called by p90" in str(summary)


def test_every_queue_keeps_a_counter_of_its_own(ward_in_memory: Office) -> None:
    for seed in range(50):
        here = [ward_in_memory.counter(one.counter) for one in shifts(ward_in_memory, TUESDAY, Random(seed))]
        own = {code for counter in here for code, lag in counter.lags.items() if not lag}
        assert own == {queue.code for queue in ward_in_memory.queues}


def test_the_office_learns_how_long_its_visits_really_take(database: Database, ward: Office) -> None:
    plan = Plan(days=2, tickets=120, seed=2, start=TUESDAY)
    simulate(database, ward, plan)
    really = demand_of(ward, plan).visits_s
    after = TUESDAY + timedelta(days=2)
    with database.transaction() as tx:
        now = sessions(ward, after)[0][0]
        assert learning.refresh(tx, ward, now=now)
        known = service_times.learned(tx.connection, ward.id)
    for code in ("A", "B"):
        profile = ward.queue(code).service_time.total_seconds()
        # A visit keeps its counter from the call: people walk there, and some do not come.
        assert known[code].usual.mean_s == pytest.approx(really[code] + 15, rel=0.15)
        assert known[code].usual.mean_s != pytest.approx(profile, rel=0.001)
        assert known[code].correction.bias != 1
        assert known[code].privileged
