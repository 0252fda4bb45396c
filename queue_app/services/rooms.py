"""The room now: what a board shows, what a desk shows, and how long a wait will be."""

from __future__ import annotations

import time
from collections import Counter as Counted
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NotRequired

from typing_extensions import TypedDict

from queue_app.domain.estimates import Outlook, Wait, breaks_after, look_ahead, newcomer
from queue_app.domain.events import Event, RoomChanged
from queue_app.domain.forward import OpenCounter
from queue_app.domain.offices import Announcement, Counter, Office
from queue_app.domain.service_times import Expected, Learned
from queue_app.domain.standing import InLine, in_turn
from queue_app.domain.tickets import pool_of
from queue_app.domain.voice import WORDS, sentence
from queue_app.services.queues import ClosedView, closed_view
from queue_app.storage import offices, service_times, tickets
from queue_app.storage.database import Database, Tx
from queue_app.storage.models.base import AnyRow
from queue_app.storage.tickets import Called

CALLS_SHOWN = 8
MISSED_SHOWN = 12
AT_COUNTER_AT_MOST = timedelta(hours=2)
"""Who is marked absent later than this after the last call is not sought among the missed."""
LINE_SEEN = 300
"""How many waiting tickets an estimate and a desk look at; far more than a hall holds."""


class WaitView(TypedDict):
    p50_s: int
    p90_s: int


class SpeakView(TypedDict):
    """What a screen says of a call, and until when it may; what is later is only shown."""

    until: str
    times: int
    """How often, where nobody else waits to be called."""
    clips: dict[str, list[str]]
    """By language: the clips of a pack, a string a breath."""


class CallView(TypedDict):
    id: int
    label: str
    queue: str
    counter: int
    called_at: str
    times_called: int
    speak: SpeakView


class QueueView(TypedDict):
    code: str
    name: str
    name_en: str
    waiting: int
    wait: WaitView | None
    closed: ClosedView | None
    """Why it gives no numbers now."""


class CounterView(TypedDict):
    number: int
    name: str
    state: str
    label: str | None
    reason: NotRequired[str]
    """Why it pauses."""


class AnnouncementView(TypedDict):
    id: int
    text: str
    text_en: NotRequired[str]


class Board(TypedDict):
    """What everybody may see; no name, no subject."""

    version: int
    config: int
    """The version at which the office itself last changed: its queues, names, texts."""
    office: str
    time: str
    open: bool
    opens: str | None
    """When the office opens next, while it is closed."""
    calls: list[CallView]
    missed: list[str]
    """The labels of those who were absent when called and may still come back, the last one first."""
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
    missed: Sequence[Any]

    def board_with(self, waits: Mapping[str, Wait | None]) -> Board:
        """The contract's board, with the waits of this moment or the last ones known."""
        office = self.office
        return Board(
            version=self.version,
            config=office.config,
            office=office.code,
            time=timestamp(office, self.at),
            open=office.is_open(self.at),
            opens=self._opens(),
            calls=[
                CallView(
                    id=call.id,
                    label=call.label,
                    queue=office.queues_by_id[call.queue_id].code,
                    counter=office.counters_by_id[call.counter_id].number,
                    called_at=timestamp(office, call.called_at),
                    times_called=call.times_called,
                    speak=self._speak(call),
                )
                for call in self.calls
                if call.queue_id in office.queues_by_id and call.counter_id in office.counters_by_id
            ],
            missed=[one.label for one in self.missed],
            queues=[
                QueueView(
                    code=queue.code,
                    name=queue.name,
                    name_en=queue.name_en,
                    waiting=self.waiting.get(queue.code, 0),
                    wait=wait_view(waits.get(queue.code)),
                    closed=closed_view(office, queue, self.at),
                )
                for queue in office.queues
            ],
            counters=[_counter_view(row, counter) for row, counter in self._rows()],
            announcements=[_announcement(one) for one in office.announcements if one.is_shown(self.at)],
        )

    def _speak(self, call: AnyRow) -> SpeakView:
        voice, counter = self.office.voice, self.office.counters_by_id[call.counter_id].number
        return SpeakView(
            until=timestamp(self.office, call.called_at + voice.speak_within),
            times=voice.times,
            clips={
                one: sentence(call.label, counter, voice, one)
                for one in self.office.languages
                if one in WORDS
            },
        )

    def _opens(self) -> str | None:
        local = self.office.local(self.at)
        opening = None if self.office.is_open(self.at) else self.office.hours.opens_next(local)
        return opening.isoformat(timespec="milliseconds") if opening else None

    def _rows(self) -> list[tuple[AnyRow, Counter]]:
        known = self.office.counters_by_id
        return [(row, known[row.counter_id]) for row in self.counters if row.counter_id in known]


