"""The office once more, in plain Python: lists, dictionaries and sentences, to be read as its specification.

It knows nothing of the program. Every verb first says why not (Refused, with the code that a person would
get), and only then changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
ANY = -1
"""Whatever ticket is at the counter."""

NEED_A_PAPER = ("merit",)
"""Classes that somebody at the counter looks at before the visit begins or ends."""

Pool = tuple[str, int | str]
"""("counter", 3) or ("person", "ha"): whom somebody waits for, and for nobody else."""


class Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Visit:
    """One person's number, and how it stands with it."""

    id: int
    label: str
    queue: str
    day: date
    standing: datetime
    issued_at: datetime
    priority: str | None
    state: str = "waiting"
    confirmed: bool | None = None
    counter: int | None = None
    """The counter it is at, or was at last; none in line."""
    times_called: int = 0
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    pool: Pool | None = None
    handed_by: Pool | None = None
    note: str | None = None
    back_at: datetime | None = None
    step_backs: int = 0


@dataclass
class Desk:
    """One counter: open, paused or closed, and who sits there."""

    lags: Mapping[str, timedelta]
    state: str = "closed"
    person: str | None = None


@dataclass(frozen=True)
class Row:
    """One row of the journal."""

    ticket: int
    move: str
    before: str | None
    after: str
    at: datetime
    actor: str
    counter: int | None
    standing: datetime
    because: tuple[object, ...] = ()
    """Of a call: by hand and why, or the lag, whose pool, and who would have been next."""


