"""What an office is made of, as its profile says it. Frozen: a change makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from queue_app.domain.calendar import Hours
from queue_app.domain.errors import UnknownCounter, UnknownPriority, UnknownProcedure, UnknownQueue
from queue_app.domain.procedures import Procedure
from queue_app.domain.voice import Voice


@dataclass(frozen=True)
class Queue:
    id: int
    code: str
    name: str
    name_en: str
    service_time: timedelta
    """How long one visit usually takes, until the office's own history says better."""
    prefix: str = ""
    digits: int = 3
    first_number: int = 1
    last_number: int = 9999
    daily_limit: int | None = None
    hours: Hours | None = None
    """Its own hours; None where the office's hold."""
    last_ticket: timedelta = timedelta(0)
    """How long before a session ends the last number is given."""
    closed_reason: str | None = None
    """Why it was closed by hand; None while it is not."""
    target_wait: timedelta | None = None
    """How long nobody should wait in it; None where the office's own wish holds."""

    def name_in(self, language: str) -> str:
        return self.name_en if language == "en" else self.name

    @property
    def numbers(self) -> range:
        """The numbers of one day: its range, cut short by the daily limit."""
        last = self.last_number
        if self.daily_limit is not None:
            last = min(last, self.first_number + self.daily_limit - 1)
        return range(self.first_number, last + 1)


class Because(StrEnum):
    """Why a queue gives no numbers."""

    BY_HAND = "by-hand"
    HOURS = "hours"
    LAST_NUMBER = "last-number"
    """The session is not over, but who came now would not be served in it."""


@dataclass(frozen=True)
class Closed:
    """That a queue gives no numbers now, and why."""

    because: Because
    reason: str = ""
    """In the office's own words, where it was closed by hand."""
    until: datetime | None = None
    """When it gives numbers again, on the office's own clock; None where nobody can say."""


@dataclass(frozen=True)
class Counter:
    id: int
    number: int
    name: str
    lags: Mapping[str, timedelta]
    """How far behind its own the counter puts each queue it serves; queue code → lag."""


@dataclass(frozen=True)
class Priority:
    code: str
    name: str
    name_en: str
    mark: str
    """What may be shown of it; the reason never is."""
    head_start: timedelta
    confirm: bool = False
    """Whether a person at the counter must see that it is due."""


class Closing(StrEnum):
    """What becomes of open tickets when the day closes."""

    NO_SHOW = "no-show"
    CARRY_OVER = "carry-over"


@dataclass(frozen=True)
class Rules:
    """What each office decides for itself."""

    calls_before_no_show: int = 1
    reinstate_within: timedelta = timedelta(minutes=30)
    transfer_to_end: bool = False
    """Whether who is handed over starts at the end of the new line, instead of keeping their standing."""
    closing: Closing = Closing.NO_SHOW
    closes_after: timedelta = timedelta(hours=2)
    """How long after its last session the day is closed; midnight closes it at the latest."""
    more_time: timedelta = timedelta(minutes=10)
    """How long a citizen who asks for more time steps aside."""
    more_time_at_most: int = 2
    target_wait: timedelta = timedelta(minutes=20)
    """How long the office wants nobody to wait."""


@dataclass(frozen=True)
class Announcement:
    id: int
    text: str
    text_en: str = ""
    shown_from: datetime | None = None
    shown_until: datetime | None = None

    def is_shown(self, now: datetime) -> bool:
        """Whether it is on the boards at this moment."""
        begun = self.shown_from is None or self.shown_from <= now
        return begun and (self.shown_until is None or now < self.shown_until)


