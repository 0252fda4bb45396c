"""Every verb in any order, against the office in plain Python: after each step both are in the same state."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, timedelta
from functools import partial
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from queue_app.domain.errors import Refusal
from queue_app.domain.tickets import Ticket
from queue_app.domain.verification import verify_chain, verify_moves
from queue_app.services import calls, counters, day, tickets, transfers
from queue_app.services.transfers import To
from queue_app.storage import journal
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import OFFICES
from tests.conftest import MONDAY
from tests.properties.conftest import examples
from tests.properties.model import ANY, HANOI, Model, Pool, Refused, Visit
from tests.properties.office import ACTOR, PEOPLE, Ward

QUEUES = "ABC"
AT_WORK = (1, 2, 3, 5, 8)
"""1 serves A and helps B, 2 A, 3 A and B, 5 B and helps A, 8 helps C."""
LABELS = [one.name for one in fields(Visit)]

some_counter = st.sampled_from(AT_WORK)
somebody = st.sampled_from([None, None, *PEOPLE])
"""A device of the counter's own, or a person who has signed in."""
classes = st.sampled_from([None, None, None, "elderly", "merit"])
which = st.integers(0, 5)
"""Which of those in question, the youngest first."""


def there_is(*states: str) -> Callable[[Any], Any]:
    """The rule is tried only while there is a ticket in one of these states."""
    return precondition(lambda self: any(one.state in states for one in self.model.visits))


