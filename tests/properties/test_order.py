"""The order of the line: nobody is overtaken from too far behind, and every database sees the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, update

from queue_app.domain.errors import NobodyWaiting
from queue_app.domain.offices import Counter, Priority
from queue_app.domain.tickets import pool_of
from queue_app.services import calls
from queue_app.storage import migrate
from queue_app.storage.database import Database
from queue_app.storage.models import COUNTERS, TICKETS
from tests.conftest import MONDAY, postgresql_database
from tests.properties.conftest import examples
from tests.properties.model import Desk, Model, Pool, Visit
from tests.properties.office import ACTOR, Ward

QUEUES = "ABC"
MINUTE = timedelta(minutes=1)
Place = tuple[str, int, int, Pool | None, str]
HEAD_STARTS = {"": 0, "merit": 15, "elderly": 20, "oldest": 45}

lags = st.sampled_from([0, 0, 5, 15, 30])
counter_lags = st.dictionaries(st.sampled_from(QUEUES), lags, min_size=1)
"""A counter: the queues it serves, each with its lag in minutes."""


def seated(ward: Ward, served: list[dict[str, int]]) -> list[Counter]:
    """A new office with these classes, its first counters serving these queues with these lags."""
    ward.first_morning()
    classes = (
        Priority(code, code, code, "Ư", minutes * MINUTE) for code, minutes in HEAD_STARTS.items() if code
    )
    ward.office = replace(ward.office, priorities=tuple(classes))
    return [
        replace(ward.office.counter(number), lags={code: lag * MINUTE for code, lag in one.items()})
        for number, one in enumerate(served, 1)
    ]


def test_nobody_is_overtaken_by_who_came_later_than_the_largest_head_start_and_lag(
    database: Database,
) -> None:
    ward, overtaken = Ward(database), [timedelta(0)]

    @examples(25)
    @given(st.lists(counter_lags, min_size=1, max_size=3), st.randoms(use_true_random=False))
    def hold(served: list[dict[str, int]], chance: Random) -> None:
        counters, now = seated(ward, served), MONDAY
        bound = (max(HEAD_STARTS.values()) + max(max(one.values()) for one in served)) * MINUTE
        waiting: dict[int, tuple[str, datetime]] = {}
        # Three in four presses are at the kiosk; then the doors close, and who is left is called.
        for share in (0.75, 0.0):
            for _ in range(40):
                now += chance.randint(0, 6) * MINUTE
                if chance.random() < share:
                    queue = chance.choice(QUEUES)
                    ticket = ward.takes(queue, chance.choice(list(HEAD_STARTS)) or None, now=now)
                    waiting[ticket.id] = queue, now
                    continue
                counter = chance.choice(counters)
                called = next_at(ward, counter, now)
                _, came = waiting.pop(called) if called else ("", now)
                left = [earlier for queue, earlier in waiting.values() if queue in counter.lags]
                assert called or not left
                assert all(came - earlier <= bound for earlier in left)
                overtaken.extend(came - earlier for earlier in left if called)

    hold()
    assert max(overtaken) > max(HEAD_STARTS.values()) * MINUTE, "the days are tame: lags made no difference"


def next_at(ward: Ward, counter: Counter, now: datetime) -> int | None:
    try:
        with ward.act() as tx:
            return calls.call_next(tx, ward.office, counter, actor=ACTOR, now=now).id
    except NobodyWaiting:
        return None


@pytest.fixture
def two_wards(tmp_path: Path) -> Iterator[list[Ward]]:
    """The same office on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        urls = [f"sqlite:///{tmp_path / 'queue.sqlite'}", stack.enter_context(postgresql_database())]
        wards = []
        for url in urls:
            database = Database(url)
            stack.callback(database.close)
            migrate.upgrade(database)
            wards.append(Ward(database))
        yield wards


places = st.lists(
    st.tuples(
        st.sampled_from(QUEUES),
        st.sampled_from([0, 0, 5, 10, 15, 20]),
        st.sampled_from([0, 0, 0, 1, -1]),
        st.sampled_from([None, None, None, ("counter", 1), ("counter", 2), ("person", "ha")]),
        st.sampled_from(["waiting", "waiting", "waiting", "waiting", "held", "done"]),
    ),
    min_size=1,
    max_size=25,
)
"""Queue, minutes and microseconds of the standing, whom they wait for, state: with as many ties as can be."""


@pytest.mark.postgresql
def test_every_counter_sees_the_same_order_on_both_databases_and_in_the_model(two_wards: list[Ward]) -> None:
    ids = itertools.count(1)

    @examples(30)
    @given(places, st.lists(counter_lags, min_size=2, max_size=2))
    def agree(line: list[Place], served: list[dict[str, int]]) -> None:
        model = Model({}, {}, (), MONDAY)
        lags = [{code: lag * MINUTE for code, lag in one.items()} for one in served]
        model.desks = {1: Desk(lags[0], "open", "ha"), 2: Desk(lags[1], "open")}
        model.visits = [visit(number, place) for number, place in zip(ids, line, strict=False)]
        foreseen = {number: [one.id for one in model.order(number)] for number in (1, 2)}
        for ward in two_wards:
            first, second = seated(ward, served)
            fill(ward, model.visits)
            room = ward.room(now=MONDAY)
            seen = {one.number: [ticket.id for ticket in room.next_at(one)] for one in (first, second)}
            assert seen == foreseen
            assert [next_at(ward, first, MONDAY) for _ in foreseen[1]] == foreseen[1]
            assert next_at(ward, first, MONDAY) is None

    agree()


def visit(ticket_id: int, place: Place) -> Visit:
    queue, minutes, microseconds, pool, state = place
    standing = MONDAY + timedelta(minutes=minutes, microseconds=microseconds)
    label, day = f"{queue}{ticket_id:03}", MONDAY.date()
    return Visit(ticket_id, label, queue, day, standing, standing, None, state, pool=pool)


def fill(ward: Ward, visits: list[Visit]) -> None:
    """These tickets, and Ha at counter 1, nobody at counter 2."""
    rows = [
        {
            "id": one.id,
            "office_id": ward.office.id,
            "queue_id": ward.office.queue(one.queue).id,
            "day": one.day,
            "number": one.id,
            "label": one.label,
            "state": one.state,
            "standing": one.standing,
            "issued_at": one.issued_at,
            "language": "vi",
            "token": one.label,
            "people_ahead": 0,
            "times_called": 0,
            "step_backs": 0,
            "pool": written(ward, one.pool),
        }
        for one in visits
    ]
    with ward.database.transaction() as tx:
        tx.connection.execute(insert(TICKETS), rows)
        for number, user_id in ((1, ward.user_ids["ha"]), (2, None)):
            at = ward.office.counter(number).id
            tx.connection.execute(
                update(COUNTERS).where(COUNTERS.c.id == at).values(state="open", user_id=user_id)
            )


def written(ward: Ward, pool: Pool | None) -> str | None:
    match pool:
        case ("counter", int(number)):
            return pool_of(counter_id=ward.office.counter(number).id)
        case ("person", str(name)):
            return pool_of(user_id=ward.user_ids[name])
    return None