@dataclass(frozen=True)
class Said:
    """What an office says of itself in one language; empty where it leaves that to others."""

    name: str = ""
    authority: str = ""
    slogan: str = ""
    welcome: str = ""
    """The question on the kiosk; "" asks the one that all offices ask."""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    id: int
    code: str
    name: str
    authority: str
    slogan: str
    hotline: str
    timezone: str
    hours: Hours
    footer: tuple[str, ...]
    printer: str
    """The printer its slips go to, by its name in config.toml; "" prints none."""
    rules: Rules
    languages: tuple[str, ...]
    queues: tuple[Queue, ...]
    counters: tuple[Counter, ...]
    priorities: tuple[Priority, ...] = ()
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    announcements: tuple[Announcement, ...] = ()
    voice: Voice = field(default_factory=Voice)
    retired_queues: tuple[Queue, ...] = ()
    retired_counters: tuple[Counter, ...] = ()
    """No longer in the profile, but past tickets and those still open point to them."""
    welcome: str = ""
    header: tuple[str, ...] = ()
    """Lines at the top of a slip, below the office's name."""
    translations: Mapping[str, Said] = field(default_factory=dict)
    """By language: what it says of itself in others than Vietnamese."""
    accent: str = ""
    """Its own colour, such as "#b3261e"; "" is the product's."""
    emblem: str = ""
    """A PNG as a data: address; "" is the product's own."""
    config: int = 0
    """The version at which any of this last changed."""

    def said_in(self, language: str) -> Said:
        """What it says of itself in this language; in Vietnamese where it has not said it otherwise."""
        other = self.translations.get(language, Said())
        return Said(
            name=other.name or self.name,
            authority=other.authority or self.authority,
            slogan=other.slogan or self.slogan,
            welcome=other.welcome or (self.welcome if language == "vi" else ""),
            header=other.header or self.header,
            footer=other.footer or self.footer,
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """`moment` on the office's own clock."""
        return moment.astimezone(self.zone)

    def business_day(self, now: datetime, closed_through: date | None = None) -> date:
        """The day whose numbers are running; it turns with midnight in the office's zone.

        It never goes back to a day that is closed: a clock that was set back over midnight finds the day
        after it. Only where more than a day beyond this one is closed, the clock had run ahead, and is right.
        """
        today = self.local(now).date()
        if closed_through and today <= closed_through <= today + timedelta(days=1):
            return closed_through + timedelta(days=1)
        return today

    def day_began(self, now: datetime) -> datetime:
        """The last midnight on the office's own clock."""
        return datetime.combine(self.local(now).date(), time.min, self.zone)

    def is_open(self, now: datetime) -> bool:
        return self.hours.is_open(self.local(now))

    def hours_of(self, queue: Queue) -> Hours:
        """The hours in which people of this queue are served: its own where it has any, within the office's."""
        return queue.hours.within(self.hours) if queue.hours else self.hours

    def target_wait(self, queue: Queue) -> timedelta:
        """How long nobody should wait in this queue."""
        return self.rules.target_wait if queue.target_wait is None else queue.target_wait

    def closed(self, queue: Queue, now: datetime) -> Closed | None:
        """Why the queue gives no numbers at this moment; None where it does."""
        if queue.closed_reason is not None:
            return Closed(Because.BY_HAND, queue.closed_reason)
        local, giving = self.local(now), self._giving(queue)
        if giving.is_open(local):
            return None
        because = Because.LAST_NUMBER if self.hours_of(queue).is_open(local) else Because.HOURS
        return Closed(because, until=giving.opens_next(local))

    def turning_points(self) -> tuple[frozenset[time], ...]:
        """By weekday, Monday first: when the office, or one of its queues, opens or closes by the clock."""
        every = (self.hours, *(self._giving(queue) for queue in self.queues))
        return tuple(
            frozenset(at for session in sessions for at in (session.opens, session.closes))
            for sessions in (
                chain.from_iterable(day) for day in zip(*(one.week for one in every), strict=True)
            )
        )

    def _giving(self, queue: Queue) -> Hours:
        """The hours in which the queue gives numbers."""
        return self.hours_of(queue).ending_earlier(queue.last_ticket)

    @cached_property
    def _queues(self) -> dict[str, Queue]:
        return {queue.code: queue for queue in self.queues}

    @cached_property
    def queues_by_id(self) -> dict[int, Queue]:
        return {queue.id: queue for queue in (*self.queues, *self.retired_queues)}

    @cached_property
    def counters_by_id(self) -> dict[int, Counter]:
        return {counter.id: counter for counter in (*self.counters, *self.retired_counters)}

    def queue(self, code: str) -> Queue:
        """The queue with this letter; UnknownQueue if there is none."""
        try:
            return self._queues[code]
        except KeyError:
            raise UnknownQueue(queue=code) from None

    def counter(self, number: int) -> Counter:
        """The counter with this number; UnknownCounter if there is none."""
        for counter in self.counters:
            if counter.number == number:
                return counter
        raise UnknownCounter(counter=number)

    def priority(self, code: str) -> Priority:
        """The priority class with this code; UnknownPriority if there is none."""
        for priority in self.priorities:
            if priority.code == code:
                return priority
        raise UnknownPriority(priority=code)

    def is_to_confirm(self, priority: str | None, *, confirmed: bool | None) -> bool:
        """Whether somebody at the counter has yet to say that this class of priority is due."""
        return not confirmed and any(one.confirm for one in self.priorities if one.code == priority)

    def procedure(self, code: str) -> Procedure:
        """The procedure with this code; UnknownProcedure if there is none."""
        try:
            return self.procedures[code]
        except KeyError:
            raise UnknownProcedure(procedure=code) from None
