"""Simulated days with changing demand and changing staff, and what each way of guessing says of every wait.

The days are played by the plain model, which calls the same people at the same moments as the office does
(a test holds that), only faster. The names of the guesses are those of Ibrahim and Whitt (2009).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services.offices import import_profile
from queue_app.simulation.arrivals import Citizen
from queue_app.simulation.day import Visit
from queue_app.simulation.plain import Hall, PlainHouse
from queue_app.simulation.run import Plan, demand_of, play_day, working_days
from queue_app.storage import migrate
from queue_app.storage.database import Database

START = date(2026, 11, 2)
LEARNS_DAYS = 5
"""The first days of each run are not counted: the office still learns."""


@dataclass(frozen=True)
class Guess:
    """One person's wait, and what was said of it when they came; in seconds."""

    waited: float
    p50: float
    p90: float
    les: float
    """Last to enter service: how long the last one called of their queue had waited."""
    hol: float
    """Head of line: how long the first in their queue has waited."""
    ql: float
    """Queue length: people ahead × mean service ÷ open counters that serve the queue."""


def office_in(folder: Path) -> Office:
    """The demonstration office, for whom no database is needed any more."""
    folder.mkdir(parents=True)
    database = Database(f"sqlite:///{folder / 'queue.sqlite'}")
    try:
        migrate.upgrade(database)
        with database.transaction() as tx:
            return import_profile(tx, schema.read(schema.find("phuong-thanh-liet")), now=datetime.now(UTC))
    finally:
        database.close()


def play(office: Office, *, days: int, tickets: int, seed: int) -> list[Guess]:
    """Play so many days after the first ones, and note every wait that was promised."""
    plan = Plan(LEARNS_DAYS + days, tickets, seed, START)
    demand, seen = demand_of(office, plan), _Seen()
    house = PlainHouse(office, seen.look)
    found: list[Guess] = []
    for number, day in enumerate(working_days(office, START, plan.days)):
        visits = play_day(office, house, plan, demand, day)
        house.close_day(visits)
        if number >= LEARNS_DAYS:
            found += seen.guesses(visits)
    return found


class _Seen:
    """What the classical guesses look at, noted as each citizen comes."""

    def __init__(self) -> None:
        self._noted: dict[tuple[datetime, str], tuple[float, float]] = {}

    def look(self, hall: Hall, citizen: Citizen) -> None:
        ahead = [ticket.issued_at for ticket in hall.line if ticket.queue == citizen.queue]
        here = [one for one in hall.open_counters if citizen.queue in one.lags and not one.paused]
        hol = (citizen.at - min(ahead)).total_seconds() if ahead else 0.0
        ql = len(ahead) * hall.known[citizen.queue].time.mean_s / max(1, len(here))
        self._noted[citizen.at, citizen.queue] = hol, ql

    def guesses(self, visits: list[Visit]) -> list[Guess]:
        calls: dict[str, list[tuple[datetime, float]]] = {}
        for one in visits:
            if one.called_at and one.wait_s is not None:
                calls.setdefault(one.citizen.queue, []).append((one.called_at, one.wait_s))
        for line in calls.values():
            line.sort()
        return [
            Guess(
                one.wait_s,
                one.promise.p50_s,
                one.promise.p90_s,
                _last(calls[one.citizen.queue], one.citizen.at),
                *self._noted[one.citizen.at, one.citizen.queue],
            )
            for one in visits
            if one.promise and one.wait_s is not None
        ]


def _last(calls: list[tuple[datetime, float]], at: datetime) -> float:
    place = bisect_left(calls, (at, 0.0))
    return calls[place - 1][1] if place else 0.0
