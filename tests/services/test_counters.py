"""Counters opened, paused, taken over and closed by the people who sit there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from queue_app.domain.errors import CounterClosed, CounterTaken
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, Ticket
from queue_app.services import counters, rooms, tickets
from queue_app.services.desks import Desk, read_desk
from queue_app.services.rooms import Board
from queue_app.storage import offices
from queue_app.storage.database import Database
from queue_app.storage.models import COUNTERS
from queue_app.texts import Texts
from tests.conftest import Clock
from tests.services.test_moves import Ward

TEXTS = Texts.load()


class Hall(Ward):
    """The office with people who come and go."""

    def pauses(self, number: int, user_id: int | None = None, reason: str = "Nghỉ giữa giờ") -> None:
        with self.act() as tx:
            at = self.office.counter(number)
            counters.pause_counter(tx, self.office, at, reason=reason, user_id=user_id)

    def closes(self, number: int, user_id: int | None = None, *, take_over: bool = False) -> None:
        with self.act() as tx:
            at = self.office.counter(number)
            counters.close_counter(
                tx, self.office, at, user_id=user_id, take_over=take_over, now=self.clock()
            )

    def takes_over(self, number: int, user_id: int) -> None:
        with self.act() as tx:
            at = self.office.counter(number)
            counters.open_counter(tx, self.office, at, user_id=user_id, take_over=True, now=self.clock())

    def waits_for(self, **to: Any) -> Ticket:
        """Somebody who was handed over from counter 3."""
        ticket = self.takes("A")
        self.calls_next(3)
        return self.hands(ticket, **to)

    def desk(self, number: int) -> Desk:
        with self.database.reading() as tx:
            room = rooms.read_room(tx, self.office, now=self.clock())
            return read_desk(tx, room, self.office.counter(number), TEXTS)

    def board(self) -> Board:
        with self.database.reading() as tx:
            return rooms.read_room(tx, self.office, now=self.clock()).board()

    def opened_at(self, number: int) -> datetime | None:
        with self.database.reading() as tx:
            counter_id = self.office.counter(number).id
            found: datetime | None = tx.connection.execute(
                select(COUNTERS.c.opened_at).where(COUNTERS.c.id == counter_id)
            ).scalar()
            return found


@pytest.fixture
def hall(database: Database, thanh_liet: Office, clock: Clock) -> Hall:
    return Hall(database, thanh_liet, clock)


def test_a_paused_counter_says_why_until_its_next_call(hall: Hall) -> None:
    ha = hall.person("ha")
    hall.opens(2, ha)
    opened = hall.opened_at(2)
    hall.clock.pass_(minutes=30)
    hall.pauses(2, ha)
    hall.takes("A")
    assert hall.desk(2)["counter"] == {
        "number": 2,
        "name": "Hộ tịch",
        "state": "paused",
        "staff": "Lê Thu Hà",
        "staff_id": ha,
        "reason": "Nghỉ giữa giờ",
    }
    assert hall.board()["counters"][1]["state"] == "paused"
    assert hall.board()["queues"][0]["wait"] is None, "a pause promises nobody a wait"
    hall.calls_next(2, ha)
    assert (hall.desk(2)["counter"]["state"], hall.desk(2)["counter"]["reason"]) == ("open", None)
    assert hall.opened_at(2) == opened


def test_opening_again_ends_a_pause_too(hall: Hall) -> None:
    ha = hall.person("ha")
    hall.opens(2, ha)
    hall.pauses(2, ha)
    hall.opens(2, ha)
    assert hall.desk(2)["counter"]["state"] == "open"


def test_nobody_pauses_or_closes_a_colleagues_counter_nor_pauses_a_closed_one(hall: Hall) -> None:
    ha, minh = hall.person("ha"), hall.person("minh")
    hall.opens(2, ha)
    for act in (hall.pauses, hall.closes):
        with pytest.raises(CounterTaken):
            act(2, minh)
    with pytest.raises(CounterTaken):
        hall.calls_next(2, minh)
    hall.closes(2, ha)
    with pytest.raises(CounterClosed):
        hall.pauses(2, ha)
    assert hall.opened_at(2) is None


def test_a_supervisor_closes_the_counter_of_somebody_who_went_home_and_stays_at_their_own(
    hall: Hall,
) -> None:
    ha, nghia = hall.person("ha"), hall.person("nghia")
    hall.opens(2, ha)
    hall.opens(4, nghia)
    of_person = hall.waits_for(person="ha")
    hall.closes(2, nghia, take_over=True)
    assert [hall.desk(number)["counter"]["staff_id"] for number in (2, 4)] == [None, nghia]
    last = hall.story(of_person)[-1]
    assert (last.move, last.actor) == (Move.RELEASE, f"user:{nghia}")


def test_whoever_closes_an_empty_counter_keeps_their_own(hall: Hall) -> None:
    ha = hall.person("ha")
    hall.opens(2, ha)
    hall.opens(5)
    hall.closes(5, ha)
    assert [hall.desk(number)["counter"]["state"] for number in (2, 5)] == ["open", "closed"]


def test_a_person_who_moves_takes_along_who_waits_for_them_and_not_who_waits_for_the_counter(
    hall: Hall,
) -> None:
    ha = hall.person("ha")
    hall.opens(2, ha)
    of_counter = hall.waits_for(counter=hall.office.counter(2))
    of_person = hall.waits_for(person="ha")
    assert hall.next_at(1) == []
    hall.opens(5, ha)
    assert hall.next_at(5) == [of_person.label, of_counter.label]
    assert hall.next_at(1) == [of_counter.label]
    assert hall.desk(2)["counter"]["state"] == "closed"
    last = hall.story(of_counter)[-1]
    assert (last.move, last.actor) == (Move.RELEASE, f"user:{ha}")


def test_when_a_counter_closes_who_waited_for_it_or_its_person_waits_for_anybody(hall: Hall) -> None:
    ha = hall.person("ha")
    hall.opens(2, ha)
    waiting = [hall.waits_for(counter=hall.office.counter(2)), hall.waits_for(person="ha")]
    hall.closes(2, ha)
    assert hall.next_at(1) == [one.label for one in waiting]
    assert [hall.story(one)[-1].move for one in waiting] == [Move.RELEASE] * 2


def test_who_takes_a_counter_over_inherits_who_waits_for_it_and_not_for_the_colleague(hall: Hall) -> None:
    ha, minh = hall.person("ha"), hall.person("minh")
    hall.opens(2, ha)
    of_counter = hall.waits_for(counter=hall.office.counter(2))
    of_person = hall.waits_for(person="ha")
    hall.takes_over(2, minh)
    assert hall.next_at(2) == [of_counter.label, of_person.label]
    assert hall.next_at(1) == [of_person.label]
    with pytest.raises(CounterTaken):
        hall.calls_next(2, ha)


def test_the_database_itself_seats_nobody_twice(hall: Hall) -> None:
    ha = hall.person("ha")
    hall.opens(2, ha)
    with pytest.raises(IntegrityError), hall.act() as tx:
        offices.take_over_counter(tx.connection, hall.office.counter(3).id, user_id=ha, now=hall.clock())


def test_a_desk_shows_who_stepped_aside_and_until_when(hall: Hall) -> None:
    held, more = hall.takes("A"), hall.takes("B")
    hall.calls_next(2)
    hall.does(tickets.hold, held)
    hall.does(tickets.step_back, more)
    assert hall.desk(7)["held"] == [
        {"id": held.id, "label": "A001", "queue": "A"},
        {"id": more.id, "label": "B001", "queue": "B", "until": "2026-11-23T08:20:00.000+07:00"},
    ]


def test_a_desk_shows_the_colleagues_note_and_the_way_back(hall: Hall) -> None:
    ha = hall.person("ha")
    ticket = hall.takes("A")
    hall.calls_next(2, ha)
    first = hall.desk(2)["ticket"]
    assert first
    assert (first["note"], first["handed_back"]) == (None, False)
    hall.hands(ticket, queue=hall.office.queue("B"), note="Thu phí 8.000 đ")
    hall.calls_next(4)
    paying = hall.desk(4)["ticket"]
    assert paying
    assert (paying["note"], paying["handed_back"]) == ("Thu phí 8.000 đ", True)


def test_a_class_that_a_paper_shows_is_confirmed_once_at_the_counter(hall: Hall) -> None:
    for priority, asked in (("merit", True), ("elderly", False), (None, False)):
        ticket = hall.takes("A", priority)
        hall.calls_next(2)
        shown = hall.desk(2)["ticket"]
        assert shown
        assert shown["confirm_priority"] is asked
        if asked:
            hall.does(tickets.judge_priority, ticket, confirmed=True)
            shown = hall.desk(2)["ticket"]
            assert shown
            assert shown["confirm_priority"] is False


def test_every_desk_sees_who_needs_help_the_longest_first(hall: Hall) -> None:
    minh = hall.person("minh")
    hall.opens(2)
    hall.opens(4, minh)
    for number in (4, 2):
        with hall.act() as tx:
            counters.ask_for_help(tx, hall.office, hall.office.counter(number), now=hall.clock())
        hall.clock.pass_(minutes=1)
    asking = [(one["counter"], one["staff"], one["since"][11:16]) for one in hall.desk(3)["help"]]
    assert [(number, since) for number, _, since in asking] == [(4, "08:10"), (2, "08:11")]
    assert asking[0][1]
    with hall.act() as tx:
        counters.end_help(tx, hall.office, hall.office.counter(4))
    assert [one["counter"] for one in hall.desk(4)["help"]] == [2]


def test_a_desk_tells_the_story_of_its_ticket_in_words(hall: Hall) -> None:
    ha = hall.person("ha")
    hall.opens(4)
    ticket = hall.takes("A", procedure=next(iter(hall.office.procedures)))
    hall.clock.pass_(minutes=12)
    hall.calls_next(2, ha)
    with hall.act() as tx:
        present = tickets.find(tx, hall.office, ticket.id)
        tickets.write_note(tx, hall.office, present, note="Thiếu ảnh", actor=f"user:{ha}", now=hall.clock())
    hall.does(tickets.hold, ticket)
    hall.does(tickets.resume, ticket)
    hall.hands(ticket, counter=hall.office.counter(4))
    hall.calls_next(4)
    shown = hall.desk(4)["ticket"]
    assert shown
    told = [(line["at"][11:16], line["text"]["vi"]) for line in shown["story"]]
    assert told == [
        ("08:10", "Lấy số"),
        ("08:22", "Gọi vào quầy 2"),
        ("08:22", "Lê Thu Hà ghi chú"),
        ("08:22", "Tạm hoãn ở quầy 2"),
        ("08:22", "Vào lại hàng chờ"),
        ("08:22", "Cán bộ hướng dẫn chuyển đến quầy 4"),
        ("08:22", "Gọi vào quầy 4"),
    ]
    assert shown["story"][1]["text"]["en"] == "Called to counter 2"
    assert (shown["procedure"], shown["procedure_en"]) == ("Thủ tục đăng ký khai sinh", "Birth registration")
    assert (shown["target_s"], [one["quantity"] for one in shown["delivered"]]) == (8 * 60, [1])


def test_every_move_of_a_ticket_has_its_words_in_its_story(hall: Hall) -> None:
    for language in ("vi", "en"):
        told = set(TEXTS.section(language, "story"))
        assert told >= {move.value for move in Move if move is not Move.TRANSFER}


def test_a_desk_says_why_each_of_the_next_comes_before_those_behind(hall: Hall) -> None:
    for queue, priority in (("A", None), ("A", "elderly"), ("B", None), ("A", None)):
        hall.takes(queue, priority)
        hall.clock.pass_(minutes=1)
    shown = hall.desk(2)["next"]
    assert [one["label"] for one in shown] == ["A002", "A001", "A003"]
    first, second, third = (one["why"]["vi"] for one in shown)
    assert (
        first == "A002 đến lúc 8:11, được tính như đến lúc 7:51 nhờ ưu tiên; kế tiếp là A001, tính từ 8:10."
    )
    assert second == "A001 đến lúc 8:10; kế tiếp là A003, tính từ 8:13."
    assert third.startswith("A003 đến lúc 8:13; ")


def test_a_desk_lists_who_was_absent_and_may_still_come_back(hall: Hall) -> None:
    absent = hall.takes("A")
    hall.calls_next(2)
    hall.does(tickets.no_show, absent)
    assert [(one["label"], one["until"][11:16]) for one in hall.desk(3)["absent"]] == [("A001", "08:40")]
    hall.does(tickets.reinstate, absent)
    assert hall.desk(3)["absent"] == []


def test_a_desk_knows_the_colleagues_who_are_there(hall: Hall) -> None:
    minh = hall.person("minh")
    hall.opens(2)
    hall.opens(4, minh)
    hall.opens(5)
    there = [(one["counter"], one["username"]) for one in hall.desk(2)["colleagues"]]
    assert there == [(4, "minh"), (5, None)]
