"""What is promised about waiting."""

from datetime import timedelta

from queue_app.domain.estimates import OpenCounter, Wait, wait_of, waits
from queue_app.domain.standing import InLine
from tests.conftest import MONDAY

MINUTE = timedelta(minutes=1)
PACES = {"A": 8 * MINUTE, "B": 5 * MINUTE}


def line(*labels: str) -> list[InLine]:
    """People who came one minute after the other, the last one just now."""
    first = MONDAY - len(labels) * MINUTE
    return [
        InLine(number, label, label[0], first + number * MINUTE, first + number * MINUTE)
        for number, label in enumerate(labels)
    ]


def counter(*queues: str, free_in: int = 0, lag: int = 0) -> OpenCounter:
    return OpenCounter(dict.fromkeys(queues, lag * MINUTE), MONDAY + free_in * MINUTE)


def test_who_comes_to_a_free_counter_waits_no_time() -> None:
    assert waits([], [counter("A")], PACES, now=MONDAY)["A"] == Wait(0, 0)


def test_nothing_is_promised_where_no_open_counter_serves_the_queue() -> None:
    assert waits(line("B001"), [counter("A")], PACES, now=MONDAY)["B"] is None


def test_the_wait_grows_with_the_line_and_shrinks_with_the_counters() -> None:
    short = waits(line("A001"), [counter("A")], PACES, now=MONDAY)["A"]
    long = waits(line("A001", "A002", "A003"), [counter("A")], PACES, now=MONDAY)["A"]
    shared = waits(line("A001", "A002", "A003"), [counter("A"), counter("A")], PACES, now=MONDAY)["A"]
    assert short and long and shared
    assert short.p50_s < shared.p50_s < long.p50_s


def test_three_before_me_at_one_counter_are_about_three_services() -> None:
    found = waits(line("A001", "A002", "A003"), [counter("A")], PACES, now=MONDAY)["A"]
    assert found
    # The median of three exponential services of 8 minutes is 21.4 minutes, the ninth decile 42.6.
    assert abs(found.p50_s - 21.4 * 60) < 15
    assert abs(found.p90_s - 42.6 * 60) < 30


def test_people_of_another_queue_take_their_share_of_a_shared_counter() -> None:
    alone = waits([], [counter("A", "B", free_in=1)], PACES, now=MONDAY)["A"]
    behind = waits(line("B001", "B002"), [counter("A", "B", free_in=1)], PACES, now=MONDAY)["A"]
    assert alone and behind
    assert alone.p50_s < behind.p50_s


def test_a_ticket_in_the_line_has_its_own_wait() -> None:
    people = line("A001", "A002")
    first, second = (
        wait_of(ticket.id, people, [counter("A", free_in=2)], PACES, now=MONDAY) for ticket in people
    )
    assert first and second
    assert 0 < first.p50_s < second.p50_s
