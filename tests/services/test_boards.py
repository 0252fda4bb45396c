"""What a board says of those who were absent, and of a closed office."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from queue_app.services import rooms, tickets
from queue_app.services.rooms import Board
from queue_app.storage.database import Database
from tests.conftest import Clock
from tests.services.test_day import office_that
from tests.services.test_moves import Ward


@pytest.fixture
def ward(database: Database, clock: Clock) -> Ward:
    return Ward(database, office_that(database, "no-show"), clock)


def board(ward: Ward) -> Board:
    with ward.database.reading() as tx:
        return rooms.read_glance(tx, ward.office, now=ward.clock()).board_with({})


def test_the_absent_are_shown_while_they_may_still_come_back(ward: Ward) -> None:
    for _ in range(3):
        ward.takes("A")
    first = ward.does(tickets.no_show, ward.calls_next(1))
    ward.clock.pass_(minutes=10)
    ward.does(tickets.no_show, ward.calls_next(1))
    assert board(ward)["missed"] == ["A002", "A001"]
    ward.does(tickets.reinstate, first)
    assert board(ward)["missed"] == ["A002"]
    ward.clock.pass_(minutes=30)
    assert board(ward)["missed"] == ["A002"]
    ward.clock.pass_(seconds=1)
    assert board(ward)["missed"] == []


def test_a_closed_office_says_when_it_opens(ward: Ward) -> None:
    assert (board(ward)["open"], board(ward)["opens"]) == (True, None)
    ward.clock.now = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert (board(ward)["open"], board(ward)["opens"]) == (False, "2026-11-23T13:30:00.000+07:00")
