"""The room now: what a board shows, what a desk shows, and how long a wait will be."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from typing_extensions import TypedDict

from queue_app.domain.estimates import NEWCOMER, OpenCounter, Wait, run_forward, wait_of, waits
from queue_app.domain.offices import Counter, Office
from queue_app.domain.standing import InLine, in_turn
from queue_app.domain.tickets import pool_of
from queue_app.storage import offices, tickets
from queue_app.storage.database import Database, Tx
from queue_app.storage.models.base import AnyRow

CALLS_SHOWN = 8
LINE_SEEN = 300
"""How many waiting tickets an estimate and a desk look at; far more than a hall holds."""


class WaitView(TypedDict):
    p50_s: int
    p90_s: int


class CallView(TypedDict):
    id: int
    label: str
    queue: str
    counter: int
    called_at: str
    times_called: int


class QueueView(TypedDict):
    code: str
    name: str
    name_en: str
    waiting: int
    wait: WaitView | None


class CounterView(TypedDict):
    number: int
    name: str
    state: str
    label: str | None


class AnnouncementView(TypedDict):
    id: int
    text: str


class Board(TypedDict):
    """What everybody may see; no name, no subject."""

    version: int
    office: str
    time: str
    open: bool
    calls: list[CallView]
    queues: list[QueueView]
    counters: list[CounterView]
    announcements: list[AnnouncementView]


@dataclass(frozen=True)
class Glance:
    """What a board shows of an office at one version, but for the waits: quickly read while somebody is called."""

    office: Office
    at: datetime
    version: int
    counters: Sequence[AnyRow]
    waiting: Mapping[str, int]
    calls: Sequence[AnyRow]

    def board_with(self, waits: Mapping[str, Wait | None]) -> Board:
        """The contract's board, with the waits of this moment or the last ones known."""
        office = self.office
        return Board(
            version=self.version,
            office=office.code,
            time=timestamp(office, self.at),
            open=office.is_open(self.at),
            calls=[
                CallView(
                    id=call.id,
                    label=call.label,
                    queue=office.queues_by_id[call.queue_id].code,
                    counter=office.counters_by_id[call.counter_id].number,
                    called_at=timestamp(office, call.called_at),
                    times_called=call.times_called,
                )
                for call in self.calls
                if call.queue_id in office.queues_by_id and call.counter_id in office.counters_by_id
            ],
            queues=[
                QueueView(
                    code=queue.code,
                    name=queue.name,
                    name_en=queue.name_en,
                    waiting=self.waiting.get(queue.code, 0),
                    wait=wait_view(waits.get(queue.code)),
                )
                for queue in office.queues
            ],
            counters=[
                CounterView(
                    number=counter.number, name=counter.name, state=row.counter_state, label=row.label
                )
                for row, counter in self._rows()
            ],
            announcements=[AnnouncementView(id=one.id, text=one.text) for one in office.announcements],
        )

    def _rows(self) -> list[tuple[AnyRow, Counter]]:
        known = self.office.counters_by_id
        return [(row, known[row.counter_id]) for row in self.counters if row.counter_id in known]


@dataclass(frozen=True)
class Room(Glance):
    """One consistent reading of an office at one version."""

    paces: Mapping[str, timedelta]
    line: Sequence[InLine]

    @cached_property
    def open_counters(self) -> list[OpenCounter]:
        return [
            OpenCounter(self.office.counters_by_id[row.counter_id].lags, self._free_at(row))
            for row in self.counters
            if row.counter_state == "open" and row.counter_id in self.office.counters_by_id
        ]

    @cached_property
    def waits(self) -> dict[str, Wait | None]:
        """By queue: the wait of somebody who took a number now."""
        return waits(self.line, self.open_counters, self.paces, now=self.at)

    def wait_for(self, queue: str, head_start: timedelta) -> Wait | None:
        """The wait of somebody who took a number of this queue now with this head start."""
        if not head_start:
            return self.waits.get(queue)
        newcomer = InLine(NEWCOMER, "", queue, self.at - head_start, self.at)
        return wait_of(NEWCOMER, [*self.line, newcomer], self.open_counters, self.paces, now=self.at)

    @cached_property
    def expected(self) -> dict[int, Wait]:
        """By ticket: the wait that is left."""
        calls = run_forward(self.line, self.open_counters, self.paces, now=self.at)
        return {call.ticket.id: call.wait(self.open_counters) for call in calls}

    def board(self) -> Board:
        """The room as the contract's board."""
        return self.board_with(self.waits)

    def next_at(self, counter: Counter) -> list[InLine]:
        """Who waits for this counter, in the order it will call them."""
        row = self.row_of(counter)
        pools = {pool_of(counter_id=counter.id), pool_of(user_id=row.user_id)} - {None}
        return in_turn(self.line, counter.lags, [pool for pool in pools if pool])

    def row_of(self, counter: Counter) -> AnyRow:
        """The counter's state, the person there, the ticket it has."""
        return next(row for row in self.counters if row.counter_id == counter.id)

    def _free_at(self, row: AnyRow) -> datetime:
        if row.ticket_id is None:
            return self.at
        queue = self.office.queues_by_id.get(row.queue_id)
        pace = self.paces[queue.code] if queue else timedelta(0)
        began: datetime = row.started_at or row.called_at
        return max(self.at, began + pace)


def read_glance(tx: Tx, office: Office, *, now: datetime) -> Glance:
    """Read what a board shows, and not the line: in a fifth of the time that a room takes."""
    counters = offices.counters_now(tx.connection, office.id)
    return Glance(
        office=office,
        at=now,
        version=counters[0].version,
        counters=counters,
        waiting=tickets.waiting_now(tx.connection, office.id),
        calls=tickets.last_calls(tx.connection, office.id, office.business_day(now), CALLS_SHOWN),
    )


def read_room(tx: Tx, office: Office, *, now: datetime) -> Room:
    """Read the room as it is in this transaction."""
    letters = {queue.id: queue.code for queue in office.queues}
    counters = offices.counters_now(tx.connection, office.id)
    line, waiting = tickets.waiting_line(tx.connection, letters, LINE_SEEN)
    return Room(
        office=office,
        at=now,
        version=counters[0].version,
        counters=counters,
        waiting=waiting,
        paces={queue.code: queue.service_time for queue in office.queues},
        line=line,
        calls=tickets.last_calls(tx.connection, office.id, office.business_day(now), CALLS_SHOWN),
    )


class Rooms:
    """The last reading of each office's room, for what may be a moment old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: dict[int, tuple[float, Room]] = {}

    def now(self, office: Office, *, now: datetime) -> Room:
        """The room read afresh."""
        with self._database.reading() as tx:
            return self.remember(read_room(tx, office, now=now))

    def remember(self, room: Room) -> Room:
        """Keep a reading for those who may have it a moment old."""
        self._last[room.office.id] = (time.monotonic(), room)
        return room

    def lately(self, office: Office, *, now: datetime, within_s: float) -> Room:
        """The room as it was at most `within_s` seconds ago."""
        last = self._last.get(office.id)
        if last and time.monotonic() - last[0] < within_s:
            return last[1]
        return self.now(office, now=now)


def wait_view(wait: Wait | None) -> WaitView | None:
    return WaitView(p50_s=wait.p50_s, p90_s=wait.p90_s) if wait else None


def clock_time(local: datetime) -> str:
    """A time as people here write it, such as "8:05"."""
    return f"{local.hour}:{local.minute:02d}"


def timestamp(office: Office, moment: datetime) -> str:
    """RFC 3339 with the office's own offset, to the millisecond."""
    return office.local(moment).isoformat(timespec="milliseconds")