@dataclass(frozen=True)
class Room(Glance):
    """One consistent reading of an office at one version."""

    known: Mapping[str, Expected]
    """By queue: what is to be expected of it at this time of the day."""
    line: Sequence[InLine]

    @cached_property
    def open_counters(self) -> list[OpenCounter]:
        """The counters that call people, now or after their pause."""
        return [
            OpenCounter(
                lags=counter.lags,
                serving=queue.code if queue else None,
                since=row.called_at if queue else None,
                pools=self.pools_of(row),
                paused=row.counter_state == "paused",
            )
            for row, counter in self._rows()
            if row.counter_state in ("open", "paused")
            for queue in (self.office.queues_by_id.get(row.queue_id),)
        ]

    @cached_property
    def _breaks(self) -> list[tuple[float, float]]:
        return breaks_after(self.office.hours, self.office.local(self.at))

    @cached_property
    def _outlook(self) -> Outlook:
        return look_ahead(self.line, self.open_counters, self.known, now=self.at, breaks=self._breaks)

    @cached_property
    def _head_starts(self) -> dict[timedelta, Outlook]:
        """By head start: the line with somebody of each queue who took a number now and has it."""
        return {}

    @property
    def waits(self) -> dict[str, Wait | None]:
        """By queue: the wait of somebody who took a number now."""
        return {queue: self._outlook.wait_of(queue) for queue in self.known}

    def wait_for(self, queue: str, head_start: timedelta) -> Wait | None:
        """The wait of somebody who took a number of this queue now with this head start."""
        if not head_start:
            return self._outlook.wait_of(queue)
        if head_start not in self._head_starts:
            privileged = [newcomer(code, self.at, head_start) for code in self.known]
            self._head_starts[head_start] = look_ahead(
                self.line,
                self.open_counters,
                self.known,
                now=self.at,
                newcomers=privileged,
                breaks=self._breaks,
            )
        return self._head_starts[head_start].wait_of(queue)

    @cached_property
    def _best_outlook(self) -> Outlook:
        everybody = [OpenCounter(lags=counter.lags) for _, counter in self._rows()]
        return look_ahead(self.line, everybody, self.known, now=self.at, breaks=self._breaks)

    def wait_at_best(self, queue: str) -> Wait | None:
        """The wait of somebody who took a number of this queue now, if all of its counters called people."""
        return self._best_outlook.wait_of(queue)

    def wait_left(self, ticket_id: int) -> Wait | None:
        """The wait that is left to a ticket in the line."""
        return self._outlook.wait_of(ticket_id)

    @cached_property
    def places(self) -> Mapping[int, int]:
        """By ticket: how many stand before it, of its queue, or of those who wait where it waits alone."""
        seen: Counted[tuple[str, str | None]] = Counted()
        places = {}
        for one in sorted(self.line, key=lambda one: (one.standing, one.id)):
            line = ("", one.pool) if one.pool else (one.queue, None)
            places[one.id] = seen[line]
            seen[line] += 1
        return places

    def board(self) -> Board:
        """The room as the contract's board."""
        return self.board_with(self.waits)

    def next_at(self, counter: Counter) -> list[InLine]:
        """Who waits for this counter, in the order it will call them."""
        return in_turn(self.line, counter.lags, self.pools_of(self.row_of(counter)))

    def waiting_at(self, counter: Counter) -> int:
        """How many this counter may call, those behind the part of the line that was read among them."""
        seen = Counted(one.queue for one in self.line)
        unseen = sum(max(0, self.waiting.get(code, 0) - seen[code]) for code in counter.lags)
        return len(self.next_at(counter)) + unseen

    @staticmethod
    def pools_of(row: AnyRow) -> frozenset[str]:
        """Whom this counter calls before the common line: who waits for it, or for the person there."""
        pools = {pool_of(counter_id=row.counter_id), pool_of(user_id=row.user_id)}
        return frozenset(pool for pool in pools if pool)

    def row_of(self, counter: Counter) -> AnyRow:
        """The counter's state, the person there, the ticket it has."""
        return next(row for row in self.counters if row.counter_id == counter.id)


