"""What is promised about waiting."""

from datetime import UTC, datetime, time, timedelta

import pytest

from queue_app.domain.calendar import Hours, Session
from queue_app.domain.estimates import NEWCOMER, breaks_after, look_ahead, newcomer, waits
from queue_app.domain.forward import OpenCounter
from queue_app.domain.service_times import Correction, Expected, Privileged, ServiceTime
from queue_app.domain.standing import InLine
from tests.conftest import MONDAY

MINUTE = timedelta(minutes=1)
KNOWN = {"A": Expected(ServiceTime(480)), "B": Expected(ServiceTime(300))}


def line(*labels: str, pool: str | None = None) -> list[InLine]:
    """People who came one minute after the other, the last one just now."""
    first = MONDAY - len(labels) * MINUTE
    return [
        InLine(number, label, label[0], first + number * MINUTE, first + number * MINUTE, None, pool)
        for number, label in enumerate(labels)
    ]


def counter(*queues: str, serving: str | None = None, minutes: float = 0, lag: int = 0) -> OpenCounter:
    """A counter that has had a ticket of the queue `serving` for so many minutes."""
    since = MONDAY - minutes * MINUTE if serving else None
    return OpenCounter(dict.fromkeys(queues, lag * MINUTE), serving, since)


def test_who_comes_to_a_free_counter_is_called_as_soon_as_somebody_looks_up() -> None:
    wait = waits([], [counter("A")], KNOWN, now=MONDAY)["A"]
    assert wait
    assert wait.p50_s < 10
    assert wait.p90_s < 20


def test_nothing_is_promised_where_no_open_counter_serves_the_queue() -> None:
    assert waits(line("B001"), [counter("A")], KNOWN, now=MONDAY)["B"] is None


def test_nothing_is_promised_where_the_only_counter_has_a_break() -> None:
    paused = OpenCounter({"A": timedelta(0)}, paused=True)
    assert waits([], [paused], KNOWN, now=MONDAY)["A"] is None


def test_a_counter_in_its_break_will_help_later() -> None:
    people = line("A001", "A002", "A003", "A004")
    paused = OpenCounter({"A": timedelta(0)}, paused=True)
    both = waits(people, [counter("A"), paused], KNOWN, now=MONDAY)["A"]
    one = waits(people, [counter("A")], KNOWN, now=MONDAY)["A"]
    two = waits(people, [counter("A"), counter("A")], KNOWN, now=MONDAY)["A"]
    assert one and two and both
    assert two.p50_s < both.p50_s < one.p50_s


def test_the_wait_grows_with_the_line_and_shrinks_with_the_counters() -> None:
    short = waits(line("A001"), [counter("A")], KNOWN, now=MONDAY)["A"]
    long = waits(line("A001", "A002", "A003"), [counter("A")], KNOWN, now=MONDAY)["A"]
    shared = waits(line("A001", "A002", "A003"), [counter("A"), counter("A")], KNOWN, now=MONDAY)["A"]
    assert short and long and shared
    assert short.p50_s < shared.p50_s < long.p50_s


def test_three_before_me_at_one_counter_are_about_three_services() -> None:
    found = waits(line("A001", "A002", "A003"), [counter("A")], KNOWN, now=MONDAY)["A"]
    assert found
    assert 3 * 480 * 0.85 < found.p50_s < 3 * 480
    assert 3 * 480 * 1.3 < found.p90_s < 3 * 480 * 1.8


def test_the_next_of_several_busy_counters_is_free_long_before_any_one_of_them() -> None:
    busy = [counter("A", serving="A", minutes=minutes) for minutes in (1, 3, 5)]
    alone = waits([], busy[:1], KNOWN, now=MONDAY)["A"]
    among = waits([], busy, KNOWN, now=MONDAY)["A"]
    assert alone and among
    assert among.p50_s < alone.p50_s / 2


def test_people_of_another_queue_take_their_share_of_a_shared_counter() -> None:
    alone = waits([], [counter("A", "B", serving="A")], KNOWN, now=MONDAY)["A"]
    behind = waits(line("B001", "B002"), [counter("A", "B", serving="A")], KNOWN, now=MONDAY)["A"]
    assert alone and behind
    assert alone.p50_s < behind.p50_s


def test_who_waits_for_one_counter_alone_is_called_there_first_and_nowhere_else() -> None:
    pooled = line("A001", "A002", pool="counter:1")
    own = OpenCounter({"B": timedelta(0)}, pools=frozenset({"counter:1"}))
    outlook = look_ahead(pooled, [own, counter("A")], KNOWN, now=MONDAY)
    second, new = outlook.wait_of(pooled[1].id), outlook.wait_of("B")
    assert second and new
    assert second.p50_s < new.p50_s
    elsewhere = look_ahead(pooled, [counter("A")], KNOWN, now=MONDAY)
    assert elsewhere.wait_of(pooled[0].id) is None


