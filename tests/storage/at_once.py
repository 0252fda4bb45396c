"""People who press in the same instant, as greenlets of one process; a program of its own, run by gevent.monkey.

Reads the database's address and the name of a scene; prints what came of it as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import gevent
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.offices import Office
from queue_app.services import tickets
from queue_app.services.offices import Offices
from queue_app.services.tickets import Press, Wish
from queue_app.storage import tickets as stored
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import OfficeRow

PEOPLE = 8


class Hall:
    """Eight people who press together, and what each of them is told."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.office: Office = Offices(self.database).get("phuong-thanh-liet")
        self.file = str(self.database.url.database)
        self.commits = 0
        self.told: list[Any] = [None] * PEOPLE
        self.heard: list[int] = []
        event.listen(self.database._writing, "commit", self._count)
        self.database.on_commit(self._hear)

    def press(self, mishaps: dict[int, Callable[[Tx], None]], *, kill: int | None = None) -> None:
        """Everybody takes a number of queue A; to some of them something happens on the way."""
        people = [gevent.spawn(self._take, person, mishaps.get(person)) for person in range(PEOPLE)]
        if kill is not None:
            # Once all have written, and before anybody has committed.
            gevent.get_hub().loop.run_callback(people[kill].throw, gevent.GreenletExit)
        gevent.joinall(people)

    def _take(self, person: int, mishap: Callable[[Tx], None] | None) -> None:
        self.told[person] = "gone"
        try:
            with self.database.transaction(self.office.id) as tx:
                wish = Wish(self.office.queue("A"))
                ticket = tickets.issue_ticket(tx, self.office, wish, actor="token:1", now=datetime.now(UTC))
                if mishap:
                    mishap(tx)
            self.told[person] = [ticket.label, tx.version]
        except (DBAPIError, PowerCut) as error:
            self.told[person] = type(error).__name__

    def kept(self) -> list[list[Any]]:
        """Label and version of each ticket, as another program reads them from the file."""
        with sqlite3.connect(self.file) as other:
            rows = other.execute(
                "SELECT label, version FROM tickets JOIN journal ON ticket_id = tickets.id ORDER BY tickets.id"
            )
            return [list(row) for row in rows]

    def is_free(self) -> bool:
        """Whether another program may write now."""
        with sqlite3.connect(self.file, timeout=0, isolation_level=None) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            return True

    def _count(self, _connection: object) -> None:
        self.commits += 1

    def _hear(self, happened: Event) -> None:
        if isinstance(happened, RoomChanged):
            self.heard.append(len(self.kept()))


class PowerCut(Exception):
    pass


def nothing_happens(hall: Hall) -> None:
    hall.press({})


def one_stumbles(hall: Hall) -> None:
    """After the ticket is written, for the third and for the very first."""

    def stumble(_tx: Tx) -> None:
        raise PowerCut

    hall.press({0: stumble, 3: stumble})


def one_writes_what_the_database_refuses(hall: Hall) -> None:
    def write(tx: Tx) -> None:
        tx.session.add(OfficeRow(code=hall.office.code))
        tx.flush()

    hall.press({3: write})


def the_commit_fails(hall: Hall) -> None:
    """A row that points nowhere, which SQLite here only notices at the commit."""

    def point_nowhere(tx: Tx) -> None:
        tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        tx.connection.execute(text("UPDATE tickets SET counter_id = 4711"))

    hall.press({3: point_nowhere})


def the_database_gives_up(hall: Hall) -> None:
    """As it does when its disk is full: a statement fails and everything is rolled back."""

    def give_up(tx: Tx) -> None:
        tx.connection.execute(text("UPDATE OR ROLLBACK tickets SET label = 'A001'"))

    hall.press({3: give_up})


def the_database_gives_up_and_nobody_says_so(hall: Hall) -> None:
    def give_up(tx: Tx) -> None:
        try:
            tx.connection.execute(text("UPDATE OR ROLLBACK tickets SET label = 'A001'"))
        except DBAPIError:
            return

    hall.press({3: give_up})


def one_is_killed(hall: Hall) -> None:
    """The very first, while the others join its commit."""
    hall.press({}, kill=0)


def the_same_press_comes_twice(hall: Hall) -> None:
    """Two requests of one press, in one commit: what fails on the first one's row goes and looks for it."""

    def take(person: int) -> None:
        try:
            with hall.database.transaction(hall.office.id) as tx:
                wish, press = Wish(hall.office.queue("A")), Press("one-press", b"one wish")
                now = datetime.now(UTC)
                tickets.issue_ticket(tx, hall.office, wish, actor="token:1", now=now, press=press)
        except IntegrityError:
            pass
        with hall.database.reading() as tx:
            found = stored.by_key(tx.connection, hall.office.id, "one-press")
        hall.told[person] = found[0].label if found else None

    gevent.joinall([gevent.spawn(take, 0), gevent.spawn(take, 1)])


SCENES: dict[str, Callable[[Hall], None]] = {
    scene.__name__: scene
    for scene in (
        nothing_happens,
        one_stumbles,
        one_writes_what_the_database_refuses,
        the_commit_fails,
        the_database_gives_up,
        the_database_gives_up_and_nobody_says_so,
        one_is_killed,
        the_same_press_comes_twice,
    )
}


def main() -> None:
    hall = Hall(sys.argv[1])
    SCENES[sys.argv[2]](hall)
    kept = hall.kept()
    result = {
        "told": list(hall.told),
        "kept": kept,
        "commits": hall.commits,
        "heard": list(hall.heard),
        "free": hall.is_free(),
    }
    hall.press({})
    result["afterwards"] = len(hall.kept()) - len(kept)
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
