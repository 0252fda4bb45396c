"""A reading of the room is used again while it is as good as a new one."""

from __future__ import annotations

import pytest

from queue_app.domain.offices import Office
from queue_app.services import tickets
from queue_app.services.rooms import Rooms
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from tests.conftest import Clock


@pytest.fixture
def rooms(database: Database) -> Rooms:
    """Those of an only process."""
    rooms = Rooms(database, alone=True)
    database.on_commit(rooms.hear)
    return rooms


def take(database: Database, office: Office, clock: Clock) -> None:
    with database.transaction(office.id) as tx:
        tickets.issue_ticket(tx, office, Wish(office.queue("A")), actor="t", now=clock())


def test_who_comes_into_a_quiet_room_waits_for_no_reading_of_it(
    rooms: Rooms, thanh_liet: Office, clock: Clock
) -> None:
    room = rooms.now(thanh_liet, now=clock())
    assert rooms.lately(thanh_liet, now=clock.pass_(seconds=20), within_s=0) is room


def test_it_is_read_again_once_somebody_has_come(
    rooms: Rooms, database: Database, thanh_liet: Office, clock: Clock
) -> None:
    rooms.now(thanh_liet, now=clock())
    take(database, thanh_liet, clock)
    assert len(rooms.lately(thanh_liet, now=clock(), within_s=0).line) == 1


def test_it_is_read_again_after_half_a_minute(rooms: Rooms, thanh_liet: Office, clock: Clock) -> None:
    room = rooms.now(thanh_liet, now=clock())
    assert rooms.lately(thanh_liet, now=clock.pass_(seconds=31), within_s=0) is not room


def test_one_of_several_processes_does_not_trust_what_it_has_not_heard(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    rooms = Rooms(database)
    room = rooms.now(thanh_liet, now=clock())
    assert rooms.lately(thanh_liet, now=clock(), within_s=0) is not room
