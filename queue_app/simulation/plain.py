"""The office as a plain model in memory: the same rules without a database, to check and to measure by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from queue_app.domain.estimates import Wait, breaks_after, look_ahead, newcomer
from queue_app.domain.forward import OpenCounter
from queue_app.domain.offices import Counter, Office
from queue_app.domain.service_times import Expected, Hour, Kept, Learned, correct, is_evidence, learn
from queue_app.domain.standing import InLine, standing_of
from queue_app.simulation.arrivals import Citizen
from queue_app.simulation.day import Visit


@dataclass(frozen=True)
class Hall:
    """The room as an estimate sees it."""

    line: list[InLine]
    open_counters: list[OpenCounter]
    known: dict[str, Expected]
    at: datetime


@dataclass
class PlainHouse:
    """Implements `day.House`. What it learns it learns every hour."""

    office: Office
    look: Callable[[Hall, Citizen], None] | None = None
    """Is shown the room whenever somebody takes a number."""
    promising: bool = True
    """Whether it promises waits, and learns for that."""
    learning: bool = True
    _line: dict[int, InLine] = field(default_factory=dict)
    _states: dict[int, str] = field(default_factory=dict)
    _present: dict[int, tuple[InLine, datetime]] = field(default_factory=dict)
    _sums: dict[tuple[str, date, int], Hour] = field(default_factory=dict)
    _learned: dict[str, Learned] = field(default_factory=dict)
    _hour: tuple[date, int] | None = None
    _last: int = 0

    def take(self, citizen: Citizen, now: datetime) -> tuple[int, Wait | None]:
        head_start = self.office.priority(citizen.priority).head_start if citizen.priority else timedelta(0)
        wait = None
        if self.promising:
            wait = self._promise(citizen, head_start, now)
            came = {"privileged": int(bool(head_start)), "head_start_s": head_start.total_seconds()}
            self._add(citizen.queue, self.office.local(now), **came)
        self._last += 1
        standing = standing_of(now, head_start)
        self._line[self._last] = InLine(self._last, "", citizen.queue, standing, now, citizen.priority)
        return self._last, wait

    def call(self, counter: Counter, now: datetime) -> int | None:
        here = [ticket for ticket in self._line.values() if ticket.queue in counter.lags]
        if not here:
            return None
        self._end(counter.number, now)
        first = min(here, key=lambda ticket: (ticket.standing + counter.lags[ticket.queue], ticket.id))
        self._present[counter.number] = (self._line.pop(first.id), now)
        return first.id

    def act(self, verb: str, ticket: int, now: datetime) -> bool:
        if verb == "cancel":
            return self._line.pop(ticket, None) is not None
        for counter, (present, _) in list(self._present.items()):
            if present.id == ticket and verb in ("finish", "no-show"):
                self._end(counter, now)
        return True

    def turn(self, verb: str, counter: Counter, now: datetime) -> None:
        self._states[counter.number] = verb

    def _end(self, counter: int, now: datetime) -> None:
        if counter in self._present:
            ticket, since = self._present.pop(counter)
            if self.promising:
                self._keep(ticket.queue, since, (now - since).total_seconds())

    def _keep(self, queue: str, since: datetime, seconds: float) -> None:
        told = self.office.queue(queue).service_time.total_seconds()
        if is_evidence(seconds, max(told, self._known(queue).usual.mean_s)):
            visit = {"visits": 1, "seconds": seconds, "squares": seconds * seconds}
            self._add(queue, self.office.local(since), **visit)

    def _add(self, queue: str, local: datetime, **more: float) -> None:
        sums = self._sums.setdefault((queue, local.date(), local.hour), Hour(local.date(), local.hour))
        added = {name: getattr(sums, name) + value for name, value in more.items()}
        self._sums[queue, local.date(), local.hour] = replace(sums, **added)

    def _promise(self, citizen: Citizen, head_start: timedelta, now: datetime) -> Wait | None:
        hall = Hall(list(self._line.values()), self._open_counters(), self._knowledge(now), now)
        if self.look:
            self.look(hall, citizen)
        outlook = look_ahead(
            hall.line,
            hall.open_counters,
            hall.known,
            now=now,
            newcomers=[newcomer(citizen.queue, now, head_start)],
            breaks=breaks_after(self.office.hours, self.office.local(now)),
        )
        return outlook.wait_of(citizen.queue)

    def _open_counters(self) -> list[OpenCounter]:
        return [
            OpenCounter(
                counter.lags,
                present[0].queue if present else None,
                present[1] if present else None,
                paused=self._states[counter.number] == "pause",
            )
            for counter in self.office.counters
            if self._states.get(counter.number) in ("open", "pause")
            for present in (self._present.get(counter.number),)
        ]

    def _known(self, queue: str) -> Learned:
        return self._learned.get(queue) or Learned.of_profile(self.office.queue(queue).service_time)

    def _knowledge(self, now: datetime) -> dict[str, Expected]:
        local = self.office.local(now)
        if self._hour != (local.date(), local.hour):
            self._hour = (local.date(), local.hour)
            worked = {(day, hour) for _, day, hour in self._sums}
            for queue in self.office.queues:
                history = [one for (code, _, _), one in self._sums.items() if code == queue.code]
                self._learned[queue.code] = learn(
                    queue.service_time, history, worked, local.date(), self._known(queue.code).correction
                )
        return {queue.code: self._known(queue.code).at(local.hour) for queue in self.office.queues}

    def close_day(self, visits: Iterable[Visit]) -> None:
        """Learn from how the promises of the day were kept; nobody is left in the house."""
        kept: dict[str, list[Kept]] = {queue.code: [] for queue in self.office.queues}
        for one in visits:
            if one.promise and one.wait_s is not None:
                kept[one.citizen.queue].append(Kept(one.wait_s, one.promise.p50_s, one.promise.p90_s))
        for code, day in kept.items():
            known = self._known(code)
            self._learned[code] = replace(known, correction=correct(known.correction, day))
        self._line.clear()
        self._present.clear()
        self._states.clear()
