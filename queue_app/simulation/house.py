"""The office itself as the simulation's house: the very services and the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from queue_app.domain.day import LAST_VISITS, closes_at
from queue_app.domain.errors import NobodyWaiting, Refusal
from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Counter, Office
from queue_app.services import calls, counters, learning, tickets
from queue_app.services.day import close_day
from queue_app.services.rooms import Room, read_room
from queue_app.services.tickets import Wish
from queue_app.simulation.arrivals import Citizen
from queue_app.storage.database import Database, Tx

ACTOR = "simulation"
TOGETHER = 100
"""So many acts are one transaction."""
ACTS: Mapping[str, Callable[..., Any]] = {**tickets.VERBS, "finish": tickets.finish}
PAUSE = "nghỉ giải lao"
"""The reason of every pause, as it stands on the board."""


@dataclass
class OfficeHouse:
    """Implements `day.House`; to be entered, so that what was done is kept or, on a fault, the last acts are not."""

    database: Database
    office: Office
    look: Callable[[Room, Citizen], None] | None = None
    """Is shown the room whenever somebody takes a number."""
    _stack: ExitStack = field(default_factory=ExitStack)
    _tx: Tx | None = None
    _acts: int = 0
    _learned_at: tuple[int, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: Any) -> None:
        self._stack.__exit__(*fault)
        self._tx = None

    def take(self, citizen: Citizen, now: datetime) -> tuple[int, Wait | None]:
        tx = self._transaction()
        self._learn(tx, now)
        priority = self.office.priority(citizen.priority) if citizen.priority else None
        queue, language = self.office.queue(citizen.queue), self.office.languages[0]
        wish = Wish(queue, priority, language=language, late=True)
        room = read_room(tx, self.office, now=now)
        if self.look:
            self.look(room, citizen)
        wait = room.wait_for(citizen.queue, wish.head_start)
        return tickets.issue_ticket(tx, self.office, wish, actor=ACTOR, now=now, wait=wait).id, wait

    def call(self, counter: Counter, now: datetime) -> int | None:
        tx = self._transaction()
        try:
            with tx.connection.begin_nested():
                return calls.call_next(tx, self.office, counter, actor=ACTOR, now=now).id
        except NobodyWaiting:
            return None

    def act(self, verb: str, ticket: int, now: datetime) -> bool:
        tx = self._transaction()
        present = tickets.find(tx, self.office, ticket)
        try:
            if verb == "start" and self.office.is_to_confirm(present.priority, confirmed=False):
                # Here everybody tells the truth, and the paper is looked at in no time.
                tickets.judge_priority(tx, self.office, present, confirmed=True, actor=ACTOR, now=now)
            ACTS[verb](tx, self.office, present, actor=ACTOR, now=now)
        except Refusal:
            return False
        return True

    def turn(self, verb: str, counter: Counter, now: datetime) -> None:
        tx = self._transaction()
        if verb == "open":
            counters.open_counter(tx, self.office, counter, user_id=None, now=now)
        elif verb == "pause":
            counters.pause_counter(tx, self.office, counter, reason=PAUSE, user_id=None)
        else:
            counters.close_counter(tx, self.office, counter, user_id=None, actor=ACTOR, now=now)

    def close_day(self, day: date) -> None:
        """Close the business day, late in its evening."""
        now = closes_at(self.office, day) + LAST_VISITS
        close_day(self._transaction(), self.office, day, now=now)

    def _transaction(self) -> Tx:
        """The transaction of this act and some more: each in one of its own would mostly wait for the disk."""
        if self._tx is None or self._acts >= TOGETHER:
            self._stack.close()
            self._tx = self._stack.enter_context(self.database.transaction(self.office.id))
            self._acts = 0
        self._acts += 1
        return self._tx

    def _learn(self, tx: Tx, now: datetime) -> None:
        """Once an hour, which is often enough to tell hours apart."""
        hour = self.office.local(now).timetuple()[:4]
        if hour != self._learned_at:
            self._learned_at = hour
            learning.refresh(tx, self.office, now=now)