@dataclass
class Model:
    """An office at work."""

    lags: Mapping[int, Mapping[str, timedelta]]
    head_starts: Mapping[str, timedelta]
    procedures: Iterable[str]
    now: datetime
    calls_before_no_show: int = 2
    reinstate_within: timedelta = timedelta(minutes=30)
    more_time: timedelta = timedelta(minutes=10)
    more_time_at_most: int = 2
    carries_over: bool = False
    """Whether who still waits when the day closes waits on tomorrow; otherwise they have left."""
    carried: set[str] = field(default_factory=set)
    """Labels from yesterday, which no number of today may be."""
    visits: list[Visit] = field(default_factory=list)
    numbers: dict[tuple[str, date], int] = field(default_factory=dict)
    deliveries: list[tuple[int, str, int]] = field(default_factory=list)
    journal: list[Row] = field(default_factory=list)
    desks: dict[int, Desk] = field(init=False)

    def __post_init__(self) -> None:
        self.desks = {number: Desk(lags) for number, lags in self.lags.items()}

    # --- who is next -------------------------------------------------------------------------------------

    def order(self, counter: int) -> list[Visit]:
        """Who waits for this counter: its own people first, then everybody else by standing + lag."""
        desk = self.desks[counter]
        own, common = [], []
        for visit in self.visits:
            if visit.state != "waiting":
                continue
            if visit.pool in (("counter", counter), ("person", desk.person)):
                own.append((visit.standing, visit.id, visit))
            elif visit.pool is None and visit.queue in desk.lags:
                common.append((visit.standing + desk.lags[visit.queue], visit.id, visit))
        return [visit for *_, visit in (*sorted(own), *sorted(common))]

    def people_ahead(self, queue: str, standing: datetime) -> int:
        """How many of the common line stand before somebody who comes now."""
        line = (one for one in self.visits if one.state == "waiting" and not one.pool)
        return sum(one.queue == queue and one.standing <= standing for one in line)

    def at(self, counter: int) -> Visit | None:
        """The ticket at this counter; there is never more than one."""
        here = [one for one in self.visits if one.state in ("called", "serving") and one.counter == counter]
        assert len(here) <= 1
        return here[0] if here else None

    # --- the life of a number ----------------------------------------------------------------------------

    def issue(self, queue: str, priority: str | None, ticket_id: int) -> Visit:
        today = self.now.astimezone(HANOI).date()
        number = self.numbers.get((queue, today), 0) + 1
        while f"{queue}{number:03}" in self.carried:
            number += 1
        self.numbers[queue, today] = number
        head_start = self.head_starts[priority] if priority else timedelta(0)
        visit = Visit(
            ticket_id, f"{queue}{number:03}", queue, today, self.now - head_start, self.now, priority
        )
        self.visits.append(visit)
        self._write(visit, "issue", None)
        return visit

    def call_next(self, counter: int, person: str | None, present: int | None = ANY) -> Visit:
        self._may_sit_down(counter, person)
        self._sees(counter, present)
        self._must_be_judged(self.at(counter))
        once_seated = deepcopy(self)
        once_seated._sit_down(counter, person)
        if not once_seated.order(counter):
            raise Refused("nobody-waiting")
        self._sit_down(counter, person)
        first, *others = self.order(counter)
        lag = timedelta(0) if first.pool else self.desks[counter].lags[first.queue]
        kind = first.pool[0] if first.pool else None
        self._call(first, counter, (lag.total_seconds(), kind, others[0].label if others else None))
        return first

    def call(self, counter: int, visit: Visit, person: str | None, reason: str) -> None:
        self._only(visit, "waiting", "held")
        self._may_sit_down(counter, person)
        self._must_be_judged(self.at(counter))
        self._sit_down(counter, person)
        self._call(visit, counter, ("by hand", reason))

    def recall(self, visit: Visit) -> None:
        self._only(visit, "called")
        visit.times_called += 1
        visit.called_at = self.now
        self._move(visit, "recall", "called")

    def start(self, visit: Visit) -> None:
        self._only(visit, "called")
        self._must_be_judged(visit)
        visit.started_at = self.now
        self._move(visit, "start", "serving")

    def hold(self, visit: Visit) -> None:
        self._only(visit, "called", "serving")
        self._move(visit, "hold", "held")

    def resume(self, visit: Visit, actor: str = "token:9") -> None:
        self._only(visit, "held")
        self._into_line(visit, "resume", actor)

    def transfer(self, visit: Visit, to: Pool | str, *, to_end: bool, note: str | None) -> None:
        """`to` is a queue's letter, a pool, or "back" to whoever handed the ticket over last."""
        goal = visit.handed_by if to == "back" else to
        if goal is None:
            raise Refused("nobody-to-return-to")
        if not isinstance(goal, str) and not self.is_there(goal):
            raise Refused("counter-closed" if goal[0] == "counter" else "person-away")
        self._only(visit, "waiting", "called", "serving", "held")
        if visit.state in ("called", "serving", "held") and visit.counter is not None:
            there = self.desks[visit.counter].person
            visit.handed_by = ("person", there) if there else ("counter", visit.counter)
        if isinstance(goal, str):
            visit.queue, visit.pool = goal, None
        else:
            visit.pool = goal
        visit.note = note or visit.note
        if to_end:
            visit.standing = self.now
        self._into_line(visit, "transfer")

    def finish(self, visit: Visit, delivered: Mapping[str, int]) -> None:
        if not set(delivered) <= set(self.procedures):
            raise Refused("unknown-procedure")
        self._only(visit, "called", "serving")
        self._must_be_judged(visit)
        self._end(visit, "finish", "done")
        self.deliveries += [(visit.id, procedure, many) for procedure, many in delivered.items()]

    def no_show(self, visit: Visit) -> None:
        self._only(visit, "called")
        if visit.times_called < self.calls_before_no_show:
            raise Refused("too-few-calls")
        self._end(visit, "no-show", "no_show")

    def reinstate(self, visit: Visit) -> None:
        self._only(visit, "no_show")
        assert visit.ended_at is not None
        today = self.now.astimezone(HANOI).date()
        missed_today = visit.day == today or visit.label in self.carried
        if self.now - visit.ended_at > self.reinstate_within or not missed_today:
            raise Refused("too-late-to-reinstate")
        visit.ended_at = visit.pool = None
        self._into_line(visit, "reinstate")

    def cancel(self, visit: Visit, actor: str = "token:9") -> None:
        self._only(visit, "waiting", "held")
        self._end(visit, "cancel", "cancelled", actor)

    def step_back(self, visit: Visit) -> None:
        """Ten more minutes, please."""
        self._only(visit, "waiting")
        if visit.step_backs == self.more_time_at_most:
            raise Refused("no-more-time")
        visit.step_backs += 1
        visit.back_at = self.now + self.more_time
        self._move(visit, "step-back", "held", "citizen")

    def bring_back(self) -> int:
        """The ten minutes of some are over."""
        due = [one for one in self.visits if one.state == "held" and one.back_at and one.back_at <= self.now]
        for visit in due:
            self.resume(visit, "clock")
        return len(due)

    def judge_priority(self, visit: Visit, *, confirmed: bool) -> None:
        if visit.priority is None:
            raise Refused("no-priority")
        self._only(visit, "called", "serving")
        visit.confirmed = confirmed
        if confirmed:
            self._move(visit, "confirm", visit.state)
        else:
            visit.priority = None
            visit.standing = max(visit.standing, visit.issued_at)
            self._into_line(visit, "decline")

    def write_note(self, visit: Visit, note: str) -> None:
        self._only(visit, "waiting", "called", "serving", "held")
        visit.note = note or None
        self._move(visit, "note", visit.state)

    def close_day(self) -> int:
        """In the night, when nobody is there any more; how many numbers it ended or carried over."""
        left = [one for one in self.visits if one.state in ("waiting", "called", "serving", "held")]
        self.carried = {one.label for one in left if self.carries_over and one.state != "serving"}
        for visit in left:
            visit.pool = None
            if visit.label not in self.carried:
                self._end(visit, "close-day", "done" if visit.state == "serving" else "no_show", "clock")
            else:
                self._into_line(visit, "carry-over", "clock")
        for visit in self.visits:
            if visit.ended_at:
                visit.note = None
        for desk in self.desks.values():
            desk.state, desk.person = "closed", None
        return len(left)

    # --- counters ----------------------------------------------------------------------------------------

    def open(self, counter: int, person: str | None, *, take_over: bool = False) -> None:
        if take_over:
            self._must_not_be_busy_elsewhere(counter, person)
            self.desks[counter].person = None
        self._may_sit_down(counter, person)
        self._sit_down(counter, person)

    def pause(self, counter: int, person: str | None) -> None:
        """A ticket at the counter stays there, and so do those who wait for it alone."""
        if self.desks[counter].state == "closed":
            raise Refused("counter-closed")
        self._is_theirs(counter, person)
        self.desks[counter].state = "paused"

    def close(self, counter: int, person: str | None) -> None:
        """A ticket at the counter stays there until it is finished."""
        self._is_theirs(counter, person)
        self.desks[counter].state, self.desks[counter].person = "closed", None
        self._let_go()

    def is_there(self, pool: Pool) -> bool:
        """Whether anybody would call those who wait for this counter or person alone."""
        kind, who = pool
        if kind == "counter":
            return any(number == who and desk.state != "closed" for number, desk in self.desks.items())
        return any(desk.person == who and desk.state != "closed" for desk in self.desks.values())

    # --- the parts of a move -----------------------------------------------------------------------------

    def _only(self, visit: Visit, *states: str) -> None:
        if visit.state not in states:
            raise Refused("move-refused")

    def _sees(self, counter: int, present: int | None) -> None:
        here = self.at(counter)
        if present not in (ANY, here.id if here else None):
            raise Refused("counter-changed")

    def _must_be_judged(self, visit: Visit | None) -> None:
        if visit and visit.priority in NEED_A_PAPER and not visit.confirmed:
            raise Refused("priority-unconfirmed")

    def _must_not_be_busy_elsewhere(self, counter: int, person: str | None) -> None:
        others = [
            number for number, desk in self.desks.items() if number != counter and desk.person == person
        ]
        if person and any(self.at(number) for number in others):
            raise Refused("counter-busy")

    def _may_sit_down(self, counter: int, person: str | None) -> None:
        self._must_not_be_busy_elsewhere(counter, person)
        self._is_theirs(counter, person)

    def _is_theirs(self, counter: int, person: str | None) -> None:
        """A device of the counter's own may act whoever sits there."""
        if person and self.desks[counter].person not in (None, person):
            raise Refused("counter-taken")

    def _sit_down(self, counter: int, person: str | None) -> None:
        """Open the counter; a person leaves every other one. A device leaves the person who is there."""
        for number, desk in self.desks.items():
            if person and number != counter and desk.person == person:
                desk.state, desk.person = "closed", None
        desk = self.desks[counter]
        desk.state, desk.person = "open", person or desk.person
        self._let_go()

    def _let_go(self) -> None:
        """Whoever waits for somebody who has left waits for anybody."""
        for visit in self.visits:
            if visit.state in ("waiting", "held") and visit.pool and not self.is_there(visit.pool):
                visit.pool = None
                self._write(visit, "release", visit.state, "token:9")

    def _call(self, visit: Visit, counter: int, because: tuple[object, ...]) -> None:
        if here := self.at(counter):
            self._end(here, "finish", "done")
        before = visit.state
        visit.state, visit.counter, visit.times_called = "called", counter, 1
        visit.called_at = self.now
        visit.first_called_at = visit.first_called_at or self.now
        visit.started_at = visit.back_at = None
        self._write(visit, "call", before, because=because)

    def _into_line(self, visit: Visit, move: str, actor: str = "token:9") -> None:
        """In line again, as if never called, with the standing it has."""
        if visit.pool and not self.is_there(visit.pool):
            visit.pool = None
        before, was_at = visit.state, visit.counter
        visit.state, visit.counter, visit.times_called = "waiting", None, 0
        visit.called_at = visit.started_at = visit.back_at = None
        self._write(visit, move, before, actor, was_at=was_at)

    def _end(self, visit: Visit, move: str, state: str, actor: str = "token:9") -> None:
        visit.ended_at = self.now
        if move != "no-show":
            visit.note = visit.back_at = None
        self._move(visit, move, state, actor)

    def _move(self, visit: Visit, move: str, state: str, actor: str = "token:9") -> None:
        before, visit.state = visit.state, state
        self._write(visit, move, before, actor)

    def _write(
        self,
        visit: Visit,
        move: str,
        before: str | None,
        actor: str = "token:9",
        *,
        was_at: int | None = None,
        because: tuple[object, ...] = (),
    ) -> None:
        at = visit.counter or was_at
        self.journal.append(
            Row(visit.id, move, before, visit.state, self.now, actor, at, visit.standing, because)
        )
