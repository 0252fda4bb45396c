"""Who serves on a day: when each counter opens, when its clerk takes a break, how fast they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from queue_app.domain.offices import Office
from queue_app.simulation.arrivals import sessions

AWAY = 0.08
"""How often a counter has nobody for a day, if another one serves its queues."""


@dataclass(frozen=True)
class Shift:
    """One counter's day."""

    counter: int
    sessions: tuple[tuple[datetime, datetime], ...]
    """From when to when the clerk calls people; after the last one, until nobody waits."""
    pauses: tuple[tuple[datetime, timedelta], ...]
    pace: float
    """By how much longer than others the clerk takes today."""
    finishes: bool
    """Whether they press "finish" and later "next", or "next" at once."""


def shifts(office: Office, day: date, chance: Random) -> list[Shift]:
    """The shifts of a day; every queue keeps a counter of its own."""
    found: list[Shift] = []
    away: set[int] = set()
    for counter in office.counters:
        others = [one for one in office.counters if one.number not in away | {counter.number}]
        covered = {code for one in others for code, lag in one.lags.items() if not lag}
        free = chance.random() < AWAY and covered >= {code for code, lag in counter.lags.items() if not lag}
        if free:
            away.add(counter.number)
        else:
            found.append(_shift(office, counter.number, day, chance))
    return found


def _shift(office: Office, counter: int, day: date, chance: Random) -> Shift:
    here = tuple(
        (opens + timedelta(seconds=chance.uniform(-120, 300)), closes)
        for opens, closes in sessions(office, day)
    )
    pauses = [
        (opens + chance.uniform(0.3, 0.8) * (closes - opens), timedelta(minutes=chance.uniform(5, 15)))
        for opens, closes in here
        if chance.random() < 0.7
    ]
    return Shift(
        counter=counter,
        sessions=here,
        pauses=tuple(pauses),
        pace=min(1.5, max(0.7, chance.gauss(1.0, 0.12))),
        finishes=chance.random() < 0.5,
    )
