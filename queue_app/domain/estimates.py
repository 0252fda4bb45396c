"""How long a wait will be: the line run forward under the rules by which it is called.

Each open counter becomes free in turn and takes its next by standing + lag; a service lasts the
queue's pace. The newcomer's wait is when its turn comes; how far it may spread follows from how many
services end before it (an Erlang distribution of that many steps).
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

from queue_app.domain.standing import InLine


@dataclass(frozen=True)
class Wait:
    """A promise in seconds: half of such waits are shorter than p50, nine in ten shorter than p90."""

    p50_s: int
    p90_s: int


@dataclass(frozen=True)
class OpenCounter:
    """A counter that is serving, and when it will be free for the next person."""

    lags: Mapping[str, timedelta]
    free_at: datetime


def waits(
    line: Iterable[InLine], counters: Sequence[OpenCounter], paces: Mapping[str, timedelta], *, now: datetime
) -> dict[str, Wait | None]:
    """The wait of somebody who took a number now, by queue; None where no open counter serves the queue."""
    newcomers = [InLine(NEWCOMER, "", queue, now, now) for queue in paces]
    found: dict[str, Wait | None] = dict.fromkeys(paces)
    for call in run_forward([*line, *newcomers], counters, paces, now=now):
        if call.ticket.id == NEWCOMER:
            found[call.ticket.queue] = call.wait(counters)
    return found


def wait_of(
    ticket_id: int,
    line: Iterable[InLine],
    counters: Sequence[OpenCounter],
    paces: Mapping[str, timedelta],
    *,
    now: datetime,
) -> Wait | None:
    """The wait of one ticket in the line; None where no open counter serves its queue."""
    for call in run_forward(line, counters, paces, now=now):
        if call.ticket.id == ticket_id:
            return call.wait(counters)
    return None


NEWCOMER = 1 << 62
"""The id of somebody without a ticket: behind all who came in the same instant, and in nobody's way."""


class ExpectedCall(NamedTuple):
    """One call of the line run forward; good until the next one is asked for."""

    ticket: InLine
    after_s: float
    ended: Sequence[int]
    """How many services have ended by then, by counter."""

    def wait(self, counters: Sequence[OpenCounter]) -> Wait:
        """How long it will be, and how far that may spread."""
        queue = self.ticket.queue
        return _spread(
            self.after_s, sum(n for n, one in zip(self.ended, counters, strict=True) if queue in one.lags)
        )


def run_forward(
    line: Iterable[InLine], counters: Sequence[OpenCounter], paces: Mapping[str, timedelta], *, now: datetime
) -> Iterator[ExpectedCall]:
    """Call the line to its end, counter by counter as each becomes free, in the order of the calls.

    It runs for every push of a board, so it counts in plain seconds from `now`.
    """
    queues: dict[str, deque[tuple[float, int, InLine]]] = {queue: deque() for queue in paces}
    for ticket in sorted(line, key=lambda one: (one.standing, one.id)):
        queues[ticket.queue].append(((ticket.standing - now).total_seconds(), ticket.id, ticket))
    lengths = {queue: pace.total_seconds() for queue, pace in paces.items()}
    serves = [[(queues[code], lag.total_seconds()) for code, lag in one.lags.items()] for one in counters]
    ended = [int(counter.free_at > now) for counter in counters]
    free = [(max(0.0, (one.free_at - now).total_seconds()), index) for index, one in enumerate(counters)]
    heapq.heapify(free)
    while free:
        at, index = free[0]
        chosen = _next(serves[index])
        if chosen is None:
            heapq.heappop(free)
            continue
        ticket = chosen.popleft()[2]
        yield ExpectedCall(ticket, at, ended)
        if ticket.id != NEWCOMER:
            ended[index] += 1
            heapq.heapreplace(free, (at + lengths[ticket.queue], index))


def _next(
    served: Sequence[tuple[deque[tuple[float, int, InLine]], float]],
) -> deque[tuple[float, int, InLine]] | None:
    """The queue whose first ticket has the smallest standing + lag, ties by ticket id."""
    chosen, least = None, (inf, 0)
    for queue, lag in served:
        if queue and (due := (queue[0][0] + lag, queue[0][1])) < least:
            chosen, least = queue, due
    return chosen


def _spread(seconds: float, services: int) -> Wait:
    if seconds <= 0:
        return Wait(0, 0)
    steps = max(services, 1)
    return Wait(round(seconds * _erlang(steps, 0.0)), round(seconds * _erlang(steps, 1.2816)))


def _erlang(steps: int, z: float) -> float:
    """A quantile of an Erlang variable of `steps` steps and mean 1 (Wilson and Hilferty, 1931)."""
    ninth = 1 / (9 * steps)
    value: float = max(0.0, 1 - ninth + z * ninth**0.5)
    return value**3
