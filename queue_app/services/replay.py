"""A past day of an office, read once and played back without touching the database again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from queue_app.domain.offices import Office
from queue_app.domain.replay import Told, Visit, moments, scene
from queue_app.services.rooms import CALLS_SHOWN, MISSED_SHOWN, Board, Glance, missed_since
from queue_app.storage import journal
from queue_app.storage.database import Tx

BEFORE = timedelta(seconds=5)
"""What is shown of the room before its first move."""


@dataclass(frozen=True)
class Replay:
    """One day of one office."""

    office: Office
    day: date
    told: Sequence[Told]

    @property
    def began(self) -> datetime:
        """The midnight with which the day began."""
        return datetime.combine(self.day, time.min, self.office.zone)

    @property
    def moves(self) -> list[datetime]:
        """The moments of this day at which something happened, in their order."""
        return [moment for moment, _ in moments(self.told) if moment >= self.began]

    @property
    def calls(self) -> list[datetime]:
        """The moments of this day at which somebody was called, in their order."""
        called = ("call", "recall")
        return [at for at, one in moments(self.told) if at >= self.began and one.entry.move.value in called]

    def board(self, at: datetime) -> Board:
        """What the board showed at that moment, but for the waits.

        The journal is of tickets: a counter counts as open from its first call of the day on.
        """
        room = scene(self.told, at, self.began)
        glance = Glance(
            office=self.office,
            at=at,
            version=room.version,
            counters=[self._counter(counter.id, room.counters) for counter in self.office.counters],
            waiting=room.waiting,
            calls=[self._call(visit) for visit in room.calls(self.began)[:CALLS_SHOWN]],
            missed=room.missed(*missed_since(self.office, at))[:MISSED_SHOWN],
        )
        return glance.board_with({})

    def _counter(self, counter_id: int, known: Any) -> Any:
        state = "open" if counter_id in known else "closed"
        return _CounterSeen(counter_id, state, known.get(counter_id))

    def _call(self, visit: Visit) -> Any:
        queue = next((one.id for one in self._queues if one.code == visit.queue), 0)
        return _CallSeen(visit.id, visit.label, queue, visit.counter_id, visit.called_at, visit.times_called)

    @property
    def _queues(self) -> Any:
        return (*self.office.queues, *self.office.retired_queues)


class _CounterSeen(NamedTuple):
    counter_id: int
    counter_state: str
    label: str | None
    pause_reason: None = None


class _CallSeen(NamedTuple):
    id: int
    label: str
    queue_id: int
    counter_id: int | None
    called_at: datetime | None
    times_called: int


def read_day(tx: Tx, office: Office, day: date) -> Replay:
    """Read a day of the office, with those who came over from earlier days; it may be without any move."""
    began = datetime.combine(day, time.min, office.zone)
    ended = datetime.combine(day + timedelta(days=1), time.min, office.zone)
    letters = {queue.id: queue.code for queue in office.queues_by_id.values()}
    told = journal.of_day(tx.connection, office.id, day, began=began, ended=ended)
    return Replay(
        office,
        day,
        [Told(version, label, letters.get(queue_id, ""), entry) for version, label, queue_id, entry in told],
    )