class EveryVerb(RuleBasedStateMachine):
    ward: ClassVar[Ward]

    @initialize(
        people=st.lists(st.tuples(st.sampled_from(QUEUES), classes), min_size=4, max_size=8),
        carries_over=st.booleans(),
    )
    def the_day_begins(self, people: list[tuple[str, str | None]], carries_over: bool) -> None:
        self.ward.first_morning(carries_over=carries_over)
        office = self.ward.office
        self.model = Model(
            lags={number: office.counter(number).lags for number in AT_WORK},
            head_starts={one.code: one.head_start for one in office.priorities},
            procedures=list(office.procedures),
            now=MONDAY,
            carries_over=carries_over,
        )
        self.written = 0
        self.version = self.looked = self.morning = self.ward.version()
        for queue, priority in people:
            self.takes_a_number(queue, priority)
            self.model.now += timedelta(minutes=1)
        for number, person in zip(AT_WORK, PEOPLE, strict=False):
            self.calls_the_next(number, person, "any")

    # --- what people do ----------------------------------------------------------------------------------

    @rule(queue=st.sampled_from(QUEUES), priority=classes)
    def takes_a_number(self, queue: str, priority: str | None) -> None:
        ticket = self.ward.takes(queue, priority, now=self.model.now)
        assert all(ticket.id > one.id for one in self.model.visits)
        standing = ticket.standing
        assert ticket.people_ahead == self.model.people_ahead(queue, standing)
        self.model.issue(queue, priority, ticket.id)
        self.version += 1

    @rule(queues=st.lists(st.sampled_from(QUEUES), min_size=2, max_size=4))
    def several_take_numbers(self, queues: list[str]) -> None:
        for queue in queues:
            self.takes_a_number(queue, None)

    @rule(counter=some_counter, person=somebody, sees=st.sampled_from(["any", "any", "it", "nobody"]))
    def calls_the_next(self, counter: int, person: str | None, sees: str) -> None:
        here = self.model.at(counter)
        present = {"any": ANY, "it": here.id if here else None, "nobody": None}[sees]
        called = self.both(
            lambda: self.model.call_next(counter, person, present).id,
            lambda tx: (
                calls.call_next(
                    tx,
                    self.ward.office,
                    self.ward.office.counter(counter),
                    actor=ACTOR,
                    user_id=self.user_id(person),
                    present=present,
                    now=self.model.now,
                ).id
            ),
        )
        if called is not None:
            assert called[0] == called[1]

    @rule(counter=some_counter)
    def the_counters_own_device_calls_the_next(self, counter: int) -> None:
        self.calls_the_next(counter, None, "any")

    @there_is("waiting", "held")
    @rule(counter=some_counter, person=somebody, nth=which)
    def calls_this_one(self, counter: int, person: str | None, nth: int) -> None:
        visit = self.one(nth, "waiting", "held")
        if visit is None:
            return
        self.both(
            lambda: self.model.call(counter, visit, person, "Bà cụ bị mệt"),
            lambda tx: calls.call(
                tx,
                self.ward.office,
                self.ward.office.counter(counter),
                self.found(tx, visit),
                reason="Bà cụ bị mệt",
                actor=ACTOR,
                user_id=self.user_id(person),
                now=self.model.now,
            ),
        )

    @rule(state=st.sampled_from(["called", "serving", "held", "waiting", "done", "no_show", "cancelled"]))
    def tries_all_that_may_not_be_done(self, state: str) -> None:
        visit = self.one(0, state)
        if visit is None:
            return
        place = self.model.visits.index(visit)
        for name, verb in tickets.VERBS.items():
            trial = deepcopy(self.model)
            try:
                getattr(trial, name.replace("-", "_"))(trial.visits[place])
            except Refused:
                self.both(
                    partial(self.model_verb(name.replace("-", "_")), visit), self.done_with(visit, verb)
                )

    @there_is("called")
    @rule(nth=which)
    def calls_again(self, nth: int) -> None:
        self.moves(nth, "called", self.model_verb("recall"), tickets.recall)

    @there_is("called")
    @rule(nth=which)
    def starts(self, nth: int) -> None:
        self.moves(nth, "called", self.model_verb("start"), tickets.start)

    @there_is("called", "serving")
    @rule(nth=which)
    def holds(self, nth: int) -> None:
        self.moves(nth, ("called", "serving"), self.model_verb("hold"), tickets.hold)

    @there_is("held")
    @rule(nth=which)
    def resumes(self, nth: int) -> None:
        self.moves(nth, "held", self.model_verb("resume"), tickets.resume)

    @there_is("called")
    @rule(nth=which)
    def marks_absent(self, nth: int) -> None:
        self.moves(nth, "called", self.model_verb("no_show"), tickets.no_show)

    @there_is("no_show")
    @rule(nth=which)
    def takes_in_again(self, nth: int) -> None:
        self.moves(nth, "no_show", self.model_verb("reinstate"), tickets.reinstate)

    @there_is("waiting", "held")
    @rule(nth=which)
    def gives_back(self, nth: int) -> None:
        self.moves(nth, ("waiting", "held"), self.model_verb("cancel"), tickets.cancel)

    @there_is("waiting")
    @rule(nth=which)
    def asks_for_more_time(self, nth: int) -> None:
        visit = self.one(nth, "waiting")
        if visit:
            self.both(
                lambda: self.model.step_back(visit),
                lambda tx: tickets.step_back(tx, self.ward.office, self.found(tx, visit), now=self.model.now),
            )

    @precondition(lambda self: any(one.state == "held" and one.back_at for one in self.model.visits))
    @rule()
    def those_whose_time_is_over_come_back(self) -> None:
        came = self.both(
            self.model.bring_back,
            lambda tx: tickets.bring_back(tx, self.ward.office, now=self.model.now),
        )
        assert came is not None and came[0] == came[1]

    @there_is("called", "serving")
    @rule(
        nth=which,
        procedures=st.integers(0, 2),
        bad=st.booleans(),
    )
    def finishes(self, nth: int, procedures: int, bad: bool) -> None:
        codes = [*list(self.ward.office.procedures)[:procedures], *(["9.999999"] if bad else [])]
        delivered = {code: place + 1 for place, code in enumerate(codes)}
        self.moves(
            nth,
            ("called", "serving"),
            lambda visit: self.model.finish(visit, delivered),
            tickets.finish,
            delivered=delivered,
        )

    @there_is("called", "serving")
    @rule(nth=which, confirmed=st.booleans())
    def looks_at_the_priority(self, nth: int, confirmed: bool) -> None:
        self.moves(
            nth,
            ("called", "serving"),
            lambda visit: self.model.judge_priority(visit, confirmed=confirmed),
            tickets.judge_priority,
            confirmed=confirmed,
        )

    @there_is("waiting", "called", "serving", "held")
    @rule(nth=which, note=st.sampled_from(["", "Hẹn lại chiều nay"]))
    def writes_a_note(self, nth: int, note: str) -> None:
        self.moves(
            nth,
            ("waiting", "called", "serving", "held"),
            lambda visit: self.model.write_note(visit, note),
            tickets.write_note,
            note=note,
        )

    @there_is("waiting", "called", "serving", "held")
    @rule(
        nth=which,
        to=st.one_of(
            st.sampled_from(QUEUES),
            st.just("back"),
            st.tuples(st.just("counter"), some_counter),
            st.tuples(st.just("person"), st.sampled_from(PEOPLE)),
        ),
        to_end=st.booleans(),
        note=st.sampled_from([None, "Cần xem bản gốc"]),
    )
    def hands_over(self, nth: int, to: str | Pool, to_end: bool, note: str | None) -> None:
        office = self.ward.office
        if to == "back":
            goal = To(back=True)
        elif isinstance(to, str):
            goal = To(queue=office.queue(to))
        elif isinstance(to[1], int):
            goal = To(counter=office.counter(to[1]))
        else:
            goal = To(person=self.ward.signs_in_as(to[1]))
        self.moves(
            nth,
            ("waiting", "called", "serving", "held"),
            lambda visit: self.model.transfer(visit, to, to_end=to_end, note=note),
            transfers.transfer,
            to=goal,
            note=note,
            reason="người già yếu",
            to_end=to_end,
        )

    @rule(counter=some_counter, person=somebody, take_over=st.booleans())
    def sits_down(self, counter: int, person: str | None, take_over: bool) -> None:
        self.both(
            lambda: self.model.open(counter, person, take_over=take_over),
            lambda tx: counters.open_counter(
                tx,
                self.ward.office,
                self.ward.office.counter(counter),
                user_id=self.user_id(person),
                take_over=take_over,
                actor=ACTOR,
                now=self.model.now,
            ),
        )

    @rule(counter=some_counter, person=somebody)
    def pauses(self, counter: int, person: str | None) -> None:
        self.both(
            lambda: self.model.pause(counter, person),
            lambda tx: counters.pause_counter(
                tx,
                self.ward.office,
                self.ward.office.counter(counter),
                reason="Giải lao",
                user_id=self.user_id(person),
            ),
        )

    @precondition(lambda self: sum(desk.state != "closed" for desk in self.model.desks.values()) > 1)
    @rule(counter=some_counter, person=somebody)
    def closes(self, counter: int, person: str | None) -> None:
        self.both(
            lambda: self.model.close(counter, person),
            lambda tx: counters.close_counter(
                tx,
                self.ward.office,
                self.ward.office.counter(counter),
                user_id=self.user_id(person),
                actor=ACTOR,
                now=self.model.now,
            ),
        )

    @there_is("called", "serving")
    @rule(nth=which)
    def the_clerk_leaves_and_somebody_else_sends_them_back(self, nth: int) -> None:
        visit = self.one(nth % 5, "called", "serving")
        assert visit is not None and visit.counter is not None
        self.closes(visit.counter, None)
        self.both(lambda: self.model.hold(visit), self.done_with(visit, tickets.hold))
        self.both(lambda: self.model.resume(visit), self.done_with(visit, tickets.resume))

    @rule(minutes=st.sampled_from([0, 1, 1, 5, 10, 15, 20, 31, -5]))
    def time_passes(self, minutes: int) -> None:
        """Or the clock is set back by somebody."""
        later = self.model.now + timedelta(minutes=minutes)
        if later.astimezone(HANOI).date() == self.model.now.astimezone(HANOI).date():
            self.model.now = later

    @precondition(lambda self: self.version > self.morning + 20)
    @rule()
    def the_next_morning_comes(self) -> None:
        """The server was off in the night, and closes the day late, and then once more."""
        yesterday = self.model.now.astimezone(HANOI).replace(hour=8, minute=10)
        self.model.now = (yesterday + timedelta(days=1)).astimezone(UTC)
        for moves in (self.model.close_day, lambda: 0):
            ended = self.both(
                moves,
                lambda tx: day.close_day(tx, self.ward.office, yesterday.date(), now=self.model.now),
            )
            assert ended is not None and ended[0] == ended[1]
        self.morning = self.version

    @there_is("waiting", "called", "serving", "held")
    @rule(nth=which, counter=some_counter, to_end=st.booleans())
    def sends_somebody_to_a_counter_that_calls_them(self, nth: int, counter: int, to_end: bool) -> None:
        self.hands_over(nth, ("counter", counter), to_end, None)
        self.calls_the_next(counter, None, "any")

    # --- both at once ------------------------------------------------------------------------------------

    def moves(
        self,
        nth: int,
        states: str | tuple[str, ...],
        expected: Callable[[Visit], object],
        verb: Callable[..., Ticket],
        **said: Any,
    ) -> None:
        """Somebody does `verb` with a ticket, mostly one in these states, but now and then with any."""
        visit = self.one(nth, *([states] if isinstance(states, str) else states))
        if visit is None:
            return
        self.both(lambda: expected(visit), self.done_with(visit, verb, **said))

    def done_with(self, visit: Visit, verb: Callable[..., Ticket], **said: Any) -> Callable[[Tx], Ticket]:
        return lambda tx: verb(
            tx, self.ward.office, self.found(tx, visit), actor=ACTOR, now=self.model.now, **said
        )

    def both(self, expected: Callable[[], Any], act: Callable[[Tx], Any]) -> tuple[Any, Any] | None:
        """What the model and the office answer; None where both refuse, for the same reason."""
        refused = said = None
        before = self.ward.counts()
        try:
            foreseen = expected()
        except Refused as why_not:
            refused, foreseen = why_not.code, None
        try:
            with self.ward.act() as tx:
                came = act(tx)
        except Refusal as why_not:
            said, came = why_not.code, None
        assert said == refused
        if refused:
            assert self.ward.counts() == before
            return None
        self.version += 1
        return foreseen, came

    def one(self, nth: int, *states: str) -> Visit | None:
        """One of those in these states; with the largest number, one in any state."""
        visits = self.model.visits if nth == 5 else [one for one in self.model.visits if one.state in states]
        return visits[-1 - nth % len(visits)] if visits else None

    def found(self, tx: Tx, visit: Visit) -> Ticket:
        return tickets.find(tx, self.ward.office, visit.id)

    def user_id(self, person: str | None) -> int | None:
        return self.ward.user_ids[person] if person else None

    def model_verb(self, name: str) -> Callable[[Visit], object]:
        verb: Callable[[Visit], object] = getattr(self.model, name)
        return verb

    # --- what must be the same ---------------------------------------------------------------------------

    @invariant()
    def every_ticket_is_as_the_model_says(self) -> None:
        kept = self.ward.visits()
        assert kept.keys() == {visit.id for visit in self.model.visits}
        for visit in self.model.visits:
            assert {name: kept[visit.id][name] for name in LABELS} == vars(visit)

    @invariant()
    def every_counter_is_as_the_model_says(self) -> None:
        kept = self.ward.desks()
        assert {number: kept[number] for number in AT_WORK} == {
            number: (desk.state, desk.person) for number, desk in self.model.desks.items()
        }

    @invariant()
    def every_counter_sees_the_same_line(self) -> None:
        room = self.ward.room(now=self.model.now)
        for number in AT_WORK:
            seen = [one.id for one in room.next_at(self.ward.office.counter(number))]
            assert seen == [visit.id for visit in self.model.order(number)]
        for queue in QUEUES:
            waiting = [one for one in self.model.visits if (one.state, one.queue) == ("waiting", queue)]
            assert room.waiting[queue] == len(waiting)

    @invariant()
    def the_journal_says_what_was_done(self) -> None:
        found = self.ward.journal()
        assert all(self.looked < version <= self.version for version, _ in found)
        new = self.model.journal[self.written :]
        assert sorted(map(repr, (row for _, row in found))) == sorted(map(repr, new))
        self.written, self.looked = self.written + len(new), self.version

    @invariant()
    def the_version_grows_with_what_was_done_and_with_nothing_else(self) -> None:
        assert self.ward.version() == self.version

    @invariant()
    def nobody_waits_for_somebody_who_is_not_there(self) -> None:
        in_pools = [one for one in self.model.visits if one.state == "waiting" and one.pool]
        assert [one.label for one in in_pools if one.pool and not self.model.is_there(one.pool)] == []

    def teardown(self) -> None:
        if hasattr(self, "model"):
            assert self.ward.deliveries() == self.model.deliveries


def test_every_verb_in_any_order_does_what_the_model_says(database: Database) -> None:
    machine = type("EveryVerbHere", (EveryVerb,), {"ward": Ward(database)})
    run_state_machine_as_test(machine, settings=examples(40))
    every_office_is_as_its_own_story_left_it(database)


def every_office_is_as_its_own_story_left_it(database: Database) -> None:
    """No story has moved a ticket of another office, nor written into its journal."""
    with database.reading() as tx:
        for office_id in tx.connection.execute(select(OFFICES.c.id)).scalars().all():
            assert list(verify_chain(office_id, journal.walk(tx.connection, office_id))) == []
            told = journal.stories(tx.connection, office_id)
            assert [wrong for _, _, stands, steps in told if (wrong := verify_moves(steps, stands))] == []
