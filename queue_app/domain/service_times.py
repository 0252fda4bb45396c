"""What an office learns of itself: how long visits keep a counter, who comes with a head start, how
well its promises were kept.

It is learned by queue and hour of the day, from what happened in them. A day counts half as much as one
a week later. What the office says of a queue weighs as much as a few visits, so that it speaks where
there is no history yet and fades where there is. What is learned of visits is a distribution, its mean
and how far it spreads: a promise needs both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import exp
from typing import Any, NamedTuple

HALF_LIFE_DAYS = 7.0
"""After so many days a visit weighs half: an office changes its people and procedures by the week."""
REMEMBERED_DAYS = 35
"""Older days weigh less than a thirtieth, and are not read."""
SHORTEST_S = 20.0
"""A visit shorter than this is a slip of the finger."""
LONGEST = 6.0
"""A visit this many times longer than usual is a ticket that somebody forgot to finish."""
USUAL_CV = 0.7
"""How far visits spread where nothing is known; measured service times of people lie about here."""
LEAST_CV, MOST_CV = 0.2, 1.2
PRIOR_VISITS = 8.0
"""What the office says of a queue weighs as much as so many visits …"""
HOUR_VISITS = 25.0
"""… and what is known of the whole day as so many visits within one hour of it."""


class ServiceTime(NamedTuple):
    """How long a visit keeps its counter, and its coefficient of variation."""

    mean_s: float
    cv: float = USUAL_CV


@dataclass(frozen=True)
class Hour:
    """What happened in one queue in one hour of one day, added up."""

    day: date
    hour: int
    visits: int = 0
    """Visits that began in this hour and are evidence, their seconds, and the sum of the squared seconds."""
    seconds: float = 0.0
    squares: float = 0.0
    privileged: int = 0
    """People who came in this hour with a head start, and their head starts in seconds."""
    head_start_s: float = 0.0

    def with_visit(self, seconds: float) -> Hour:
        """This hour and one more visit."""
        return replace(
            self,
            visits=self.visits + 1,
            seconds=self.seconds + seconds,
            squares=self.squares + seconds * seconds,
        )

    def with_privileged(self, head_start_s: float) -> Hour:
        """This hour and one more who came with a head start."""
        return replace(self, privileged=self.privileged + 1, head_start_s=self.head_start_s + head_start_s)


class Privileged(NamedTuple):
    """Who comes with a head start: how many a second, and with how many seconds."""

    per_s: float
    head_start_s: float

    @property
    def expected(self) -> float:
        """How many of them will stand before somebody who comes now."""
        return self.per_s * self.head_start_s


class Correction(NamedTuple):
    """By what a promise is multiplied, and its spread: for all that no line shows, such as who takes a break."""

    bias: float = 1.0
    spread: float = 1.0


UNCORRECTED = Correction()


class Expected(NamedTuple):
    """What is to be expected of a queue at one time of the day."""

    time: ServiceTime
    privileged: Privileged | None = None
    correction: Correction = UNCORRECTED


@dataclass(frozen=True)
class Learned:
    """What is known of a queue: over the day, and for the hours in which people came."""

    usual: ServiceTime
    by_hour: Mapping[int, ServiceTime] = field(default_factory=dict)
    privileged: Mapping[int, Privileged] = field(default_factory=dict)
    """By hour; none in the hours that are not named."""
    correction: Correction = UNCORRECTED

    def at(self, hour: int) -> Expected:
        """What to expect in this hour of the day."""
        return Expected(self.by_hour.get(hour, self.usual), self.privileged.get(hour), self.correction)

    def corrected(self, correction: Correction) -> Learned:
        """The same with another correction."""
        return replace(self, correction=correction)

    @classmethod
    def of_profile(cls, service_time: timedelta) -> Learned:
        """What is known without any history: what the office says."""
        return cls(ServiceTime(service_time.total_seconds()))

    def to_json(self) -> dict[str, Any]:
        """As it is stored: seconds, and for who comes privileged how many an hour."""
        return {
            "usual": _pair(self.usual),
            "hours": {str(hour): _pair(time) for hour, time in sorted(self.by_hour.items())},
            "privileged": {
                str(hour): [round(one.per_s * 3600, 3), round(one.head_start_s)]
                for hour, one in sorted(self.privileged.items())
            },
            "correction": [round(self.correction.bias, 4), round(self.correction.spread, 4)],
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Learned:
        return cls(
            ServiceTime(*stored["usual"]),
            {int(hour): ServiceTime(*pair) for hour, pair in stored["hours"].items()},
            {
                int(hour): Privileged(an_hour / 3600, head_start_s)
                for hour, (an_hour, head_start_s) in stored["privileged"].items()
            },
            Correction(*stored["correction"]),
        )


def _pair(time: ServiceTime) -> list[float]:
    return [round(time.mean_s, 1), round(time.cv, 3)]


def kept_counter_s(
    first_called_at: datetime | None, called_at: datetime, ended_at: datetime, times_called: int
) -> float:
    """How long a visit kept its counter: from the call, the first of several in a row, to its end.

    A recall makes `called_at` later; after ten minutes it was no recall but another step of the visit.
    """
    recalled = first_called_at is not None and times_called > 1
    if recalled and first_called_at and called_at - first_called_at <= timedelta(minutes=10):
        return (ended_at - first_called_at).total_seconds()
    return (ended_at - called_at).total_seconds()


def is_evidence(seconds: float, usual_s: float) -> bool:
    """Whether a visit of so many seconds says anything, in a queue where `usual_s` is usual."""
    return SHORTEST_S <= seconds <= LONGEST * usual_s


class Kept(NamedTuple):
    """What became of a promise, in seconds."""

    waited_s: float
    p50_s: float
    p90_s: float


WORTH_A_PROMISE_S = 30
"""Who is called nearly at once was promised nothing that could be kept badly."""
GAIN, FULL_DAY = 0.4, 30
"""How much of a day's error is taken over; a day of fewer promises than these says less."""
LEAST_CORRECTION, MOST_CORRECTION = 0.6, 2.0


