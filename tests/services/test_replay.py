"""What a replay shows of a past day is what the live board showed."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from queue_app.domain.errors import Refusal
from queue_app.services import day, rooms, tickets
from queue_app.services.replay import Replay, read_day
from queue_app.services.rooms import Board
from queue_app.storage import tickets as stored
from queue_app.storage.database import Database
from tests.conftest import Clock
from tests.services.test_day import CLOSE, TODAY, office_that
from tests.services.test_moves import Ward

ACTS = 220
VERBS = (tickets.recall, tickets.start, tickets.hold, tickets.resume, tickets.finish, tickets.no_show,
         tickets.reinstate, tickets.cancel, tickets.step_back)  # fmt: skip


@pytest.fixture
def ward(database: Database, clock: Clock) -> Ward:
    return Ward(database, office_that(database, "carry-over"), clock)


def live(ward: Ward) -> Board:
    with ward.database.reading() as tx:
        return rooms.read_glance(tx, ward.office, now=ward.clock()).board_with({})


def replayed(ward: Ward, which: date) -> Replay:
    with ward.database.reading() as tx:
        return read_day(tx, ward.office, which)


def seen(board: Board) -> dict[str, Any]:
    """What a journal of tickets can know; that a counter sits open without a ticket it cannot."""
    known = {name: value for name, value in board.items() if name not in ("version", "counters")}
    return known | {"at_counter": {one["number"]: one["label"] for one in board["counters"]}}


def act(ward: Ward, luck: random.Random) -> None:
    """Somebody does something, as far as the rules allow."""
    kind = luck.random()
    if kind < 0.35:
        ward.takes(luck.choice("AABBC"), luck.choice([None, None, "elderly"]))
    elif kind < 0.65:
        ward.calls_next(luck.choice([1, 2, 3, 4, 5, 6]))
    else:
        with ward.database.reading() as tx:
            every = [stored.by_id(tx.connection, ward.office.id, number) for number in range(1, ACTS)]
        ticket = luck.choice([one for one in every if one])
        if kind < 0.75:
            ward.hands(ticket, queue=ward.office.queue(luck.choice("ABC")))
        elif kind < 0.8:
            ward.hands(ticket, counter=ward.office.counter(luck.choice([2, 4])))
        else:
            ward.does(luck.choice(VERBS), ticket)


def test_every_moment_of_a_day_is_replayed_as_it_was(ward: Ward) -> None:
    luck = random.Random(20261123)
    shown: list[tuple[datetime, Board]] = [(ward.clock(), live(ward))]
    ward.takes("A")
    for _ in range(ACTS):
        ward.clock.pass_(seconds=luck.randint(1, 90))
        try:
            act(ward, luck)
        except Refusal:
            continue
        shown.append((ward.clock(), live(ward)))
    for closing in (CLOSE, CLOSE + timedelta(hours=3)):
        ward.clock.now = closing
        with ward.act() as tx:
            day.close_day(tx, ward.office, TODAY, now=ward.clock())
        shown.append((ward.clock(), live(ward)))
    past = replayed(ward, TODAY)
    assert len(shown) > ACTS / 2
    for at, board in shown[1:]:
        assert seen(past.board(at)) == seen(board), at
    assert past.board(shown[-1][0])["version"] == shown[-1][1]["version"]


def test_who_was_carried_over_waits_from_the_beginning_of_the_next_day(ward: Ward) -> None:
    ward.takes("A")
    ward.clock.pass_(minutes=1)
    ward.hands(ward.takes("A"), queue=ward.office.queue("B"))
    ward.clock.now = CLOSE
    with ward.act() as tx:
        day.close_day(tx, ward.office, TODAY, now=ward.clock())
    ward.clock.pass_(hours=13)
    ward.calls_next(2)
    morning = live(ward)
    tomorrow = replayed(ward, TODAY + timedelta(days=1))
    assert seen(tomorrow.board(ward.clock())) == seen(morning)
    before = tomorrow.board(tomorrow.moves[0] - timedelta(seconds=1))
    assert (before["calls"], [queue["waiting"] for queue in before["queues"]][:2]) == ([], [1, 1])
    assert len(tomorrow.moves) == len(tomorrow.calls) == 1


def test_a_day_on_which_the_clock_was_set_back_plays_in_the_order_of_the_chain(ward: Ward) -> None:
    ward.clock.pass_(hours=1)
    ward.takes("A")
    ward.clock.pass_(hours=-1)
    ward.calls_next(2)
    past = replayed(ward, TODAY)
    assert past.moves == sorted(past.moves)
    assert past.board(past.moves[-1])["calls"][0]["label"] == "A001"


def test_a_day_without_visits_has_nothing_to_show(ward: Ward) -> None:
    ward.takes("A")
    assert replayed(ward, TODAY - timedelta(days=1)).moves == []
