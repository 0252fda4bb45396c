"""The line run forward under the rules by which it is called.

Every counter in turn, as it becomes free, takes its next: first who waits for it alone, then the smallest
standing + lag. How long each visit will take nobody knows, so the line is run several times, each time
with other lengths drawn from what is known. Nobody is called in a break.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from heapq import heapify, heappop, heapreplace
from math import inf
from typing import NamedTuple

from queue_app.domain import draws
from queue_app.domain.service_times import Expected, ServiceTime
from queue_app.domain.standing import InLine

PAUSE = ServiceTime(600.0, 1.0)
"""How much longer a pause usually lasts, however long it has lasted."""
NOTICE = ServiceTime(7.0, 0.5)
"""How long it takes at a free counter until somebody has seen that a person waits."""


@dataclass(frozen=True)
class OpenCounter:
    """A counter that calls people, now or after a pause."""

    lags: Mapping[str, timedelta]
    serving: str | None = None
    """The queue of the ticket it has; None while it is free."""
    since: datetime | None = None
    """When that ticket was called."""
    pools: frozenset[str] = frozenset()
    """Who waits for this counter or its person alone is called before the common line."""
    paused: bool = False


@dataclass(frozen=True)
class WorkingTime:
    """Seconds in which people are called, beside seconds on the wall."""

    breaks: Sequence[tuple[float, float]] = ()
    """From when to when, in seconds on the wall, in their order."""

    @cached_property
    def edges(self) -> Sequence[tuple[float, float]]:
        """Each break as when it begins in working time, and how long it is."""
        edges, gone = [], 0.0
        for begins, ends in self.breaks:
            edges.append((begins - gone, ends - begins))
            gone += ends - begins
        return edges

    def to_wall(self, worked: float) -> float:
        """When on the wall so much is worked; whom a break keeps from being called waits for its end."""
        return worked + sum(length for begins, length in self.edges if begins <= worked)

    def after(self, began: float, end: float) -> float:
        """When a counter is free again, in working time, if a visit runs on into a break."""
        for begins, length in self.edges:
            if began < begins < end:
                end -= min(length, end - begins)
        return end

    def of(self, seconds: float) -> float:
        """How much of the next seconds on the wall is worked."""
        return seconds - sum(max(0.0, min(seconds, ends) - begins) for begins, ends in self.breaks)


class _Coming(NamedTuple):
    """Somebody with a head start who is still to come."""

    at: float
    standing: float
    queue: str
    lasting: float


@dataclass(frozen=True)
class Hall:
    """A room to be run forward. Times are plain seconds of working time from `now`."""

    line: Sequence[InLine]
    newcomers: Sequence[InLine]
    """They are called like everybody else, and are in nobody's way."""
    counters: Sequence[OpenCounter]
    known: Mapping[str, Expected]
    now: datetime
    work: WorkingTime = field(default_factory=WorkingTime)

    def run(self) -> list[list[float]]:
        """When each of the line and then of the newcomers is called, run by run; inf where nobody will."""
        return [self._once(run) for run in range(self._runs)]

    def _once(self, run: int) -> list[float]:
        """One run: this loop is what an estimate costs."""
        everybody, there, after = len(self._everybody), len(self.line), self.work.after
        line_of, turns, lengths = self._line_of, self._turns, self._lengths
        first_break = self.work.edges[0][0] if self.work.edges else inf
        called, taken, place_in = [inf] * everybody, bytearray(everybody + 1), [0] * len(turns)
        coming = self._coming(run)
        comes = coming[0].at if coming else inf
        heap = [(free[run], number) for number, free in enumerate(self._free)]
        heapify(heap)
        while heap:
            at, number = heap[0]
            line = line_of[number]
            turn, place = turns[line], place_in[line]
            while taken[turn[place]]:
                place += 1
            place_in[line] = place
            ticket = turn[place]
            if at >= comes and (before := self._before(ticket, number, at, coming)):
                coming.remove(before)
                comes = coming[0].at if coming else inf
                end = at + before.lasting
            elif ticket == everybody:
                heappop(heap)
                continue
            else:
                taken[ticket] = 1
                called[ticket] = at
                if ticket >= there:
                    continue
                drawn, order = lengths[ticket]
                end = at + drawn[order[run]]
            heapreplace(heap, (after(at, end) if end > first_break else end, number))
        return called

    def _before(self, ticket: int, number: int, at: float, coming: Sequence[_Coming]) -> _Coming | None:
        """Who has come by then, is served at this counter and stands before who would be called there."""
        lags = self.counters[number].lags
        least, first = inf, None
        if ticket < len(self._everybody):
            whose = self._everybody[ticket]
            if whose.pool:
                return None
            least = self._standing[ticket] + lags[whose.queue].total_seconds()
        for one in coming:
            if one.at > at:
                break
            if one.queue in lags and (due := one.standing + lags[one.queue].total_seconds()) < least:
                least, first = due, one
        return first

    def _coming(self, run: int) -> list[_Coming]:
        """Who will come in this run and stand before a newcomer, in the order of their coming."""
        found: list[_Coming] = []
        for number, (queue, expected) in enumerate(self.known.items()):
            if expected.privileged and expected.privileged.per_s > 0:
                per_s, head_start_s = expected.privileged
                at = (self._order(17 * number + 3)[run] + 0.5) / self._runs / per_s
                lengths = draws.lengths(expected.time, self._runs)
                while (standing := self.work.to_wall(at) - head_start_s) < 0:
                    lasting = lengths[self._order(13 * len(found) + 5)[run]]
                    found.append(_Coming(at, standing, queue, lasting))
                    at += 1 / per_s
        found.sort()
        return found

    @cached_property
    def _runs(self) -> int:
        coming = sum(one.privileged.expected for one in self.known.values() if one.privileged)
        return draws.runs_for(len(self._everybody) + len(self.counters) + 2 * round(coming))

    def _order(self, number: int) -> Sequence[int]:
        return draws.shuffles(self._runs)[number % draws.SHUFFLES]

    @cached_property
    def _everybody(self) -> Sequence[InLine]:
        return [*self.line, *self.newcomers]

    @cached_property
    def _standing(self) -> Sequence[float]:
        return [(ticket.standing - self.now).total_seconds() for ticket in self._everybody]

    @cached_property
    def _lengths(self) -> Sequence[tuple[Sequence[float], Sequence[int]]]:
        """By ticket: how long its visit may be, and which of it in which run; it keeps both as the line moves."""
        by_queue = {code: draws.lengths(expected.time, self._runs) for code, expected in self.known.items()}
        orders = draws.shuffles(self._runs)
        return [(by_queue[ticket.queue], orders[ticket.id % draws.SHUFFLES]) for ticket in self.line]

    @cached_property
    def _free(self) -> Sequence[Sequence[float]]:
        """By counter: when it is free for its next, run by run."""
        return [self._free_at(number, counter) for number, counter in enumerate(self.counters)]

    def _free_at(self, number: int, counter: OpenCounter) -> Sequence[float]:
        order = self._order(31 * number + 7)
        if counter.paused:
            left = draws.lengths(PAUSE, self._runs)
        elif counter.since and counter.serving and counter.serving in self.known:
            time = self.known[counter.serving].time
            left = draws.lengths_left(time, (self.now - counter.since).total_seconds(), self._runs)
        else:
            # All free counters in step: they do not see a newcomer the sooner for being many.
            left, order = draws.lengths(NOTICE, self._runs), self._order(0)
        return [self.work.of(left[one]) for one in order]

    @cached_property
    def _kinds(self) -> Sequence[object]:
        """By counter: those of one kind take from the same line in the same order."""
        pools = {ticket.pool for ticket in self.line if ticket.pool}
        return [(frozenset(one.lags.items()), one.pools & pools) for one in self.counters]

    @cached_property
    def _line_of(self) -> Sequence[int]:
        """By counter: from which of the `_turns` it takes."""
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(self._kinds))}
        return [numbers[kind] for kind in self._kinds]

    @cached_property
    def _turns(self) -> Sequence[Sequence[int]]:
        """By kind of counter: who is called in which order, and behind them nobody, the first number unused."""
        firsts = [self._line_of.index(number) for number in range(len(set(self._line_of)))]
        return [[*self._turn(self.counters[first]), len(self._everybody)] for first in firsts]

    def _turn(self, counter: OpenCounter) -> list[int]:
        own = sorted(entry for pool in counter.pools for entry in self._in_pool.get(pool, ()))
        common: list[tuple[float, int, int]] = []
        for code, lag in counter.lags.items():
            behind = lag.total_seconds()
            common += [
                (standing + behind, who, place) for standing, who, place in self._in_queue.get(code, ())
            ]
        # Each queue is in its order already, so that sorting is only merging.
        common.sort()
        return [place for _, _, place in (*own, *common)]

    @cached_property
    def _in_pool(self) -> Mapping[str, Sequence[tuple[float, int, int]]]:
        return self._by([ticket.pool or "" for ticket in self._everybody])

    @cached_property
    def _in_queue(self) -> Mapping[str, Sequence[tuple[float, int, int]]]:
        return self._by(["" if ticket.pool else ticket.queue for ticket in self._everybody])

    def _by(self, lines: Sequence[str]) -> Mapping[str, Sequence[tuple[float, int, int]]]:
        """(standing, id, place) of everybody, by the names of their lines, each in its order."""
        found: dict[str, list[tuple[float, int, int]]] = {}
        for place, name in enumerate(lines):
            found.setdefault(name, []).append((self._standing[place], self._everybody[place].id, place))
        for line in found.values():
            line.sort()
        return found