def correct(before: Correction, day: Sequence[Kept]) -> Correction:
    """The correction after a day: where fewer than half were called by p50 the promises grow, and so on.

    It follows slowly and within bounds: one odd day is no rule.
    """
    counted = [one for one in day if one.p50_s >= WORTH_A_PROMISE_S]
    if not counted:
        return before
    many = len(counted)
    step = GAIN * many / (many + FULL_DAY)
    half = sum(one.waited_s <= one.p50_s for one in counted) / many
    most = sum(one.waited_s <= one.p90_s for one in counted) / many
    return Correction(
        _bounded(before.bias * exp(step * (0.5 - half))),
        _bounded(before.spread * exp(2 * step * (0.9 - most))),
    )


def _bounded(factor: float) -> float:
    return min(MOST_CORRECTION, max(LEAST_CORRECTION, factor))


def learn(
    service_time: timedelta,
    history: Iterable[Hour],
    worked: Iterable[tuple[date, int]],
    today: date,
    correction: Correction,
) -> Learned:
    """What the history says of a queue of which its office says `service_time`.

    `worked`: the days and hours in which the office had people at all, whichever their queue.
    """
    told = ServiceTime(service_time.total_seconds())
    day, hours = _Sums(), dict[int, _Sums]()
    for one in history:
        if weight := _weight(one.day, today):
            for sums in (day, hours.setdefault(one.hour, _Sums())):
                sums.add(one, weight, came=one.day < today)
    exposed: dict[int, float] = {}
    for past, hour in worked:
        if past < today:
            exposed[hour] = exposed.get(hour, 0.0) + _weight(past, today)
    usual = day.beside(told, PRIOR_VISITS)
    return Learned(
        usual,
        {hour: sums.beside(usual, HOUR_VISITS) for hour, sums in hours.items() if sums.visits},
        {
            hour: Privileged(
                hours[hour].privileged / (weight * 3600), hours[hour].head_start_s / hours[hour].privileged
            )
            for hour, weight in exposed.items()
            if weight and hour in hours and hours[hour].privileged
        },
        correction,
    )


def _weight(day: date, today: date) -> float:
    age = (today - day).days
    return 0.5 ** (age / HALF_LIFE_DAYS) if 0 <= age <= REMEMBERED_DAYS else 0.0


@dataclass
class _Sums:
    visits: float = 0.0
    seconds: float = 0.0
    squares: float = 0.0
    privileged: float = 0.0
    head_start_s: float = 0.0

    def add(self, more: Hour, weight: float, *, came: bool) -> None:
        """Add an hour; who came in it only where `came` says that its day is over."""
        self.visits += weight * more.visits
        self.seconds += weight * more.seconds
        self.squares += weight * more.squares
        if came:
            self.privileged += weight * more.privileged
            self.head_start_s += weight * more.head_start_s

    def beside(self, prior: ServiceTime, weight: float) -> ServiceTime:
        """The service time these visits and a prior of this weight speak for together."""
        visits = self.visits + weight
        mean = (self.seconds + weight * prior.mean_s) / visits
        # Around the mean that is learned: how far a wrong prior lies off says nothing of the spread.
        own = self.squares - 2 * mean * self.seconds + self.visits * mean * mean
        variance = (max(own, 0.0) + weight * (prior.cv * mean) ** 2) / visits
        return ServiceTime(mean, min(MOST_CV, max(LEAST_CV, variance**0.5 / mean)))