def test_a_ticket_in_the_line_has_its_own_wait() -> None:
    people = line("A001", "A002")
    outlook = look_ahead(people, [counter("A", serving="A", minutes=2)], KNOWN, now=MONDAY)
    first, second = (outlook.wait_of(ticket.id) for ticket in people)
    assert first and second
    assert 0 < first.p50_s < second.p50_s


def test_a_head_start_shortens_the_wait() -> None:
    people = line("A001", "A002", "A003", "A004", "A005")
    privileged = [newcomer("A", MONDAY, 20 * MINUTE)]
    plain = look_ahead(people, [counter("A", serving="A")], KNOWN, now=MONDAY)
    early = look_ahead(people, [counter("A", serving="A")], KNOWN, now=MONDAY, newcomers=privileged)
    (later, sooner) = (one.wait_of("A") for one in (plain, early))
    assert later and sooner
    assert sooner.p50_s < later.p50_s / 3


def test_those_who_will_still_come_with_a_head_start_are_reckoned_with() -> None:
    people = line(*(f"A{number:03}" for number in range(1, 9)))
    expected = Expected(ServiceTime(480), Privileged(6 / 3600, 1200))
    without = waits(people, [counter("A")], KNOWN, now=MONDAY)["A"]
    with_them = waits(people, [counter("A")], {"A": expected}, now=MONDAY)["A"]
    assert without and with_them
    # Two more people of eight minutes each come within their twenty minutes.
    assert 600 < with_them.p50_s - without.p50_s < 1200


def test_nobody_is_called_in_the_break() -> None:
    people = line("A001", "A002", "A003")
    breaks = [(600.0, 600.0 + 7200)]
    without = waits(people, [counter("A")], KNOWN, now=MONDAY)["A"]
    over = waits(people, [counter("A")], KNOWN, now=MONDAY, breaks=breaks)["A"]
    assert without and over
    assert over.p50_s > 7800
    assert over.p50_s <= without.p50_s + 7200


def test_a_visit_runs_on_into_the_break_and_the_counter_is_free_at_its_end() -> None:
    busy = counter("A", serving="A", minutes=1)
    over = waits([], [busy], KNOWN, now=MONDAY, breaks=[(1.0, 7201.0)])["A"]
    assert over
    assert 7190 < over.p50_s < 7260


@pytest.mark.parametrize(
    ("at", "breaks"),
    [
        ((7, 0), [(0, 1800), (16200, 23400)]),
        ((9, 30), [(7200, 14400)]),
        ((12, 30), [(0, 3600)]),
        ((14, 0), []),
        ((18, 0), []),
    ],
)
def test_breaks_are_what_is_left_of_the_day_without_sessions(
    at: tuple[int, int], breaks: list[tuple[float, float]]
) -> None:
    sessions = (Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17)))
    local = datetime(2026, 11, 23, *at, tzinfo=UTC)
    assert breaks_after(Hours((sessions,) * 7), local) == breaks
    assert breaks_after(Hours((sessions,) * 7, always=True), local) == []


def test_a_correction_moves_the_promise_and_its_spread() -> None:
    people = line("A001", "A002", "A003")
    told = waits(people, [counter("A")], KNOWN, now=MONDAY)["A"]
    later = {"A": Expected(ServiceTime(480), None, Correction(1.2, 1.0))}
    wider = {"A": Expected(ServiceTime(480), None, Correction(1.0, 1.5))}
    moved, spread = (waits(people, [counter("A")], known, now=MONDAY)["A"] for known in (later, wider))
    assert told and moved and spread
    assert moved.p50_s == pytest.approx(1.2 * told.p50_s, abs=2)
    assert spread.p90_s > told.p90_s
    assert spread.p50_s < told.p50_s


def test_the_same_room_always_has_the_same_promise() -> None:
    people = line("A001", "B001", "A002", "B002")
    counters = [counter("A", "B", serving="A", minutes=3), counter("B", serving="B", minutes=1)]
    first = waits(people, counters, KNOWN, now=MONDAY)
    assert all(waits(people, counters, KNOWN, now=MONDAY) == first for _ in range(3))


def test_a_newcomer_is_in_nobodys_way() -> None:
    people = line("A001", "B001", "A002", "B002")
    counters = [counter("A", "B", serving="A", minutes=3)]
    outlook = look_ahead(people, counters, KNOWN, now=MONDAY)
    alone = look_ahead(people, counters, KNOWN, now=MONDAY, newcomers=[])
    assert NEWCOMER not in outlook.places
    assert alone.wait_of("A") is None
    for ticket in people:
        with_them, without = outlook.wait_of(ticket.id), alone.wait_of(ticket.id)
        assert with_them and without
        assert with_them.p50_s == pytest.approx(without.p50_s, rel=0.1)
