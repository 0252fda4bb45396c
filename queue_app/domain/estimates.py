"""How long a wait will be: half of those who are told so are called sooner, nine in ten before a later time.

The line is run forward (`forward`) with what the office has learned (`service_times`). The mean of the runs
and their spread make a gamma distribution, whose median and ninth decile are the promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import inf, sqrt

from queue_app.domain.calendar import Hours
from queue_app.domain.forward import Hall, OpenCounter, WorkingTime
from queue_app.domain.service_times import Correction, Expected
from queue_app.domain.standing import InLine

FORESEEN = 0.2
"""How far the truth may lie off for what no line shows: who will sit down, who will leave, how the day is."""


@dataclass(frozen=True)
class Wait:
    """A promise in seconds: half of such waits are shorter than p50, nine in ten shorter than p90."""

    p50_s: int
    p90_s: int


NEWCOMER = 1 << 62
"""The id of somebody without a ticket: behind all who came in the same instant."""


def newcomer(queue: str, now: datetime, head_start: timedelta = timedelta(0)) -> InLine:
    """Somebody who took a number of this queue now."""
    return InLine(NEWCOMER, "", queue, now - head_start, now)


def breaks_after(hours: Hours, local: datetime) -> list[tuple[float, float]]:
    """The breaks of the day that are not over: from when to when, in seconds from `local`.

    The time before the first session is one. The end of the day is none: who has a number is still served.
    """
    if hours.always:
        return []
    day, zone = local.date(), local.tzinfo
    sessions = sorted(
        (
            (datetime.combine(day, session.opens, zone) - local).total_seconds(),
            (datetime.combine(day, session.closes, zone) - local).total_seconds(),
        )
        for session in hours.sessions(local)
    )
    breaks = [(closes, opens) for (_, closes), (opens, _) in pairwise([(-inf, -inf), *sessions])]
    return [(max(0.0, begins), ends) for begins, ends in breaks if ends > 0]


@dataclass(frozen=True)
class Outlook:
    """What the line run forward says of each ticket in it, and of each queue's newcomer."""

    places: Mapping[int | str, int]
    """By a ticket's id, or a newcomer's queue: its place in each of `runs`."""
    corrections: Sequence[Correction]
    """By place."""
    runs: Sequence[Sequence[float]]
    """Seconds of working time until each call, run by run; infinite where nobody will make it."""
    work: WorkingTime

    def wait_of(self, whom: int | str) -> Wait | None:
        """The wait of a ticket or of a queue's newcomer; None where no open counter serves it."""
        if (place := self.places.get(whom)) is None:
            return None
        calls = [run[place] for run in self.runs]
        mean = sum(calls) / len(calls)
        if mean == inf:
            return None
        drawn = sum((call - mean) ** 2 for call in calls) / (len(calls) - 1)
        bias, spread = self.corrections[place]
        mean, off = mean * bias, spread * bias * sqrt(drawn + (FORESEEN * mean) ** 2)
        half, nine_tenths = _gamma(mean, off, 0.0), _gamma(mean, off, 1.2816)
        return Wait(self._on_the_wall(half, calls, 0.5), self._on_the_wall(nine_tenths, calls, 0.9))

    def _on_the_wall(self, worked: float, calls: Sequence[float], share: float) -> int:
        """Seconds on the wall; behind a break that has begun in so many runs that `share` is not reached."""
        for begins, _ in self.work.edges:
            if worked < begins and sum(call < begins for call in calls) < share * len(calls):
                worked = begins
        return round(self.work.to_wall(worked))


def _gamma(mean: float, spread: float, z: float) -> float:
    """A quantile of a gamma variable, by the cube of a normal one (Wilson and Hilferty, 1931)."""
    if mean <= 0:
        return 0.0
    ninth = (spread / mean) ** 2 / 9
    return mean * max(0.0, 1 - ninth + z * sqrt(ninth)) ** 3


def look_ahead(
    line: Sequence[InLine],
    counters: Iterable[OpenCounter],
    known: Mapping[str, Expected],
    *,
    now: datetime,
    newcomers: Iterable[InLine] | None = None,
    breaks: Sequence[tuple[float, float]] = (),
) -> Outlook:
    """Run the line forward, with a newcomer of each queue unless it is said which.

    `known` names every queue of the line. A paused counter helps, but where all are paused nothing is said.
    """
    arriving = [newcomer(queue, now) for queue in known] if newcomers is None else list(newcomers)
    hall = Hall(line, arriving, _with_somebody(counters), known, now, WorkingTime(breaks))
    places: dict[int | str, int] = {ticket.id: place for place, ticket in enumerate(line)}
    places |= {ticket.queue: place for place, ticket in enumerate(arriving, len(line))}
    corrections = [known[ticket.queue].correction for ticket in (*line, *arriving)]
    return Outlook(places, corrections, hall.run(), hall.work)


def _with_somebody(counters: Iterable[OpenCounter]) -> list[OpenCounter]:
    """The counters, without those in a pause of whose queues none has somebody now."""
    all_of_them = list(counters)
    served = {queue for one in all_of_them if not one.paused for queue in one.lags}
    return [one for one in all_of_them if not one.paused or served & set(one.lags)]


def waits(
    line: Sequence[InLine],
    counters: Iterable[OpenCounter],
    known: Mapping[str, Expected],
    *,
    now: datetime,
    breaks: Sequence[tuple[float, float]] = (),
) -> dict[str, Wait | None]:
    """The wait of somebody who took a number now, by queue; None where no open counter serves the queue."""
    outlook = look_ahead(line, counters, known, now=now, breaks=breaks)
    return {queue: outlook.wait_of(queue) for queue in known}
