"""Who comes on a day, when, what for, and how long they will take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log, sqrt
from random import Random

from queue_app.domain.offices import Office

SHAPE = ((0.9, 1.4, 1.3, 0.9, 0.5), (0.8, 1.1, 1.0, 0.6, 0.2))
"""How the demand runs through a first and through every later session, fifth by fifth."""
WEEKDAYS = (1.35, 1.0, 0.95, 0.9, 1.0, 0.8, 0.8)
"""Monday is the day on which everybody comes."""
PRIVILEGED, ABSENT, GIVE_UP = 0.12, 0.05, 0.04
"""The shares of those with a priority, of those who do not come when called, and who give up waiting."""
BUSY = 0.8
"""How much of the staff's time the demand takes at most: more people a day are served faster."""


@dataclass(frozen=True)
class Citizen:
    at: datetime
    queue: str
    priority: str | None
    visit_s: float
    comes: bool
    """Whether they come when they are called."""
    gives_up_after_s: float | None


@dataclass(frozen=True)
class Demand:
    """What the office's people want; what the office itself does not know and has to learn."""

    shares: dict[str, float]
    visits_s: dict[str, float]
    """By queue: how long a visit really takes on average."""
    cv: float = 0.6

    @classmethod
    def of(cls, office: Office, tickets: int, chance: Random) -> Demand:
        """Shares as the counters can take them, and visits that differ from what the profile says."""
        told = {queue.code: queue.service_time.total_seconds() for queue in office.queues}
        capacity = dict.fromkeys(told, 0.0)
        for counter in office.counters:
            own = [code for code, lag in counter.lags.items() if not lag] or list(counter.lags)
            for code in own:
                capacity[code] += 1 / len(own)
        rates = {code: capacity[code] / told[code] for code in told}
        everybody = sum(rates.values())
        hours = max(session_seconds(office, day) for day in range(7))
        faster = min(1.0, BUSY * everybody * hours / max(tickets, 1))
        return cls(
            {code: rate / everybody for code, rate in rates.items()},
            {code: seconds * faster * chance.uniform(0.8, 1.2) for code, seconds in told.items()},
        )


def session_seconds(office: Office, weekday: int) -> float:
    return sum((closes - opens).total_seconds() for opens, closes in sessions(office, _some(weekday)))


def _some(weekday: int) -> date:
    return date(2026, 11, 23) + timedelta(days=weekday)


def sessions(office: Office, day: date) -> list[tuple[datetime, datetime]]:
    """The sessions of a day, whether or not the office gives numbers at any hour."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=office.zone)
    return [
        (
            datetime.combine(day, session.opens, office.zone),
            datetime.combine(day, session.closes, office.zone),
        )
        for session in office.hours.sessions(noon)
    ]


def arrivals(office: Office, demand: Demand, day: date, tickets: int, chance: Random) -> list[Citizen]:
    """About so many people in the order in which they come; more of them on a Monday."""
    times = [
        moment
        for opens, closes, expected in _parts(office, day, tickets)
        for moment in _poisson(opens, closes, expected, chance)
    ]
    return [_citizen(office, demand, moment, chance) for moment in sorted(times)]


def _parts(office: Office, day: date, tickets: int) -> list[tuple[datetime, datetime, float]]:
    """The fifths of the day's sessions, each with how many people are expected in it."""
    parts = []
    for number, (opens, closes) in enumerate(sessions(office, day)):
        shape = SHAPE[min(number, 1)]
        fifth = (closes - opens) / len(shape)
        for part, height in enumerate(shape):
            parts.append((opens + part * fifth, opens + (part + 1) * fifth, height * fifth.total_seconds()))
    whole = sum(weight for _, _, weight in parts)
    many = tickets * WEEKDAYS[day.weekday()] / (sum(WEEKDAYS[:5]) / 5)
    return [(opens, closes, many * weight / whole) for opens, closes, weight in parts]


def _poisson(opens: datetime, closes: datetime, expected: float, chance: Random) -> list[datetime]:
    found, at = [], 0.0
    while (at := at + chance.expovariate(expected)) < 1:
        found.append(opens + at * (closes - opens))
    return found


def _citizen(office: Office, demand: Demand, at: datetime, chance: Random) -> Citizen:
    queue = chance.choices(list(demand.shares), list(demand.shares.values()))[0]
    privileged = chance.random() < PRIVILEGED and office.priorities
    gives_up = chance.random() < GIVE_UP
    return Citizen(
        at=at,
        queue=queue,
        priority=chance.choice(office.priorities).code if privileged else None,
        visit_s=_lognormal(demand.visits_s[queue], demand.cv, chance),
        comes=chance.random() >= ABSENT,
        gives_up_after_s=chance.expovariate(1 / 1200) if gives_up else None,
    )


def _lognormal(mean: float, cv: float, chance: Random) -> float:
    sigma = sqrt(log(1 + cv * cv))
    return mean * exp(chance.gauss(0, sigma) - sigma * sigma / 2)
