"""Days one after the other, and what they came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from queue_app.domain.offices import Office
from queue_app.simulation.arrivals import Demand, arrivals, sessions
from queue_app.simulation.day import Day, House, Visit
from queue_app.simulation.house import OfficeHouse
from queue_app.simulation.staff import shifts
from queue_app.storage.database import Database


@dataclass(frozen=True)
class Plan:
    """What is simulated: so many working days from `start`, with about so many tickets each."""

    days: int
    tickets: int
    seed: int
    start: date


def working_days(office: Office, start: date, days: int) -> list[date]:
    """The first so many days with sessions, from `start`; none where the office never opens."""
    found: list[date] = []
    for ahead in range(7 * (days + 1)):
        day = start + timedelta(days=ahead)
        if len(found) < days and sessions(office, day):
            found.append(day)
    return found


def demand_of(office: Office, plan: Plan) -> Demand:
    return Demand.of(office, plan.tickets, Random(f"{plan.seed} demand"))  # noqa: S311


def play_day(office: Office, house: House, plan: Plan, demand: Demand, day: date) -> list[Visit]:
    """One day of the plan: the same people and the same staff whichever the house."""
    chance = Random(f"{plan.seed} {day}")  # noqa: S311
    citizens = arrivals(office, demand, day, plan.tickets, chance)
    here = shifts(office, day, chance)
    return Day(office, house, citizens, here, chance).play()


def simulate(database: Database, office: Office, plan: Plan) -> list[Visit]:
    """Play the plan's days in the office itself; what became of everybody."""
    demand = demand_of(office, plan)
    visits: list[Visit] = []
    with OfficeHouse(database, office) as house:
        for day in working_days(office, plan.start, plan.days):
            visits += play_day(office, house, plan, demand, day)
            house.close_day(day)
    return visits


@dataclass(frozen=True)
class Summary:
    """What a simulation came to; waits in seconds, shares of those who were promised something."""

    came: int
    served: int
    absent: int
    not_called: int
    mean_wait_s: float
    p90_wait_s: float
    below_p50: float | None
    below_p90: float | None

    @classmethod
    def of(cls, visits: Sequence[Visit]) -> Summary:
        waits = sorted(visit.wait_s for visit in visits if visit.wait_s is not None)
        kept = [(one.wait_s, one.promise) for one in visits if one.wait_s is not None and one.promise]
        return cls(
            came=len(visits),
            served=sum(one.called_at is not None and one.citizen.comes for one in visits),
            absent=sum(one.called_at is not None and not one.citizen.comes for one in visits),
            not_called=sum(one.called_at is None for one in visits),
            mean_wait_s=sum(waits) / len(waits) if waits else 0.0,
            p90_wait_s=waits[int(0.9 * (len(waits) - 1))] if waits else 0.0,
            below_p50=sum(wait <= told.p50_s for wait, told in kept) / len(kept) if kept else None,
            below_p90=sum(wait <= told.p90_s for wait, told in kept) / len(kept) if kept else None,
        )

    def __str__(self) -> str:
        lines = [
            f"came            {self.came:8d}",
            f"served          {self.served:8d}",
            f"absent          {self.absent:8d}",
            f"left uncalled   {self.not_called:8d}",
            f"mean wait       {self.mean_wait_s / 60:8.1f} min",
            f"nine in ten     {self.p90_wait_s / 60:8.1f} min",
        ]
        if self.below_p50 is not None and self.below_p90 is not None:
            lines += [
                f"called by p50   {100 * self.below_p50:8.1f} %",
                f"called by p90   {100 * self.below_p90:8.1f} %",
            ]
        return "\n".join(lines)
