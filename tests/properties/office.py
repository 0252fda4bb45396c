"""The real office for the properties: new for each story, and read as the model writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from queue_app.domain.journal import GENESIS, Entry, chained
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, State, Ticket
from queue_app.profiles import schema
from queue_app.services import rooms, tickets
from queue_app.services.offices import import_profile
from queue_app.services.rooms import Room
from queue_app.services.tickets import Wish
from queue_app.storage import people
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import (
    COUNTERS,
    DELIVERIES,
    JOURNAL,
    NUMBERS,
    OFFICES,
    PRINT_JOBS,
    TICKETS,
)
from tests.conftest import MONDAY
from tests.properties.model import Pool, Row

ACTOR = "token:9"
PEOPLE = ("ha", "minh")


_COUNTS = select(
    *(
        select(func.count()).select_from(table).scalar_subquery()
        for table in (TICKETS, JOURNAL, PRINT_JOBS, DELIVERIES, NUMBERS)
    )
)


class Ward:
    """Thanh Liệt with its people; each act is a transaction of its own, as a request would be.

    Every story has an office of its own, beside those of all stories before it, which nobody may disturb.
    """

    office: Office
    user_ids: dict[str, int]

    def __init__(self, database: Database) -> None:
        self.database = database
        self._profile = schema.read(schema.find("phuong-thanh-liet"))
        self._stories = 0

    def first_morning(self, *, carries_over: bool = False) -> None:
        """A new office, in which nothing has happened yet."""
        self._stories += 1
        code = f"ward-{self._stories}"
        closing = "carry-over" if carries_over else "no-show"
        rules = {"code": code, "calls_before_no_show": 2, "closing": closing}
        named = self._profile.office.model_copy(update=rules)
        profile = self._profile.model_copy(
            update={"office": named, "procedures": self._profile.procedures[:3]}
        )
        with self.database.transaction() as tx:
            self.office = import_profile(tx, profile, always_open=True, now=MONDAY)
            self.user_ids = {name: self._person(tx, name) for name in PEOPLE}
        self._verified = (0, GENESIS)

    def _person(self, tx: Tx, name: str) -> int:
        people.put_user(
            tx.connection, self.office.id, self.signs_in_as(name), name=name, role="staff", password_hash=""
        )
        row = people.user_named(tx.connection, self.signs_in_as(name))
        assert row
        found: int = row.id
        return found

    def signs_in_as(self, name: str) -> str:
        return f"{name}.{self._stories}"

    @contextmanager
    def act(self) -> Iterator[Tx]:
        with self.database.transaction(self.office.id) as tx:
            yield tx

    def takes(self, queue: str, priority: str | None, *, now: datetime) -> Ticket:
        wish = Wish(self.office.queue(queue), self.office.priority(priority) if priority else None)
        with self.act() as tx:
            return tickets.issue_ticket(tx, self.office, wish, actor=ACTOR, now=now)

    def room(self, *, now: datetime) -> Room:
        with self.database.reading() as tx:
            return rooms.read_room(tx, self.office, now=now)

    def version(self) -> int:
        with self.database.reading() as tx:
            found: int = tx.connection.execute(
                select(OFFICES.c.version).where(OFFICES.c.id == self.office.id)
            ).scalar_one()
            return found

    def counts(self) -> list[int]:
        """How many rows there are of everything that moves write."""
        with self.database.reading() as tx:
            return list(tx.connection.execute(_COUNTS).one())

    def visits(self) -> dict[int, dict[str, Any]]:
        """Every ticket as the model keeps it."""
        with self.database.reading() as tx:
            rows = tx.connection.execute(
                select(TICKETS).where(TICKETS.c.office_id == self.office.id)
            ).mappings()
            return {row["id"]: self._visit(row) for row in rows}

    def desks(self) -> dict[int, tuple[str, str | None]]:
        """Every counter: its state, and who is there."""
        names = {user_id: name for name, user_id in self.user_ids.items()}
        with self.database.reading() as tx:
            rows = tx.connection.execute(select(COUNTERS).where(COUNTERS.c.office_id == self.office.id))
            return {row.number: (row.state, names.get(row.user_id)) for row in rows}

    def deliveries(self) -> list[tuple[int, str, int]]:
        with self.database.reading() as tx:
            rows = tx.connection.execute(
                select(DELIVERIES).where(DELIVERIES.c.office_id == self.office.id).order_by(DELIVERIES.c.id)
            )
            return [(row.ticket_id, row.procedure, row.quantity) for row in rows]

    def journal(self) -> list[tuple[int, Row]]:
        """What was written since the last look, each row with its version; the chain must hold and have no gap."""
        seq, last = self._verified
        found = []
        with self.database.reading() as tx:
            rows = tx.connection.execute(
                select(JOURNAL)
                .where(JOURNAL.c.office_id == self.office.id, JOURNAL.c.seq > seq)
                .order_by(JOURNAL.c.seq)
            )
            for row in rows:
                seq += 1
                assert row.seq == seq, "the journal has a gap"
                last = chained(last, self.office.id, seq, row.version, _entry(row))
                assert row.hash == last, "the journal's chain is broken"
                found.append((row.version, self._row(row)))
        self._verified = (seq, last)
        return found

    def _visit(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        counter = self.office.counters_by_id.get(row["counter_id"])
        kept = dict(row)
        kept |= {
            "queue": self.office.queues_by_id[row["queue_id"]].code,
            "counter": counter.number if counter else None,
            "pool": self._pool(row["pool"]),
            "handed_by": self._pool(row["handed_by"]),
            "confirmed": row["priority_confirmed"],
        }
        return kept

    def _pool(self, written: str | None) -> Pool | None:
        if written is None:
            return None
        kind, _, number = written.partition(":")
        if kind == "counter":
            return "counter", self.office.counters_by_id[int(number)].number
        return "person", next(name for name, user_id in self.user_ids.items() if user_id == int(number))

    def _row(self, row: Any) -> Row:
        counter = self.office.counters_by_id[row.counter_id].number if row.counter_id else None
        because = self._because(row.why) if row.move == "call" else ()
        return Row(
            row.ticket_id,
            row.move,
            row.from_state,
            row.to_state,
            row.at,
            row.actor,
            counter,
            row.standing,
            because,
        )

    def _because(self, why: Any) -> tuple[object, ...]:
        if "by_hand" in why:
            return "by hand", why["by_hand"]
        return why["lag_s"], why.get("pool"), why.get("rival")


def _entry(row: Any) -> Entry:
    return Entry(
        row.ticket_id,
        Move(row.move),
        State(row.from_state) if row.from_state else None,
        State(row.to_state),
        row.at,
        row.actor,
        row.standing,
        row.counter_id,
        row.why,
    )
