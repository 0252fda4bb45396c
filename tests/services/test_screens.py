"""A television shows a code and gets its board from whoever types it, on both databases."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from queue_app.domain.boards import BoardSettings, Kind
from queue_app.domain.errors import (
    NotToBeTakenBack,
    SettingChanged,
    TooManyAttempts,
    UnknownCode,
    UnknownScreen,
)
from queue_app.domain.offices import Office
from queue_app.domain.screens import CODE_LASTS, LETTERS
from queue_app.services import access, changes, screens, undoing
from queue_app.services.access import Principal
from queue_app.services.presence import Presence
from queue_app.services.screens import (
    WAITING_AT_MOST,
    WAITING_AT_ONE_ADDRESS,
    Device,
    Place,
    Seen,
    Waiting,
)
from queue_app.storage.database import Database
from tests.conftest import Clock

COUNTER_3 = BoardSettings(Kind.COUNTER, counters=(3,))


class Wall:
    """An office that puts up televisions."""

    def __init__(self, database: Database, office: Office, clock: Clock) -> None:
        self.database, self.office, self.clock = database, office, clock
        self.presence = Presence(clock)

    def new_television(self, address: str = "10.0.0.7") -> Waiting:
        with self.database.transaction() as tx:
            return screens.begin_pairing(tx, address=address, now=self.clock())

    def pairs(self, code: str, name: str = "Tivi quầy 3", board: BoardSettings = COUNTER_3) -> int:
        with self.database.transaction(self.office.id) as tx:
            return screens.pair_screen(
                tx, self.office, code, name=name, board=board, actor="console", now=self.clock()
            )

    def sees(self, number: int) -> Seen:
        with self.database.reading() as tx:
            one = screens.find(tx, self.office, number)
        return Seen(one.token_id, one.name, one.kind, one.settings)

    def does(self, act: Any, number: int, *about: Any, **values: Any) -> None:
        """As somebody does it who looks at the list first, unless `saw` says what they saw."""
        values = {"saw": values.get("saw") or self.sees(number), **values}
        with self.database.transaction(self.office.id) as tx:
            act(tx, self.office, number, *about, actor="console", now=self.clock(), **values)

    def log(self) -> list[tuple[str, Any, Any]]:
        """Of the newest change: what, before and after."""
        with self.database.reading() as tx:
            newest = changes.newest(tx, self.office, section=screens.SECTION)[0]
        return [(part.field, part.before, part.after) for part in newest.parts]

    def takes_back(self) -> None:
        """Take the newest change of a screen back."""
        with self.database.transaction(self.office.id) as tx:
            newest = changes.newest(tx, self.office, section=screens.SECTION)[0]
            undoing.take_back(tx, self.office, newest.id, actor="console", now=self.clock())

    def place(self, television: Waiting) -> Place | None:
        with self.database.reading() as tx:
            return screens.place_of(tx, television.secret)

    def code_of(self, television: Waiting) -> tuple[str, datetime] | None:
        with self.database.reading() as tx:
            return screens.code_of(tx, television.secret, now=self.clock())

    def let_in(self, television: Waiting) -> Principal | None:
        with self.database.reading() as tx:
            return access.of_token(tx.connection, television.secret)

    def devices(self, presence: Presence | None = None) -> list[Device]:
        with self.database.reading() as tx:
            return screens.read_devices(tx, self.office, presence or self.presence, now=self.clock())

    def write_sightings(self, presence: Presence | None = None) -> None:
        with self.database.transaction() as tx:
            screens.write_sightings(tx, presence or self.presence, now=self.clock())


@pytest.fixture
def wall(database: Database, thanh_liet: Office, clock: Clock) -> Wall:
    return Wall(database, thanh_liet, clock)


def test_a_television_gets_its_board_from_whoever_types_its_code(wall: Wall) -> None:
    television = wall.new_television()
    assert len(television.code) == 6
    assert set(television.code) <= set(LETTERS)
    assert television.code not in television.secret
    assert wall.let_in(television) is None
    assert wall.code_of(television) == (television.code, wall.clock() + CODE_LASTS)
    wall.pairs(f" {television.code[:3].lower()} {television.code[3:].lower()} ")
    assert wall.place(television) == Place("Tivi quầy 3", wall.office.code, "counter", {"counters": "3"})
    assert wall.code_of(television) is None
    known = wall.let_in(television)
    assert known
    assert (known.role, known.office) == ("display", wall.office.code)


def test_the_code_is_no_key_and_works_once(wall: Wall) -> None:
    television = wall.new_television()
    with wall.database.reading() as tx:
        assert screens.place_of(tx, television.code) is None
    wall.pairs(television.code)
    with pytest.raises(UnknownCode):
        wall.pairs(television.code)


def test_a_code_expires_and_its_television_asks_for_another(wall: Wall) -> None:
    television = wall.new_television()
    wall.clock.pass_(minutes=10)
    with pytest.raises(UnknownCode):
        wall.pairs(television.code)
    assert wall.code_of(television) is None


def test_a_crowd_of_strangers_fills_no_table_and_keeps_nobody_from_pairing(wall: Wall) -> None:
    crowd = []
    for n in range(WAITING_AT_MOST):
        crowd.append(wall.new_television(f"10.0.0.{n}"))
        wall.clock.pass_(seconds=1)
    television = wall.new_television()
    assert wall.code_of(crowd[0]) is None
    assert all(map(wall.code_of, crowd[1:]))
    wall.pairs(television.code)


def test_one_address_has_only_so_many_televisions_that_wait(wall: Wall) -> None:
    for _ in range(WAITING_AT_ONE_ADDRESS):
        wall.new_television()
    with pytest.raises(TooManyAttempts):
        wall.new_television()
    wall.new_television("10.0.0.8")
    wall.clock.pass_(minutes=11)
    wall.new_television()


def test_a_name_and_a_board_stand_in_the_log_and_can_be_taken_back(wall: Wall) -> None:
    television = wall.new_television()
    number = wall.pairs(television.code)
    assert wall.log() == [
        ("", None, {"name": "Tivi quầy 3", "kind": "counter", "settings": {"counters": "3"}})
    ]
    wall.does(screens.change_screen, number, name="Tivi chung", board=BoardSettings())
    assert wall.log() == [
        ("name", "Tivi quầy 3", "Tivi chung"),
        ("kind", "counter", "main"),
        ("settings", {"counters": "3"}, {}),
    ]
    wall.takes_back()
    assert wall.place(television) == Place("Tivi quầy 3", wall.office.code, "counter", {"counters": "3"})
    wall.does(screens.change_screen, number, name="Tivi quầy 3", board=COUNTER_3)
    assert wall.log()[0] == ("name", "Tivi chung", "Tivi quầy 3"), "nothing was changed, nothing is written"


def test_which_television_it_is_stands_in_the_log_and_cannot_be_taken_back(wall: Wall) -> None:
    number = wall.pairs(wall.new_television().code)
    old = wall.sees(number).token
    wall.does(screens.replace_screen, number, wall.new_television().code)
    assert wall.log() == [("television", old, wall.sees(number).token)]
    with pytest.raises(NotToBeTakenBack):
        wall.takes_back()
    wall.does(screens.remove_screen, number)
    ((field, before, after),) = wall.log()
    assert (field, before["name"], after) == ("", "Tivi quầy 3", None)
    with pytest.raises(NotToBeTakenBack):
        wall.takes_back()


def test_of_two_who_change_the_same_screen_the_later_one_is_told(wall: Wall) -> None:
    number = wall.pairs(wall.new_television().code)
    both_saw = wall.sees(number)
    wall.does(screens.change_screen, number, saw=both_saw, name="Tivi cửa vào", board=COUNTER_3)
    new = wall.new_television()
    for act, about, more in (
        (screens.change_screen, (), {"name": "Tivi chung", "board": BoardSettings()}),
        (screens.replace_screen, (new.code,), {}),
        (screens.remove_screen, (), {}),
    ):
        with pytest.raises(SettingChanged) as refused:
            wall.does(act, number, *about, saw=both_saw, **more)
        assert refused.value.values["present"] == '"Tivi cửa vào"'
    assert wall.sees(number).name == "Tivi cửa vào"
    assert wall.code_of(new)


def test_of_two_who_type_the_same_code_at_once_one_gets_the_television(wall: Wall) -> None:
    television = wall.new_television()
    told: list[str] = []

    def types(name: str) -> None:
        try:
            wall.pairs(television.code, name)
            told.append(name)
        except UnknownCode:
            told.append("unknown")

    people = [threading.Thread(target=types, args=(f"Tivi {n}",)) for n in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join(30)
    (winner,) = {*told} - {"unknown"}
    assert told.count("unknown") == 3
    place = wall.place(television)
    assert place
    assert place.name == winner


def test_another_television_takes_the_place_and_the_old_one_is_let_in_no_more(wall: Wall) -> None:
    old, new = wall.new_television(), wall.new_television()
    number = wall.pairs(old.code)
    wall.does(screens.replace_screen, number, new.code)
    assert (wall.place(old), wall.let_in(old)) == (None, None)
    place = wall.place(new)
    assert place
    assert place.name == "Tivi quầy 3"
    with pytest.raises(UnknownCode):
        wall.does(screens.replace_screen, number, "XXXXXX")
    assert wall.place(new) == place


def test_a_screen_that_is_taken_away_is_gone_for_good(wall: Wall) -> None:
    television = wall.new_television()
    number = wall.pairs(television.code)
    wall.does(screens.remove_screen, number)
    assert (wall.place(television), wall.let_in(television), wall.devices()) == (None, None, [])
    with pytest.raises(UnknownScreen):
        wall.does(screens.remove_screen, number)


def test_a_board_whose_counter_is_no_more_becomes_the_main_board(wall: Wall) -> None:
    assert screens.address(wall.office, "counter", {"counters": "3"}).endswith("/counter?counters=3")
    assert screens.address(wall.office, "counter", {"counters": "77"}) == f"/tv/{wall.office.code}"


def test_a_screen_is_alive_while_it_is_connected_and_then_was_last_seen(wall: Wall) -> None:
    television = wall.new_television()
    wall.pairs(television.code)
    (never,) = wall.devices()
    assert (never.alive, never.since) == (False, None)
    known = wall.let_in(television)
    assert known
    assert known.token_id
    wall.presence.came("connection", known.token_id, "release-1")
    came = wall.clock()
    wall.clock.pass_(minutes=3)
    (alive,) = wall.devices()
    assert (alive.alive, alive.since, alive.release) == (True, came, "release-1")
    wall.write_sightings()
    wall.presence.left("connection")
    left = wall.clock()
    wall.clock.pass_(minutes=1)
    (reloading,) = wall.devices()
    assert (reloading.alive, reloading.is_lost(wall.office, wall.clock())) == (False, False)
    wall.clock.pass_(minutes=1)
    (gone,) = wall.devices()
    assert (gone.alive, gone.since, gone.is_lost(wall.office, wall.clock())) == (False, left, True)
    restarted = Presence(wall.clock)
    (after_a_restart,) = wall.devices(restarted)
    assert (after_a_restart.since, after_a_restart.release) == (left, "release-1")
    assert not after_a_restart.is_lost(wall.office, wall.clock())
    wall.clock.pass_(seconds=75)
    assert wall.devices(restarted)[0].is_lost(wall.office, wall.clock())


def test_another_process_knows_of_a_screen_by_what_is_written_down(wall: Wall) -> None:
    television = wall.new_television()
    wall.pairs(television.code)
    known = wall.let_in(television)
    assert known
    assert known.token_id
    wall.presence.came("connection", known.token_id, "release-1")
    wall.write_sightings()
    other = Presence(wall.clock, alone=False)
    assert [one.alive for one in wall.devices(other)] == [True]
    wall.clock.pass_(seconds=76)
    assert [one.alive for one in wall.devices(other)] == [False]


def test_a_kiosk_that_only_has_a_token_is_listed_from_when_it_came(wall: Wall) -> None:
    with wall.database.transaction() as tx:
        token = access.create_token(tx, wall.office, access.Role.KIOSK, None, now=wall.clock())
    assert wall.devices() == []
    with wall.database.reading() as tx:
        known = access.of_token(tx.connection, token)
    assert known
    assert known.token_id
    wall.presence.came("connection", known.token_id, "")
    (kiosk,) = wall.devices()
    assert (kiosk.role, kiosk.screen, kiosk.alive) == ("kiosk", None, True)
    wall.write_sightings()
    wall.presence.left("connection")
    wall.clock.now += timedelta(days=8)
    assert wall.devices(Presence(wall.clock)) == []
