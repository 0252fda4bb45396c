"""One day, moment by moment: a heap of what happens next, and a house in which it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any, Protocol

from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Counter, Office
from queue_app.simulation.arrivals import Citizen
from queue_app.simulation.staff import Shift

WALK_S = (8.0, 40.0)
"""How long people take from their seat to the counter."""
ABSENT_S = 45.0
"""How long a clerk waits for somebody before they call again, or call the next."""
NOTICE_S = 6.0
"""How long an idle clerk takes to see that somebody waits; half take longer, some much longer."""
TIDY_S = (3.0, 20.0)
"""What a clerk who presses "finish" does until they press "next"."""


class House(Protocol):
    """Where the day happens: the very services, or a plain model of them."""

    def take(self, citizen: Citizen, now: datetime) -> tuple[int, Wait | None]:
        """Give a number; its id, and the promise on it."""
        ...

    def call(self, counter: Counter, now: datetime) -> int | None:
        """Call the next, which ends the visit that is there; None, and nothing ended, where nobody waits."""
        ...

    def act(self, verb: str, ticket: int, now: datetime) -> bool:
        """recall, start, finish, no-show or cancel; whether it was possible."""
        ...

    def turn(self, verb: str, counter: Counter, now: datetime) -> None:
        """open, pause or close a counter."""
        ...


@dataclass
class Visit:
    """What became of one citizen."""

    citizen: Citizen
    ticket: int
    promise: Wait | None
    called_at: datetime | None = None
    counter: int | None = None

    @property
    def wait_s(self) -> float | None:
        return (self.called_at - self.citizen.at).total_seconds() if self.called_at else None


@dataclass
class _Clerk:
    shift: Shift
    counter: Counter
    pauses: list[tuple[datetime, timedelta]]
    present: Visit | None = None
    idle: bool = False
    here: bool = False
    off: bool = False
    """Between two sessions: at the counter, and calling nobody."""


@dataclass
class Day:
    """One day of an office; `play` runs it to its end."""

    office: Office
    house: House
    citizens: Iterable[Citizen]
    shifts: Iterable[Shift]
    chance: Random
    _heap: list[tuple[datetime, int, Callable[..., None], Any]] = field(default_factory=list)
    _clerks: list[_Clerk] = field(default_factory=list)
    _visits: dict[int, Visit] = field(default_factory=dict)
    _entered: int = 0

    def play(self) -> list[Visit]:
        """What became of everybody who came, in the order of their coming."""
        for citizen in self.citizens:
            self._at(citizen.at, self._arrive, citizen)
        for shift in self.shifts:
            clerk = _Clerk(shift, self.office.counter(shift.counter), sorted(shift.pauses))
            self._clerks.append(clerk)
            for opens, _ in shift.sessions:
                self._at(opens, self._sit_down, clerk)
            for begins, _ in shift.pauses:
                self._at(begins, self._rest, clerk)
            for _, closes in shift.sessions[-1:]:
                self._at(closes, self._close, clerk)
        while self._heap:
            now, _, act, who = heappop(self._heap)
            act(who, now)
        return list(self._visits.values())

    def _at(self, moment: datetime, act: Callable[..., None], who: Any) -> None:
        self._entered += 1
        heappush(self._heap, (moment, self._entered, act, who))

    def _arrive(self, citizen: Citizen, now: datetime) -> None:
        ticket, promise = self.house.take(citizen, now)
        visit = self._visits[ticket] = Visit(citizen, ticket, promise)
        if citizen.gives_up_after_s is not None:
            self._at(now + timedelta(seconds=citizen.gives_up_after_s), self._give_up, visit)
        idle = [clerk for clerk in self._clerks if clerk.idle and citizen.queue in clerk.counter.lags]
        if idle:
            first = min(idle, key=lambda one: (one.counter.lags[citizen.queue], one.counter.number))
            first.idle = False
            seconds = NOTICE_S * self.chance.lognormvariate(0.0, 0.5)
            self._at(now + timedelta(seconds=seconds), self._next, first)

    def _give_up(self, visit: Visit, now: datetime) -> None:
        if visit.called_at is None:
            self.house.act("cancel", visit.ticket, now)

    def _sit_down(self, clerk: _Clerk, now: datetime) -> None:
        if not clerk.here:
            self.house.turn("open", clerk.counter, now)
        if clerk.off or not clerk.here:
            clerk.here, clerk.off = True, False
            self._next(clerk, now)

    def _rest(self, clerk: _Clerk, now: datetime) -> None:
        if clerk.idle:
            self._next(clerk, now)

    def _close(self, clerk: _Clerk, now: datetime) -> None:
        if clerk.idle:
            self._leave(clerk, now)

    def _next(self, clerk: _Clerk, now: datetime) -> None:
        """The clerk presses "next", unless it is time for something else."""
        clerk.idle = False
        if self._is_off(clerk, now):
            self._finish(clerk, now)
            clerk.off = True
            return
        if now >= clerk.shift.sessions[-1][1] + self.office.rules.closes_after:
            self._finish(clerk, now)
            self._leave(clerk, now)
            return
        if clerk.pauses and now >= clerk.pauses[0][0]:
            self._finish(clerk, now)
            _, lasting = clerk.pauses.pop(0)
            clerk.here = False
            self.house.turn("pause", clerk.counter, now)
            self._at(now + lasting, self._sit_down, clerk)
            return
        ticket = self.house.call(clerk.counter, now)
        if ticket is not None:
            self._called(clerk, self._visits[ticket], now)
            return
        self._finish(clerk, now)
        clerk.idle = True
        if now >= clerk.shift.sessions[-1][1]:
            self._leave(clerk, now)

    @staticmethod
    def _is_off(clerk: _Clerk, now: datetime) -> bool:
        """Whether it is between two sessions; after the last one, those who have a number are still called."""
        *before, last = clerk.shift.sessions
        return now < last[0] and not any(opens <= now < closes for opens, closes in before)

    def _leave(self, clerk: _Clerk, now: datetime) -> None:
        clerk.idle = clerk.here = False
        self.house.turn("close", clerk.counter, now)

    def _called(self, clerk: _Clerk, visit: Visit, now: datetime) -> None:
        visit.called_at, visit.counter, clerk.present = now, clerk.counter.number, visit
        if visit.citizen.comes:
            self._soon(WALK_S, self._start, clerk, now)
        else:
            self._at(now + timedelta(seconds=ABSENT_S), self._absent, (clerk, 1))

    def _absent(self, waiting: tuple[_Clerk, int], now: datetime) -> None:
        clerk, calls = waiting
        if clerk.present and calls < self.office.rules.calls_before_no_show:
            self.house.act("recall", clerk.present.ticket, now)
            self._at(now + timedelta(seconds=ABSENT_S), self._absent, (clerk, calls + 1))
        elif clerk.present:
            self.house.act("no-show", clerk.present.ticket, now)
            clerk.present = None
            self._soon((1.0, 3.0), self._next, clerk, now)

    def _start(self, clerk: _Clerk, now: datetime) -> None:
        if clerk.present:
            self.house.act("start", clerk.present.ticket, now)
            lasting = clerk.present.citizen.visit_s * clerk.shift.pace
            self._at(now + timedelta(seconds=lasting), self._served, clerk)

    def _served(self, clerk: _Clerk, now: datetime) -> None:
        if clerk.shift.finishes:
            self._finish(clerk, now)
            self._soon(TIDY_S, self._next, clerk, now)
        else:
            self._next(clerk, now)

    def _finish(self, clerk: _Clerk, now: datetime) -> None:
        if clerk.present:
            self.house.act("finish", clerk.present.ticket, now)
            clerk.present = None

    def _soon(self, within_s: tuple[float, float], act: Callable[..., None], who: Any, now: datetime) -> None:
        self._at(now + timedelta(seconds=self.chance.uniform(*within_s)), act, who)
