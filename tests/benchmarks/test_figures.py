"""The arithmetic of the table, and the few lines of protocol that its clients speak."""

from __future__ import annotations

import pytest

from benchmarks.clients.frames import Frames
from benchmarks.clients.http import split_answer
from benchmarks.figures import Comparison, Row, percentile, table
from benchmarks.office import QUEUES, SHARES


@pytest.mark.parametrize(("percent", "expected"), [(0, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_is_one_of_the_values(percent: float, expected: float) -> None:
    assert percentile(range(1, 101), percent) == expected


def test_the_worst_of_few_values_is_their_p99() -> None:
    assert percentile([3.0, 9.0, 5.0], 99) == 9.0


def test_a_ratio_is_the_median_of_rounds_that_met_the_same_machine() -> None:
    found = Comparison(ours=[50, 10, 60], yardstick=[100, 20, 100])
    assert found.ratio == 0.5
    assert found.spread == "0.50–0.60"


def test_a_figure_that_falls_short_says_so() -> None:
    fast = Row.at_least("issue", Comparison([600], [1000]), 0.5, "/s")
    slow = Row.at_most("call", Comparison([3.0], [1.0]), 2, "ms")
    assert fast.reached
    assert not slow.reached
    assert "**short**" in table([fast, slow]).splitlines()[-1]


def test_an_answer_is_whole_only_with_its_body() -> None:
    head = b"HTTP/1.1 201 CREATED\r\nContent-Length: 2\r\n\r\n"
    assert split_answer(head[:20]) is None
    assert split_answer(head + b"{") is None
    assert split_answer(head + b"{}") == (201, b"{}")


@pytest.mark.parametrize("length", [5, 200, 70_000])
@pytest.mark.parametrize("part", [3, 1000, 200_000])
def test_messages_come_out_whole_however_they_are_cut(length: int, part: int) -> None:
    text = b"x" * length
    sizes = {5: b"\x05", 200: b"\x7e\x00\xc8", 70_000: b"\x7f" + (70_000).to_bytes(8)}
    sent = (b"\x81" + sizes[length] + text) * 2
    frames = Frames()
    came = [message for at in range(0, len(sent), part) for message in frames.feed(sent[at : at + part])]
    assert came == [text, text]


def test_wishes_keep_their_shares_from_the_first_visitor_on() -> None:
    assert {queue: QUEUES.count(queue) for queue in SHARES} == SHARES
    assert abs(QUEUES[:16].count("A") - 5) <= 1
