"""How the business day ends, on both databases."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select, text, update

from queue_app.domain.errors import OfficeClosed, TooLateToReinstate
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, State, Ticket
from queue_app.profiles import schema
from queue_app.services import day, queues, rooms, tickets, transfers
from queue_app.services.offices import import_profile
from queue_app.services.transfers import To
from queue_app.storage import journal, offices
from queue_app.storage.database import Database
from queue_app.storage.models import JOURNAL, TICKETS
from tests.conftest import MONDAY, Clock
from tests.services.test_moves import Ward

TODAY = date(2026, 11, 23)
CLOSE = datetime(2026, 11, 23, 12, tzinfo=MONDAY.tzinfo)
"""19:00 in Hà Nội: two hours after the last session."""


def office_that(database: Database, closing: str, *, always_open: bool = False) -> Office:
    profile = schema.read(schema.find("phuong-thanh-liet"))
    chosen = profile.office.model_copy(update={"closing": closing})
    with database.transaction() as tx:
        return import_profile(
            tx, profile.model_copy(update={"office": chosen}), always_open=always_open, now=MONDAY
        )


@pytest.fixture
def ward(database: Database, clock: Clock) -> Ward:
    """The office in its hours, where whoever is left at the close has not come."""
    return Ward(database, office_that(database, "no-show"), clock)


@pytest.fixture
def keeper(database: Database, clock: Clock) -> Ward:
    """The office in its hours, where whoever is left at the close is carried over."""
    return Ward(database, office_that(database, "carry-over"), clock)


def closes(ward: Ward, which: date = TODAY) -> int:
    with ward.act() as tx:
        return day.close_day(tx, ward.office, which, now=ward.clock())


def story(ward: Ward, ticket: Ticket) -> list[Move]:
    with ward.database.reading() as tx:
        return [entry.move for entry in journal.of_ticket(tx.connection, ticket.id)]


def now(ward: Ward, ticket: Ticket) -> Ticket:
    with ward.database.reading() as tx:
        return tickets.find(tx, ward.office, ticket.id)


def open_counters(ward: Ward) -> list[int]:
    with ward.database.reading() as tx:
        found = tx.connection.execute(text("SELECT number FROM counters WHERE state <> 'closed' ORDER BY 1"))
        return list(found.scalars())


def test_the_close_ends_what_is_left_and_happens_once(ward: Ward) -> None:
    ward.takes("A")
    called = ward.does(tickets.hold, ward.calls_next(2))
    ward.takes("A")
    served = ward.does(tickets.start, ward.calls_next(2))
    waiting = ward.takes("B")
    ward.clock.now = CLOSE + timedelta(hours=3)
    assert [closes(ward), closes(ward)] == [3, 0]
    states = [now(ward, ticket).state for ticket in (called, served, waiting)]
    assert states == [State.NO_SHOW, State.DONE, State.NO_SHOW]
    assert story(ward, called) == [Move.ISSUE, Move.CALL, Move.HOLD, Move.CLOSE_DAY]
    assert open_counters(ward) == []


def test_who_is_at_an_open_counter_at_the_close_is_not_thrown_out(ward: Ward) -> None:
    ward.takes("A")
    served = ward.does(tickets.start, ward.calls_next(2))
    ward.takes("B")
    called = ward.calls_next(4)
    ward.opens(6)
    waiting = ward.takes("C")
    ward.clock.now = CLOSE + timedelta(seconds=3)
    assert closes(ward) == 1
    states = [now(ward, ticket).state for ticket in (served, called, waiting)]
    assert states == [State.SERVING, State.CALLED, State.NO_SHOW]
    assert open_counters(ward) == [2, 4]
    ward.does(tickets.finish, served)
    ward.clock.pass_(hours=2)
    assert [closes(ward), closes(ward)] == [1, 0]
    assert now(ward, called).state is State.NO_SHOW
    assert open_counters(ward) == []


def test_who_was_called_to_a_counter_that_is_closed_has_left(ward: Ward) -> None:
    ward.takes("A")
    called = ward.calls_next(2)
    with ward.act() as tx:
        tx.connection.execute(text("UPDATE counters SET state = 'closed'"))
    ward.clock.now = CLOSE
    assert closes(ward) == 1
    assert now(ward, called).state is State.NO_SHOW


def test_a_visit_over_midnight_at_an_office_that_never_closes_goes_on(
    database: Database, clock: Clock
) -> None:
    ward = Ward(database, office_that(database, "no-show", always_open=True), clock)
    clock.now = datetime(2026, 11, 23, 16, 55, tzinfo=MONDAY.tzinfo)
    ward.takes("A")
    served = ward.does(tickets.start, ward.calls_next(2))
    waiting = ward.takes("A")
    clock.pass_(minutes=10)
    assert closes(ward) == 1
    assert [now(ward, one).state for one in (served, waiting)] == [State.SERVING, State.NO_SHOW]
    fresh = ward.takes("B")
    assert (fresh.label, fresh.day) == ("B001", TODAY + timedelta(days=1))
    ward.calls_next(4)
    clock.pass_(hours=3)
    assert closes(ward) == 1
    assert [now(ward, one).state for one in (served, fresh)] == [State.DONE, State.CALLED]
    assert open_counters(ward) == [2, 4], "an office that never closes is at work in the small hours"


def test_nobody_who_waits_for_a_colleague_is_lost_when_the_counter_is_closed_late(
    ward: Ward,
) -> None:
    ha = ward.person("ha")
    ward.clock.now = CLOSE - timedelta(minutes=1)
    ward.opens(2, ha)
    ward.at(16, 0)
    for_ha, for_two = ward.takes("A"), ward.takes("A")
    ward.clock.now = CLOSE - timedelta(minutes=1)
    for ticket, to in ((for_ha, To(person="ha")), (for_two, To(counter=ward.office.counter(2)))):
        with ward.act() as tx:
            # Of the next day: the close of this one is not theirs.
            tx.connection.execute(
                update(TICKETS).where(TICKETS.c.id == ticket.id).values(day=TODAY + timedelta(days=1))
            )
        ward.does(transfers.transfer, ticket, to=to, reason="Hồ sơ của chị Hà")
    ward.clock.now = CLOSE
    closes(ward)
    assert open_counters(ward) == []
    assert [now(ward, one).pool for one in (for_ha, for_two)] == [None, None]
    assert story(ward, for_ha)[-1] is Move.RELEASE


def test_carried_over_tickets_keep_their_standing_and_come_first_in_the_morning(keeper: Ward) -> None:
    first, second = keeper.takes("A"), keeper.takes("A")
    aside = keeper.does(tickets.hold, keeper.calls_next(2))
    called = keeper.calls_next(2)
    with keeper.act() as tx:
        tx.connection.execute(text("UPDATE counters SET state = 'closed'"))
    alone = keeper.takes("B")
    keeper.opens(4)
    keeper.does(transfers.transfer, alone, to=To(counter=keeper.office.counter(4)), reason="Đã hẹn")
    keeper.clock.now = CLOSE
    assert [closes(keeper), closes(keeper)] == [3, 0]
    left = [now(keeper, ticket) for ticket in (aside, called, alone)]
    assert [one.state for one in left] == [State.WAITING] * 3
    assert [one.standing for one in left] == [first.standing, second.standing, alone.standing]
    assert [(one.counter_id, one.times_called, one.pool) for one in left] == [(None, 0, None)] * 3
    keeper.clock.pass_(hours=13)
    keeper.takes("A")
    assert [keeper.calls_next(2).id for _ in range(2)] == [first.id, second.id]
    with keeper.database.reading() as tx:
        board = rooms.read_room(tx, keeper.office, now=keeper.clock()).board()
    assert {call["label"] for call in board["calls"]} == {"A001", "A002"}, (
        "called today, whatever day it is of"
    )


def test_a_carried_over_ticket_gets_one_row_a_day_and_none_for_days_off(keeper: Ward) -> None:
    friday = keeper.takes("A")
    keeper.clock.now = CLOSE
    for _ in range(3):
        closes(keeper)
        keeper.clock.pass_(hours=1)
    closes(keeper, TODAY + timedelta(days=1))
    keeper.clock.pass_(days=3)
    closes(keeper, TODAY + timedelta(days=4))
    assert story(keeper, friday) == [Move.ISSUE] + [Move.CARRY_OVER] * 3


def test_no_number_equals_one_that_was_carried_over(keeper: Ward) -> None:
    given = [keeper.takes("A") for _ in range(5)]
    for ticket in (given[0], given[3]):
        keeper.does(tickets.cancel, ticket)
    moved = keeper.hands(given[4], queue=keeper.office.queue("B"))
    assert moved.label == "A005"
    keeper.clock.now = CLOSE
    closes(keeper)
    keeper.clock.pass_(hours=13)
    assert [keeper.takes("A").label for _ in range(4)] == ["A001", "A004", "A006", "A007"]
    assert [keeper.takes("B").label for _ in range(2)] == ["B001", "B002"]
    keeper.clock.pass_(days=1)
    closes(keeper, TODAY + timedelta(days=1))
    assert keeper.takes("A").label == "A008", "both days' numbers are still out"


def test_a_number_taken_before_the_clock_has_come_round_knows_what_is_carried_over(keeper: Ward) -> None:
    keeper.takes("A")
    keeper.clock.pass_(days=1)
    assert keeper.takes("A").label == "A002"
    assert closes(keeper) == 0


def test_a_number_costs_six_statements_where_tickets_are_carried_over_too(keeper: Ward) -> None:
    for _ in range(3):
        keeper.takes("A")
    keeper.clock.now = CLOSE
    closes(keeper)
    keeper.clock.pass_(hours=13)
    ran: list[str] = []
    event.listen(keeper.database._writing, "before_cursor_execute", lambda *args: ran.append(args[2]))
    for label in ("A004", "A005"):
        ran.clear()
        assert keeper.takes("A").label == label
        assert len([sql for sql in ran if not sql.startswith("BEGIN")]) <= 6


def test_after_the_close_nobody_gets_a_number_or_is_reinstated(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.clock.now = CLOSE
    closes(ward)
    ward.clock.pass_(minutes=5)
    with pytest.raises(OfficeClosed):
        ward.takes("A")
    with pytest.raises(TooLateToReinstate):
        ward.does(tickets.reinstate, ticket)


def test_a_carried_over_ticket_may_be_reinstated_on_the_day_it_was_missed(keeper: Ward) -> None:
    keeper.takes("A")
    keeper.clock.now = CLOSE
    closes(keeper)
    keeper.clock.pass_(hours=13)
    missed = keeper.does(tickets.no_show, keeper.calls_next(2))
    keeper.clock.pass_(minutes=5)
    assert keeper.does(tickets.reinstate, missed).state is State.WAITING


def test_two_processes_close_a_day_once(database: Database, database_url: str, clock: Clock) -> None:
    ward = Ward(database, office_that(database, "carry-over"), clock)
    given = [ward.takes("A") for _ in range(20)]
    clock.now = CLOSE
    others = [Database(database_url) for _ in range(4)]
    begin, moved = threading.Barrier(len(others)), []

    def close(other: Database) -> None:
        begin.wait()
        moved.append(closes(Ward(other, ward.office, clock)))

    threads = [threading.Thread(target=close, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert sorted(moved) == [0, 0, 0, 20]
    assert all(story(ward, ticket) == [Move.ISSUE, Move.CARRY_OVER] for ticket in given)


def test_a_close_that_fails_leaves_nothing_behind_and_is_made_up_for(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.clock.now = CLOSE
    with pytest.raises(RuntimeError), ward.act() as tx:
        day.close_day(tx, ward.office, TODAY, now=ward.clock())
        raise RuntimeError("the power went")
    assert now(ward, ticket).state is State.WAITING
    assert closes(ward) == 1


def test_a_clock_set_back_by_an_hour_repeats_no_number_and_the_chain_keeps_the_order(ward: Ward) -> None:
    ward.clock.pass_(hours=1)
    given = [ward.takes("A")]
    ward.clock.pass_(hours=-1)
    given.append(ward.takes("A"))
    assert [ticket.label for ticket in given] == ["A001", "A002"]
    with ward.database.reading() as tx:
        told = tx.connection.execute(select(JOURNAL.c.ticket_id, JOURNAL.c.at).order_by(JOURNAL.c.seq)).all()
    assert [(row.ticket_id, row.at) for row in told] == [
        (given[0].id, MONDAY + timedelta(hours=1)),
        (given[1].id, MONDAY),
    ]


def test_a_clock_set_back_keeps_no_new_call_from_the_screens(ward: Ward) -> None:
    for _ in range(12):
        ward.takes("A")
    for _ in range(10):
        ward.clock.pass_(minutes=1)
        ward.calls_next(2)
    ward.clock.pass_(hours=-1)
    ward.calls_next(2)
    with ward.database.reading() as tx:
        calls = rooms.read_glance(tx, ward.office, now=ward.clock()).board_with({})["calls"]
    assert [call["label"] for call in calls][:3] == ["A011", "A010", "A009"]
    ward.clock.pass_(hours=2)
    ward.calls_next(2)
    with ward.database.reading() as tx:
        calls = rooms.read_glance(tx, ward.office, now=ward.clock()).board_with({})["calls"]
    assert [call["label"] for call in calls][:2] == ["A012", "A010"], "by the clock, once it has caught up"


def test_a_clock_set_back_over_midnight_opens_no_closed_day_again(database: Database, clock: Clock) -> None:
    ward = Ward(database, office_that(database, "no-show", always_open=True), clock)
    ward.takes("A")
    clock.now = datetime(2026, 11, 23, 17, 5, tzinfo=MONDAY.tzinfo)
    closes(ward)
    tuesday = ward.takes("A")
    clock.pass_(hours=-1)
    assert closes(ward) == 0
    again = ward.takes("A")
    assert [(one.label, one.day) for one in (tuesday, again)] == [
        ("A001", TODAY + timedelta(days=1)),
        ("A002", TODAY + timedelta(days=1)),
    ]
    clock.pass_(hours=1)
    assert closes(ward) == 0
    assert [now(ward, one).state for one in (tuesday, again)] == [State.WAITING] * 2
    assert ward.takes("A").label == "A003"
    with database.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(TICKETS)).scalar_one() == 4


def test_a_clock_that_had_run_years_ahead_does_not_stop_the_days(ward: Ward) -> None:
    ward.takes("A")
    closes(ward, date(2031, 3, 1))
    assert ward.takes("A").day == TODAY
    ward.clock.now = CLOSE
    assert [closes(ward), closes(ward)] == [1, 0]


def test_whom_a_clock_that_ran_ahead_closed_is_taken_in_again_once_it_is_right(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.clock.pass_(days=3)
    assert closes(ward, TODAY + timedelta(days=2)) == 1
    ward.clock.pass_(days=-3, minutes=5)
    assert ward.does(tickets.reinstate, ticket).standing == ticket.standing
    assert ward.takes("A").label == "A002"
    assert ward.calls_next(2).id == ticket.id


def test_nobody_is_taken_in_again_beside_somebody_with_the_same_number(ward: Ward) -> None:
    ticket = ward.takes("A")
    ward.clock.pass_(days=1)
    assert closes(ward) == 1
    ward.clock.pass_(days=-1, minutes=5)
    assert ward.takes("A").label == ticket.label, "of the day after the one that is closed"
    with pytest.raises(TooLateToReinstate):
        ward.does(tickets.reinstate, ticket)


def test_a_queue_that_was_closed_by_hand_gives_numbers_again_the_next_day(ward: Ward) -> None:
    for letter in "AB":
        with ward.act() as tx:
            queues.close_queue(tx, ward.office, ward.office.queue(letter), reason="Cán bộ họp đột xuất")
    ward.clock.now = CLOSE
    closes(ward)
    with ward.database.reading() as tx:
        version = tx.connection.execute(text("SELECT version FROM offices")).scalar_one()
        assert offices.config_version(tx.connection, ward.office.code) == version, (
            "every process reads it anew"
        )
        office = offices.load(tx, ward.office.code)
    assert [office.queue(letter).closed_reason for letter in "AB"] == [None, None]


def test_a_note_for_a_colleague_does_not_outlive_the_day(ward: Ward) -> None:
    ward.takes("A")
    ward.takes("A")
    absent = ward.calls_next(2)
    ward.hands(absent, queue=ward.office.queue("A"), note="Cần xem bản gốc")
    ward.does(tickets.no_show, ward.calls_next(2))
    waits = ward.hands(ward.calls_next(2), queue=ward.office.queue("B"), note="Thu phí 8.000 đồng")
    assert [now(ward, one).note for one in (absent, waits)] == ["Cần xem bản gốc", "Thu phí 8.000 đồng"]
    ward.clock.now = CLOSE
    closes(ward)
    assert [now(ward, one).note for one in (absent, waits)] == [None, None]


def test_a_note_waits_on_with_whoever_is_carried_over(keeper: Ward) -> None:
    keeper.takes("A")
    waits = keeper.hands(keeper.calls_next(2), queue=keeper.office.queue("B"), note="Cần xem bản gốc")
    keeper.clock.now = CLOSE
    closes(keeper)
    assert now(keeper, waits).note == "Cần xem bản gốc"


def test_whoever_stepped_aside_and_is_closed_is_promised_no_more_time(ward: Ward) -> None:
    aside = ward.takes("A")
    with ward.act() as tx:
        tickets.step_back(tx, ward.office, aside, now=ward.clock())
    ward.clock.now = CLOSE
    closes(ward)
    assert (now(ward, aside).state, now(ward, aside).back_at) == (State.NO_SHOW, None)