def read_glance(tx: Tx, office: Office, *, now: datetime) -> Glance:
    """Read what a board shows, and not the line: in a fifth of the time that a room takes."""
    counters = offices.counters_now(tx.connection, office.id)
    called = _called_lately(tx, office, now)
    return Glance(
        office=office,
        at=now,
        version=counters[0].version,
        counters=counters,
        waiting=tickets.waiting_now(tx.connection, office.id),
        calls=called.calls,
        missed=called.missed,
    )


def read_room(tx: Tx, office: Office, *, now: datetime) -> Room:
    """Read the room as it is in this transaction."""
    letters = {queue.id: queue.code for queue in office.queues}
    counters = offices.counters_now(tx.connection, office.id)
    line, waiting = tickets.waiting_line(tx.connection, letters, LINE_SEEN)
    called = _called_lately(tx, office, now)
    return Room(
        office=office,
        at=now,
        version=counters[0].version,
        counters=counters,
        waiting=waiting,
        known=_known(office, service_times.read(counters[0].known), now),
        line=line,
        calls=called.calls,
        missed=called.missed,
    )


def _called_lately(tx: Tx, office: Office, now: datetime) -> Called:
    return tickets.called_lately(
        tx.connection,
        office.id,
        since=office.day_began(now),
        missed_since=missed_since(office, now),
        now=now,
        calls=CALLS_SHOWN,
        missed=MISSED_SHOWN,
    )


def missed_since(office: Office, now: datetime) -> tuple[datetime, datetime]:
    """Since when somebody must have been called, and have been marked absent, to be among the missed."""
    ended = now - office.rules.reinstate_within
    return max(office.day_began(now), ended - AT_COUNTER_AT_MOST), ended


def _known(office: Office, learned: Mapping[str, Learned], now: datetime) -> dict[str, Expected]:
    hour = office.local(now).hour
    return {
        queue.code: (learned.get(queue.code) or Learned.of_profile(queue.service_time)).at(hour)
        for queue in office.queues
    }


UNCHANGED = timedelta(seconds=30)
"""So long a room in which nothing has happened is as good as a new one: a wait is told in minutes."""


class Rooms:
    """The last reading of each office's room, for what may be a moment old."""

    def __init__(self, database: Database, *, alone: bool = False) -> None:
        """`alone`: no other process changes these offices, so that whatever happens there is heard here."""
        self._database = database
        self._alone = alone
        self._last: dict[int, tuple[float, int, Room]] = {}
        self._heard: dict[int, int] = {}

    def hear(self, happened: Event) -> None:
        """A listener for the database: counts what happened in each office."""
        if isinstance(happened, RoomChanged):
            self._heard[happened.office_id] = self._heard.get(happened.office_id, 0) + 1

    def now(self, office: Office, *, now: datetime) -> Room:
        """The room read afresh."""
        heard = self._heard.get(office.id, 0)
        with self._database.reading() as tx:
            room = read_room(tx, office, now=now)
        self._last[office.id] = (time.monotonic(), heard, room)
        return room

    def remember(self, room: Room) -> Room:
        """Keep a reading for those who may have it a moment old."""
        self._last[room.office.id] = (time.monotonic(), -1, room)
        return room

    def lately(self, office: Office, *, now: datetime, within_s: float) -> Room:
        """The room as it was at most `within_s` seconds ago, or longer ago if nothing has happened since."""
        if last := self._last.get(office.id):
            at, heard, room = last
            unchanged = self._alone and heard == self._heard.get(office.id, 0) and room.office is office
            if time.monotonic() - at < within_s or (unchanged and abs(now - room.at) < UNCHANGED):
                return room
        return self.now(office, now=now)


def _counter_view(row: AnyRow, counter: Counter) -> CounterView:
    shown = CounterView(number=counter.number, name=counter.name, state=row.counter_state, label=row.label)
    if row.pause_reason:
        shown["reason"] = row.pause_reason
    return shown


def _announcement(one: Announcement) -> AnnouncementView:
    shown = AnnouncementView(id=one.id, text=one.text)
    if one.text_en:
        shown["text_en"] = one.text_en
    return shown


def wait_view(wait: Wait | None) -> WaitView | None:
    return WaitView(p50_s=wait.p50_s, p90_s=wait.p90_s) if wait else None


def clock_time(local: datetime) -> str:
    """A time as people here write it, such as "8:05"."""
    return f"{local.hour}:{local.minute:02d}"


def timestamp(office: Office, moment: datetime) -> str:
    """RFC 3339 with the office's own offset, to the millisecond."""
    return office.local(moment).isoformat(timespec="milliseconds")
