"""What staff and citizens do with a ticket between its call and its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from queue_app.domain.errors import (
    CounterClosed,
    MoveRefused,
    NobodyToReturnTo,
    NobodyWaiting,
    NoMoreTime,
    NoPriority,
    NotCalled,
    PersonAway,
    PriorityUnconfirmed,
    TooLateToReinstate,
    UnknownPerson,
    UnknownProcedure,
)
from queue_app.domain.journal import Entry
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, State, Ticket
from queue_app.services import access, calls, counters, greeting, rooms, tickets, transfers
from queue_app.services.access import Role
from queue_app.services.tickets import Wish
from queue_app.services.transfers import To
from queue_app.storage import journal, people
from queue_app.storage import tickets as stored
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import DELIVERIES
from queue_app.texts import Texts
from tests.conftest import Clock

TEXTS = Texts.load()


class Ward:
    """The office with its people; each act is a transaction of its own, as a request would be."""

    def __init__(self, database: Database, office: Office, clock: Clock) -> None:
        self.database, self.office, self.clock = database, office, clock

    @contextmanager
    def act(self) -> Iterator[Tx]:
        with self.database.transaction(self.office.id) as tx:
            yield tx

    def takes(self, queue: str, priority: str | None = None, procedure: str | None = None) -> Ticket:
        chosen = self.office.priority(priority) if priority else None
        wish = Wish(self.office.queue(queue), chosen, procedure)
        with self.act() as tx:
            return tickets.issue_ticket(tx, self.office, wish, actor="token:1", now=self.clock())

    def opens(self, number: int, user_id: int | None = None) -> None:
        with self.act() as tx:
            at = self.office.counter(number)
            counters.open_counter(tx, self.office, at, user_id=user_id, now=self.clock())

    def calls_next(self, number: int, user_id: int | None = None) -> Ticket:
        with self.act() as tx:
            at = self.office.counter(number)
            return calls.call_next(tx, self.office, at, actor="token:2", user_id=user_id, now=self.clock())

    def does(self, verb: Any, ticket: Ticket, **said: Any) -> Ticket:
        with self.act() as tx:
            present = tickets.find(tx, self.office, ticket.id)
            moved: Ticket = verb(tx, self.office, present, actor="token:2", now=self.clock(), **said)
            return moved

    def hands(self, ticket: Ticket, note: str | None = None, to_end: bool | None = None, **to: Any) -> Ticket:
        return self.does(transfers.transfer, ticket, to=To(**to), note=note, to_end=to_end)

    def next_at(self, number: int) -> list[str]:
        with self.database.reading() as tx:
            room = rooms.read_room(tx, self.office, now=self.clock())
            return [one.label for one in room.next_at(self.office.counter(number))]

    def person(self, username: str) -> int:
        with self.act() as tx:
            access.put_user(
                tx,
                self.office,
                username,
                name="Lê Thu Hà",
                role=Role.STAFF,
                password="mot-cua-1",
                now=self.clock(),
            )
            row = people.user_named(tx.connection, username)
            assert row
            user_id: int = row.id
            return user_id

    def story(self, ticket: Ticket) -> list[Entry]:
        with self.database.reading() as tx:
            return journal.of_ticket(tx.connection, ticket.id)

    def delivered(self) -> list[tuple[int, str, int]]:
        """What visits ended with: ticket, procedure, how many."""
        with self.database.reading() as tx:
            rows = tx.connection.execute(select(DELIVERIES).order_by(DELIVERIES.c.id))
            return [(row.ticket_id, row.procedure, row.quantity) for row in rows]

    def why(self, ticket: Ticket) -> Any:
        with self.database.reading() as tx:
            return calls.why(tx, self.office, tickets.find(tx, self.office, ticket.id), TEXTS)

    def at(self, hour: int, minute: int) -> datetime:
        local = self.office.local(self.clock.now).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.clock.now = local
        return local


@pytest.fixture
def ward(database: Database, thanh_liet: Office, clock: Clock) -> Ward:
    return Ward(database, thanh_liet, clock)


def test_who_stepped_aside_goes_back_to_the_one_they_were_with(ward: Ward) -> None:
    ha = ward.person("ha")
    ticket = ward.takes("A")
    ward.calls_next(2, ha)
    ward.does(tickets.hold, ticket)
    ward.hands(ticket, queue=ward.office.queue("B"))
    ward.calls_next(4)
    assert ward.hands(ticket, back=True).pool == f"user:{ha}"


def test_who_steps_aside_comes_back_with_their_standing(ward: Ward) -> None:
    first, second = ward.takes("A"), ward.takes("A")
    ward.calls_next(2)
    aside = ward.does(tickets.hold, first)
    assert aside.state is State.HELD
    assert ward.next_at(2) == [second.label]
    ward.clock.pass_(minutes=5)
    back = ward.does(tickets.resume, first)
    assert (back.state, back.standing, back.times_called) == (State.WAITING, first.standing, 0)
    assert ward.next_at(2) == [first.label, second.label]


def test_a_counter_is_free_once_its_ticket_stepped_aside(ward: Ward) -> None:
    held, other = ward.takes("A"), ward.takes("A")
    ward.calls_next(2)
    ward.does(tickets.hold, held)
    assert ward.calls_next(2).id == other.id
    assert [entry.move for entry in ward.story(held)] == [Move.ISSUE, Move.CALL, Move.HOLD]


def test_a_handed_over_ticket_keeps_its_number_and_its_standing(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.calls_next(2)
    ward.clock.pass_(minutes=20)
    later = ward.takes("B")
    moved = ward.hands(ticket, queue=ward.office.queue("B"))
    assert (moved.label, moved.standing, moved.state) == (ticket.label, ticket.standing, State.WAITING)
    assert ward.next_at(4) == [ticket.label, later.label]
    assert ward.story(ticket)[-1].why == {"from_queue": "A", "to_queue": "B"}


def test_the_end_of_the_line_is_the_offices_rule_or_the_clerks_choice(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.calls_next(2)
    ward.clock.pass_(minutes=20)
    later = ward.takes("B")
    ward.clock.pass_(seconds=1)
    ward.office = replace(ward.office, rules=replace(ward.office.rules, transfer_to_end=True))
    ward.hands(ticket, queue=ward.office.queue("B"))
    assert ward.next_at(4) == [later.label, ticket.label]
    ward.hands(ticket, queue=ward.office.queue("A"), to_end=False)
    assert ward.story(ticket)[-1].standing == ward.clock.now, "what was lost once is not found again"


def test_who_waits_for_one_counter_alone_goes_before_the_common_line(ward: Ward) -> None:
    ward.opens(1)
    early, ticket = ward.takes("A"), ward.takes("A")
    ward.calls_next(2)
    ward.does(tickets.hold, early)
    ward.calls_next(2)
    ward.takes("A")
    ward.hands(ticket, counter=ward.office.counter(1), note="Cần xem bản gốc")
    ward.does(tickets.resume, early)
    assert ward.next_at(1)[0] == ticket.label
    assert ticket.label not in ward.next_at(2)
    called = ward.calls_next(1)
    assert (called.id, called.note) == (ticket.id, "Cần xem bản gốc")
    assert "chờ riêng quầy này" in ward.why(ticket)["vi"]


def test_hand_in_pay_and_back_to_the_same_person_is_one_number(ward: Ward) -> None:
    ha = ward.person("ha")
    ticket = ward.takes("A")
    ward.calls_next(2, ha)
    ward.hands(ticket, queue=ward.office.queue("B"))
    paying = ward.calls_next(4)
    assert paying.id == ticket.id
    ward.hands(ticket, back=True)
    assert ward.next_at(2) == [ticket.label]
    assert ward.next_at(1) == [], "only Hà may call it"
    assert ward.calls_next(2, ha).label == ticket.label
    assert "chờ riêng cán bộ" in ward.why(ticket)["vi"]


def test_who_waited_for_somebody_who_leaves_waits_for_anybody_again(ward: Ward) -> None:
    ward.opens(1)
    waiting, aside = ward.takes("A"), ward.takes("A")
    for one in (waiting, aside):
        ward.calls_next(2)
        ward.hands(one, counter=ward.office.counter(1))
    assert ward.calls_next(1).id == waiting.id
    ward.does(tickets.hold, waiting)
    assert ward.next_at(2) == []
    with ward.act() as tx:
        pool = f"counter:{ward.office.counter(1).id}"
        assert transfers.release(tx, pool, actor="token:2", now=ward.clock()) == 2
    ward.does(tickets.resume, waiting)
    assert ward.next_at(2) == [waiting.label, aside.label]


def test_nobody_is_made_to_wait_for_somebody_who_is_not_there(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.calls_next(2)
    ward.person("lan")
    for to, refusal in (
        ({"counter": ward.office.counter(7)}, CounterClosed),
        ({"person": "lan"}, PersonAway),
        ({"person": "nobody"}, UnknownPerson),
        ({"back": True}, NobodyToReturnTo),
    ):
        with pytest.raises(refusal):
            ward.hands(ticket, **to)
    assert [entry.move for entry in ward.story(ticket)] == [Move.ISSUE, Move.CALL]


def test_a_certain_ticket_is_called_with_a_reason_that_stays(ward: Ward) -> None:
    ward.takes("A")
    ticket = ward.takes("A")
    counter = ward.office.counter(2)
    called = ward.does(calls_by_hand, ticket, counter=counter, reason="Bà cụ bị mệt")
    assert (called.state, called.counter_id) == (State.CALLED, counter.id)
    assert ward.why(ticket)["vi"].endswith("gọi ngoài thứ tự, lý do: Bà cụ bị mệt.")
    with pytest.raises(MoveRefused):
        ward.does(calls_by_hand, ticket, counter=counter, reason="một lần nữa")


def calls_by_hand(tx: Tx, office: Office, ticket: Ticket, *, counter: Any, **said: Any) -> Ticket:
    return calls.call(tx, office, counter, ticket, **said)


def test_what_a_visit_ended_with_is_kept(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.calls_next(2)
    code = next(iter(ward.office.procedures))
    with pytest.raises(UnknownProcedure):
        ward.does(tickets.finish, ticket, delivered={code: 1, "9.999999": 1})
    ward.does(tickets.finish, ticket, delivered={code: 3})
    with ward.database.reading() as tx:
        rows = tx.connection.execute(DELIVERIES.select()).all()
    assert [(row.ticket_id, row.procedure, row.quantity) for row in rows] == [(ticket.id, code, 3)]


def test_who_was_absent_may_come_back_for_a_while(ward: Ward) -> None:
    ticket, late = ward.takes("A"), ward.takes("A")
    for one in (ticket, late):
        assert ward.calls_next(2).id == one.id
        ward.does(tickets.no_show, one)
    ward.clock.pass_(minutes=30)
    back = ward.does(tickets.reinstate, ticket)
    assert (back.state, back.standing, back.ended_at) == (State.WAITING, ticket.standing, None)
    ward.clock.pass_(seconds=1)
    with pytest.raises(TooLateToReinstate):
        ward.does(tickets.reinstate, late)


def test_who_needs_ten_more_minutes_lets_others_go_first_and_then_has_their_turn(ward: Ward) -> None:
    ticket, second, third = (ward.takes("A") for _ in range(3))
    aside = ward.does(tickets.step_back, ticket)
    assert aside.back_at == ward.clock.now + timedelta(minutes=10)
    assert ward.calls_next(2).id == second.id
    ward.clock.pass_(minutes=9, seconds=59)
    assert comes_back(ward) == 0
    ward.clock.pass_(seconds=1)
    assert comes_back(ward) == 1
    assert ward.next_at(2) == [ticket.label, third.label]
    ward.does(tickets.step_back, ticket)
    ward.clock.pass_(minutes=10)
    comes_back(ward)
    with pytest.raises(NoMoreTime):
        ward.does(tickets.step_back, ticket)


def comes_back(ward: Ward) -> int:
    with ward.act() as tx:
        return tickets.bring_back(tx, ward.office, now=ward.clock())


def test_a_priority_that_is_not_due_stands_where_it_would_have_stood(ward: Ward) -> None:
    ward.takes("A")
    ward.clock.pass_(minutes=1)
    claimed = ward.takes("A", priority="elderly")
    assert ward.calls_next(2).id == claimed.id
    plain = ward.does(tickets.judge_priority, claimed, confirmed=False)
    assert (plain.priority, plain.standing, plain.state) == (None, claimed.issued_at, State.WAITING)
    assert ward.next_at(2) == ["A001", "A002"]
    ward.calls_next(2)
    with pytest.raises(NoPriority):
        ward.does(tickets.judge_priority, claimed, confirmed=True)


def test_a_class_counts_once_however_often_it_is_given_and_is_taken_back_whole(ward: Ward) -> None:
    elderly, twenty = ward.office.priority("elderly"), timedelta(minutes=20)
    ticket = ward.takes("A")
    ward.clock.pass_(minutes=70)
    end = ward.hands(ticket, queue=ward.office.queue("B"), to_end=True).standing
    marked = [ward.does(greeting.mark, ticket, priority=elderly) for _ in range(2)]
    assert [one.standing for one in marked] == [end - twenty] * 2
    assert [one.move for one in ward.story(ticket)].count(Move.MARK) == 1
    ward.hands(ticket, queue=ward.office.queue("A"), to_end=False)
    assert ward.does(greeting.mark, ticket, priority=None).standing == end
    ward.does(greeting.mark, ticket, priority=elderly)
    assert ward.calls_next(2).id == ticket.id
    assert ward.does(tickets.judge_priority, ticket, confirmed=False).standing == end
    assert ward.does(greeting.mark, ticket, priority=None).priority is None
    assert ward.story(ticket)[-1].move is Move.DECLINE


def test_a_class_that_was_claimed_is_confirmed_by_the_same_mark(ward: Ward) -> None:
    claimed = ward.takes("A", priority="elderly")
    marked = ward.does(greeting.mark, claimed, priority=ward.office.priority("elderly"))
    assert (marked.priority_confirmed, marked.standing) == (True, claimed.standing)


def test_a_priority_that_is_due_is_confirmed_and_the_visit_goes_on(ward: Ward) -> None:
    claimed = ward.takes("A", priority="elderly")
    ward.calls_next(2)
    confirmed = ward.does(tickets.judge_priority, claimed, confirmed=True)
    assert (confirmed.priority_confirmed, confirmed.state) == (True, State.CALLED)


def test_anybody_may_ask_why_this_ticket(ward: Ward) -> None:
    ward.at(7, 58)
    waiting = ward.takes("A")
    ward.at(8, 10)
    elderly = ward.takes("A", priority="elderly")
    with pytest.raises(NotCalled):
        ward.why(elderly)
    ward.calls_next(2)
    assert ward.why(elderly) == {
        "vi": "A002 đến lúc 8:10, được tính như đến lúc 7:50 nhờ ưu tiên; kế tiếp là A001, tính từ 7:58.",
        "en": "A002 came at 8:10 and counts as 7:50 for priority; next is A001, counted from 7:58.",
    }
    ward.calls_next(2)
    assert ward.why(waiting)["en"] == "A001 came at 7:58; nobody waits behind."


def test_a_counter_that_helps_out_says_so(ward: Ward) -> None:
    ward.at(8, 0)
    ward.takes("B")
    ward.at(8, 20)
    ward.takes("A")
    assert ward.calls_next(1).label == "B001", "8:00 with a lag of 15 minutes stands before 8:20"
    with ward.database.reading() as tx:
        ticket = stored.at_counter(tx.connection, ward.office.counter(1).id)
    assert ticket
    assert ward.why(ticket)["en"] == (
        "B001 came at 8:00; this counter calls queue B with a lag of 15 minutes; "
        "next is A001, counted from 8:20."
    )


def test_a_refused_move_leaves_nothing_behind(ward: Ward) -> None:
    ticket = ward.takes("A")
    for verb in (tickets.recall, tickets.start, tickets.hold, tickets.resume, tickets.reinstate):
        with pytest.raises(MoveRefused):
            ward.does(verb, ticket)
    assert [entry.move for entry in ward.story(ticket)] == [Move.ISSUE]
    with ward.database.reading() as tx:
        assert tickets.find(tx, ward.office, ticket.id) == ticket
    with pytest.raises(NobodyWaiting):
        ward.calls_next(6)


@pytest.mark.parametrize("end", ["finish", "next", "cancel"])
def test_a_note_for_a_colleague_goes_when_the_visit_ends(ward: Ward, end: str) -> None:
    ward.takes("A")
    ticket = ward.hands(ward.calls_next(2), queue=ward.office.queue("B"), note="Cần xem bản gốc")
    if end == "cancel":
        ended = ward.does(tickets.cancel, ticket)
    else:
        called = ward.calls_next(4)
        assert called.note == "Cần xem bản gốc"
        if end == "finish":
            ward.does(tickets.finish, called)
        else:
            ward.takes("B")
            ward.calls_next(4)
        with ward.database.reading() as tx:
            ended = tickets.find(tx, ward.office, ticket.id)
    assert (ended.id, ended.note) == (ticket.id, None)


def test_who_stepped_aside_and_gave_the_number_back_is_promised_no_more_time(ward: Ward) -> None:
    ticket = ward.takes("A")
    with ward.act() as tx:
        tickets.step_back(tx, ward.office, ticket, now=ward.clock())
    assert ward.does(tickets.cancel, ticket).back_at is None


def test_a_visit_ends_with_what_it_was_taken_for_unless_somebody_says_otherwise(ward: Ward) -> None:
    birth, copy, *_ = ward.office.procedures
    visits = [ward.takes("A", procedure=code) for code in (birth, birth, birth, None, "9.999999")]
    ward.calls_next(2)
    ward.calls_next(2)
    ward.does(tickets.finish, visits[1], delivered={})
    ward.calls_next(2)
    with ward.act() as tx:
        at, said = ward.office.counter(2), {birth: 1, copy: 2}
        calls.call_next(tx, ward.office, at, actor="token:2", delivered=said, now=ward.clock())
    ward.calls_next(2)
    ward.does(tickets.finish, visits[4])
    assert ward.delivered() == [
        (visits[0].id, birth, 1),
        (visits[2].id, birth, 1),
        (visits[2].id, copy, 2),
    ]


def test_a_visit_neither_begins_nor_ends_before_somebody_has_looked_at_the_paper(ward: Ward) -> None:
    waiting, claimed = ward.takes("A"), ward.takes("A", "merit")
    assert ward.calls_next(2).id == claimed.id
    for verb in (tickets.start, tickets.finish):
        with pytest.raises(PriorityUnconfirmed):
            ward.does(verb, claimed)
    with pytest.raises(PriorityUnconfirmed):
        ward.calls_next(2)
    assert ward.next_at(2) == [waiting.label]
    ward.does(tickets.hold, claimed)
    with ward.act() as tx:
        at, again = ward.office.counter(2), tickets.find(tx, ward.office, claimed.id)
        calls.call(tx, ward.office, at, again, reason="Đã quay lại", actor="token:2", now=ward.clock())
    ward.does(tickets.judge_priority, claimed, confirmed=True)
    ward.does(tickets.start, claimed)
    assert ward.calls_next(2).id == waiting.id


def test_who_needs_a_look_and_never_comes_is_absent_all_the_same(ward: Ward) -> None:
    claimed = ward.takes("A", "merit")
    ward.calls_next(2)
    assert ward.does(tickets.no_show, claimed).state is State.NO_SHOW


def test_a_note_stays_with_the_visit_wherever_it_goes_and_the_journal_says_only_that_there_is_one(
    ward: Ward,
) -> None:
    ticket = ward.takes("A")
    ward.calls_next(2)
    written = ward.does(tickets.write_note, ticket, note="Thiếu bản gốc")
    assert (written.note, written.state) == ("Thiếu bản gốc", State.CALLED)
    entry = ward.story(ticket)[-1]
    assert (entry.move, entry.counter_id, entry.why) == (Move.NOTE, ward.office.counter(2).id, None)
    assert ward.hands(ticket, queue=ward.office.queue("B")).note == "Thiếu bản gốc"
    assert ward.hands(ticket, queue=ward.office.queue("A"), note="").note is None
    ward.does(tickets.write_note, ticket, note="Đã đủ")
    assert ward.does(tickets.write_note, ticket, note="").note is None
    assert ward.story(ticket)[-1].why == {"erased": True}
    ward.does(tickets.cancel, ticket)
    with pytest.raises(MoveRefused):
        ward.does(tickets.write_note, ticket, note="Quá muộn")
