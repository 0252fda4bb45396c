"""What people do with tickets, on both databases."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.exc import IntegrityError

from queue_app.domain.errors import (
    CounterBusy,
    CounterChanged,
    CounterTaken,
    MoveRefused,
    NobodyWaiting,
    OfficeClosed,
    TooFewCalls,
)
from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, State, Ticket
from queue_app.profiles import schema
from queue_app.services import access, calls, counters, tickets, views
from queue_app.services.access import Role
from queue_app.services.offices import import_profile
from queue_app.services.rooms import read_room
from queue_app.services.tickets import Press, Wish
from queue_app.storage import journal, people
from queue_app.storage.database import Database
from queue_app.storage.models import JOURNAL, PRINT_JOBS, TICKETS
from tests.conftest import MONDAY, Clock

VERBS = {**tickets.VERBS, "finish": tickets.finish}


class Ward:
    """The office with its people: each verb is a transaction of its own, as a request would be."""

    def __init__(self, database: Database, office: Office, clock: Clock) -> None:
        self.database, self.office, self.clock = database, office, clock

    def takes(
        self, queue: str, *, priority: str | None = None, press: Press | None = None, **wish: Any
    ) -> Ticket:
        chosen = self.office.priority(priority) if priority else None
        with self.database.transaction(self.office.id) as tx:
            return tickets.issue_ticket(
                tx,
                self.office,
                Wish(self.office.queue(queue), chosen, **wish),
                actor="token:1",
                now=self.clock(),
                wait=Wait(600, 1200),
                status_url="http://ward/t/",
                press=press,
            )

    def calls_next(self, counter: int) -> Ticket:
        with self.database.transaction(self.office.id) as tx:
            return calls.call_next(
                tx, self.office, self.office.counter(counter), actor="token:2", now=self.clock()
            )

    def does(self, verb: str, ticket: Ticket) -> Ticket:
        with self.database.transaction(self.office.id) as tx:
            present = tickets.find(tx, self.office, ticket.id)
            return VERBS[verb](tx, self.office, present, actor="token:2", now=self.clock())

    def now(self, ticket: Ticket) -> Ticket:
        with self.database.reading() as tx:
            return tickets.find(tx, self.office, ticket.id)

    def story(self, ticket: Ticket) -> list[Move]:
        with self.database.reading() as tx:
            return [entry.move for entry in journal.of_ticket(tx.connection, ticket.id)]

    def count(self, table: Table) -> int:
        with self.database.reading() as tx:
            return tx.connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def ward(database: Database, thanh_liet: Office, clock: Clock) -> Ward:
    return Ward(database, thanh_liet, clock)


def test_numbers_of_a_queue_follow_each_other_and_restart_with_the_day(ward: Ward) -> None:
    assert [ward.takes(queue).label for queue in "AABA"] == ["A001", "A002", "B001", "A003"]
    ward.clock.pass_(days=1)
    assert ward.takes("A").label == "A001"


def test_the_day_turns_at_midnight_in_hanoi_not_in_greenwich(ward: Ward) -> None:
    ward.clock.now = ward.clock.now.replace(hour=16, minute=59)
    assert ward.takes("A").label == "A001"
    ward.clock.pass_(minutes=2)
    assert ward.takes("A").label == "A001"


def test_a_ticket_its_journal_row_and_its_slip_are_one_transaction(ward: Ward) -> None:
    with pytest.raises(RuntimeError), ward.database.transaction(ward.office.id) as tx:
        wish = Wish(ward.office.queue("A"))
        tickets.issue_ticket(tx, ward.office, wish, actor="token:1", now=ward.clock())
        raise RuntimeError("the power went")
    assert [ward.count(table) for table in (TICKETS, JOURNAL, PRINT_JOBS)] == [0, 0, 0]
    assert ward.takes("A").label == "A001"
    assert [ward.count(table) for table in (TICKETS, JOURNAL, PRINT_JOBS)] == [1, 1, 1]


def test_the_slip_says_what_the_citizen_needs_and_nothing_about_the_citizen(ward: Ward) -> None:
    ward.takes("A")
    ticket = ward.takes("A", priority="disability", procedure="1.001193")
    with ward.database.reading() as tx:
        payload = tx.connection.execute(
            select(PRINT_JOBS.c.payload).where(PRINT_JOBS.c.ticket_id == ticket.id)
        ).scalar_one()
    assert payload["label"] == "A002"
    assert payload["queue"] == "Hộ tịch"
    assert (payload["expected_from"], payload["expected_to"]) == ("8:20", "8:30")
    assert payload["status_url"] == f"http://ward/t/{ticket.token}"
    assert payload["priority_mark"] == "Ư"
    assert "disability" not in str(payload)
    assert "khuyết tật" not in str(payload)


def test_people_ahead_counts_those_of_the_queue_who_stand_before(ward: Ward) -> None:
    ward.takes("A")
    ward.takes("B")
    ward.clock.pass_(minutes=1)
    assert ward.takes("A").people_ahead == 1
    assert ward.takes("A", priority="elderly").people_ahead == 0


def test_next_is_who_stands_earliest_and_the_journal_says_why(ward: Ward) -> None:
    ward.takes("A")
    ward.clock.pass_(minutes=10)
    elderly = ward.takes("A", priority="elderly")
    called = ward.calls_next(2)
    assert called.id == elderly.id
    assert called.standing == elderly.issued_at - timedelta(minutes=20)
    with ward.database.reading() as tx:
        why = journal.of_ticket(tx.connection, called.id)[-1].why
    assert why == {
        "standing": "2026-11-23T08:00:00.000+07:00",
        "issued_at": "2026-11-23T08:20:00.000+07:00",
        "lag_s": 0.0,
        "rival": "A001",
        "rival_standing": "2026-11-23T08:10:00.000+07:00",
    }


def test_a_helping_counter_calls_its_own_people_first(ward: Ward) -> None:
    ward.takes("B")
    ward.clock.pass_(minutes=14)
    ward.takes("A")
    assert [ward.calls_next(1).label for _ in range(2)] == ["A001", "B001"]


def test_nobody_waiting_leaves_the_present_ticket_where_it_is(ward: Ward) -> None:
    ward.takes("A")
    present = ward.calls_next(2)
    with pytest.raises(NobodyWaiting):
        ward.calls_next(2)
    assert ward.now(present).state is State.CALLED
    assert ward.story(present) == [Move.ISSUE, Move.CALL]


def test_next_finishes_the_person_at_the_counter_with_the_same_press(ward: Ward) -> None:
    first, second = ward.takes("A"), ward.takes("A")
    ward.calls_next(2)
    assert ward.calls_next(2).id == second.id
    assert ward.now(first).state is State.DONE
    assert ward.story(first) == [Move.ISSUE, Move.CALL, Move.FINISH]


def test_recall_keeps_the_number_and_the_counter(ward: Ward) -> None:
    ward.takes("A")
    called = ward.calls_next(2)
    ward.clock.pass_(minutes=1)
    again = ward.does("recall", called)
    assert (again.label, again.counter_id, again.times_called) == (called.label, called.counter_id, 2)
    assert again.called_at == ward.clock()


def test_a_visit_from_start_to_finish(ward: Ward) -> None:
    ward.takes("A")
    called = ward.calls_next(2)
    assert ward.does("start", called).state is State.SERVING
    ward.clock.pass_(minutes=6)
    assert ward.does("finish", called).state is State.DONE
    with pytest.raises(MoveRefused):
        ward.does("finish", called)
    assert ward.story(called) == [Move.ISSUE, Move.CALL, Move.START, Move.FINISH]


def test_absent_is_said_only_after_the_offices_number_of_calls(database: Database, clock: Clock) -> None:
    profile = schema.read(schema.find("phuong-thanh-liet"))
    strict = profile.model_copy(
        update={"office": profile.office.model_copy(update={"calls_before_no_show": 2})}
    )
    with database.transaction() as tx:
        ward = Ward(database, import_profile(tx, strict, always_open=True, now=MONDAY), clock)
    ward.takes("A")
    called = ward.calls_next(2)
    with pytest.raises(TooFewCalls):
        ward.does("no-show", called)
    ward.does("recall", called)
    assert ward.does("no-show", called).state is State.NO_SHOW


def test_the_same_press_cannot_make_two_tickets(ward: Ward) -> None:
    press = Press("press-1", b"x" * 32)
    ward.takes("A", press=press)
    with pytest.raises(IntegrityError):
        ward.takes("A", press=press)
    assert ward.takes("A").label == "A002"


def test_one_press_repeated_by_eight_at_once_is_one_number(ward: Ward) -> None:
    answers: list[str] = []

    def presses() -> None:
        try:
            answers.append(ward.takes("A", press=Press("press-1", b"x" * 32)).label)
        except IntegrityError:
            answers.append("repeated")

    at_once = [threading.Thread(target=presses) for _ in range(8)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert sorted(answers) == ["A001"] + ["repeated"] * 7
    assert ward.takes("A").label == "A002"


def test_a_closed_office_gives_no_numbers_and_says_when_it_opens(database: Database, clock: Clock) -> None:
    with database.transaction() as tx:
        office = import_profile(tx, schema.read(schema.find("phuong-thanh-liet")), now=MONDAY)
    ward = Ward(database, office, clock)
    assert ward.takes("A").label == "A001"
    clock.pass_(hours=4)
    with pytest.raises(OfficeClosed) as closed:
        ward.takes("A")
    assert closed.value.values == {"opens": "13:30 23/11/2026"}


def test_one_person_sits_at_a_counter_until_somebody_takes_over_knowingly(ward: Ward) -> None:
    with ward.database.transaction() as tx:
        for name in ("ha", "minh"):
            access.put_user(
                tx,
                ward.office,
                name,
                name=name.title(),
                role=Role.STAFF,
                password="mật khẩu 1",
                now=ward.clock(),
            )
    with ward.database.reading() as tx:
        ha, minh = (row.id for name in ("ha", "minh") if (row := people.user_named(tx.connection, name)))
    two = ward.office.counter(2)

    def sits_down(user_id: int, *, take_over: bool = False) -> None:
        with ward.database.transaction(ward.office.id) as tx:
            counters.open_counter(
                tx, ward.office, two, user_id=user_id, take_over=take_over, now=ward.clock()
            )

    sits_down(ha)
    with pytest.raises(CounterTaken) as taken:
        sits_down(minh)
    assert taken.value.values == {"counter": 2, "staff": "Ha"}
    sits_down(minh, take_over=True)
    ward.takes("A")
    ward.calls_next(2)
    with pytest.raises(CounterBusy), ward.database.transaction(ward.office.id) as tx:
        counters.open_counter(tx, ward.office, ward.office.counter(4), user_id=minh, now=ward.clock())
    ward.takes("A")
    with pytest.raises(CounterTaken), ward.database.transaction(ward.office.id) as tx:
        calls.call_next(tx, ward.office, two, actor="user:1", user_id=ha, now=ward.clock())


def test_two_who_press_next_at_once_send_nobody_away_unseen(ward: Ward) -> None:
    for _ in range(3):
        ward.takes("A")
    two = ward.office.counter(2)

    def presses(present: int | None) -> Ticket:
        with ward.database.transaction(ward.office.id) as tx:
            return calls.call_next(tx, ward.office, two, actor="token:2", present=present, now=ward.clock())

    first = presses(None)
    with pytest.raises(CounterChanged):
        presses(None)
    assert ward.now(first).state is State.CALLED
    assert presses(first.id).label == "A002"


def test_who_still_has_a_ticket_elsewhere_cannot_call_at_a_second_counter(ward: Ward) -> None:
    with ward.database.transaction() as tx:
        access.put_user(
            tx, ward.office, "ha", name="Ha", role=Role.STAFF, password="mật khẩu 1", now=ward.clock()
        )
    with ward.database.reading() as tx:
        row = people.user_named(tx.connection, "ha")
    assert row
    ward.takes("A")
    ward.takes("A")
    for number, refused in ((2, False), (3, True)):
        with contextlib.ExitStack() as stack:
            if refused:
                stack.enter_context(pytest.raises(CounterBusy))
            tx = stack.enter_context(ward.database.transaction(ward.office.id))
            counter = ward.office.counter(number)
            calls.call_next(tx, ward.office, counter, actor="user:1", user_id=row.id, now=ward.clock())


def test_past_tickets_of_a_queue_that_is_no_more_can_still_be_read(ward: Ward) -> None:
    ticket = ward.takes("P")
    waiting = ward.takes("P")
    called = ward.calls_next(8)
    assert called.id == ticket.id
    ward.does("cancel", waiting)
    finished = ward.does("finish", called)
    profile = schema.read(schema.find("phuong-thanh-liet"))
    queues = [queue for queue in profile.office.queues if queue.code != "P"]
    counters_left = [counter for counter in profile.office.counters if counter.number != 8]
    fewer = profile.office.model_copy(update={"queues": queues, "counters": counters_left})
    rows = [row for row in profile.procedures if row.queue != "P"]
    with ward.database.transaction() as tx:
        ward.office = import_profile(
            tx,
            profile.model_copy(update={"office": fewer, "procedures": rows}),
            always_open=True,
            now=MONDAY,
        )
    assert views.view(ward.office, finished, status_url="")["queue"] == "P"
    assert views.public_view(ward.office, ward.now(waiting), status_url="")["label"] == "P002"
    with ward.database.reading() as tx:
        assert [
            queue["code"] for queue in read_room(tx, ward.office, now=ward.clock()).board()["queues"]
        ] == list("ABCDE")
