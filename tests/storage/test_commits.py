"""Those who press in the same instant share one commit, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from queue_app.domain.offices import Office
from queue_app.services import tickets
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from queue_app.storage.models import JOURNAL, TICKETS
from tests.conftest import MONDAY
from tests.servers import set_up_office
from tests.storage.at_once import PEOPLE, SCENES, PowerCut


@pytest.fixture
def play(tmp_path: Path) -> Any:
    """Lets eight people press at once in a process of their own; what each was told, and what was kept."""
    url = f"sqlite:///{tmp_path / 'queue.sqlite'}"
    set_up_office(url)

    def played(scene: str) -> Any:
        program = [sys.executable, "-m", "gevent.monkey", str(Path(__file__).with_name("at_once.py"))]
        done = subprocess.run([*program, url, scene], check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return played


def test_eight_who_press_at_once_get_eight_numbers_in_one_commit(play: Any) -> None:
    hall = play("nothing_happens")
    assert hall["commits"] == 1
    assert hall["told"] == hall["kept"]
    assert [label for label, _ in hall["told"]] == [f"A{n:03}" for n in range(1, PEOPLE + 1)]
    versions = [version for _, version in hall["told"]]
    assert versions == list(range(versions[0], versions[0] + PEOPLE))


def test_nobody_is_told_before_all_of_it_stands(play: Any) -> None:
    assert play("nothing_happens")["heard"] == [PEOPLE] * PEOPLE


def test_who_stumbles_loses_only_their_own(play: Any) -> None:
    hall = play("one_stumbles")
    others = [told for person, told in enumerate(hall["told"]) if person not in (0, 3)]
    assert (hall["told"][0], hall["told"][3]) == ("PowerCut", "PowerCut")
    assert others == hall["kept"]
    assert [label for label, _ in others] == [f"A{n:03}" for n in range(1, PEOPLE - 1)]
    assert len(hall["heard"]) == len(others)


def test_what_the_database_refuses_to_one_it_grants_to_the_others(play: Any) -> None:
    hall = play("one_writes_what_the_database_refuses")
    assert hall["told"][3] == "IntegrityError"
    assert [told for person, told in enumerate(hall["told"]) if person != 3] == hall["kept"]


@pytest.mark.parametrize(
    "scene", ["the_commit_fails", "the_database_gives_up", "the_database_gives_up_and_nobody_says_so"]
)
def test_a_commit_that_fails_is_said_to_everybody_in_it(play: Any, scene: str) -> None:
    hall = play(scene)
    told = hall["told"]
    refused = [person for person, one in enumerate(told) if isinstance(one, str)]
    assert refused[:4] == [0, 1, 2, 3]
    assert [one for one in told if not isinstance(one, str)] == hall["kept"]
    assert len(hall["heard"]) == len(hall["kept"])


def test_who_is_killed_while_others_join_leaves_nothing_open(play: Any) -> None:
    hall = play("one_is_killed")
    assert hall["told"][0] == "gone"
    assert [told for told in hall["told"] if told != "gone"] == hall["kept"][1:]


def test_a_press_repeated_in_the_same_instant_finds_its_first_answer(play: Any) -> None:
    hall = play("the_same_press_comes_twice")
    assert hall["told"][:2] == ["A001", "A001"]
    assert (len(hall["kept"]), hall["commits"]) == (1, 1)


@pytest.mark.parametrize("scene", SCENES)
def test_whatever_happened_the_next_eight_are_served(play: Any, scene: str) -> None:
    hall = play(scene)
    assert hall["free"]
    assert hall["afterwards"] == PEOPLE


def test_threads_that_stumble_now_and_then_leave_the_others_whole(
    database: Database, thanh_liet: Office
) -> None:
    kept: list[tuple[str, int]] = []

    def take(person: int) -> None:
        for turn in range(12):
            try:
                with database.transaction(thanh_liet.id) as tx:
                    wish = Wish(thanh_liet.queue("A"))
                    ticket = tickets.issue_ticket(tx, thanh_liet, wish, actor="token:1", now=MONDAY)
                    if (turn + person) % 4 == 0:
                        raise PowerCut
            except PowerCut:
                continue
            kept.append((ticket.label, tx.version))

    people = [threading.Thread(target=take, args=(person,)) for person in range(PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    with database.reading() as tx:
        joined = TICKETS.join(JOURNAL, JOURNAL.c.ticket_id == TICKETS.c.id)
        found = tx.connection.execute(select(TICKETS.c.label, JOURNAL.c.version).select_from(joined)).all()
        highest = tx.connection.execute(select(func.max(TICKETS.c.number))).scalar_one()
    assert sorted(map(tuple, found)) == sorted(kept)
    assert len(kept) == highest == PEOPLE * 9
