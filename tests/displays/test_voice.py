"""What a screen says aloud, and what it only shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.displays.conftest import NOW, Screen, call

pytestmark = pytest.mark.browser


def test_a_number_is_read_digit_by_digit(screen: Screen) -> None:
    assert screen.sentence("A025", 3) == [
        *("invite", "letter-a", "digit-0", "digit-2", "digit-5", "to-counter", "digit-3"),
    ]


def test_a_number_past_999_and_a_counter_past_nine_are_read_whole(screen: Screen) -> None:
    assert screen.sentence("P1001", 12) == [
        *(
            "invite",
            "letter-p",
            "digit-1",
            "digit-0",
            "digit-0",
            "digit-1",
            "to-counter",
            "digit-1",
            "digit-2",
        ),
    ]


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("A-025", ["letter-a", "digit-0", "digit-2", "digit-5"]),
        ("1001", ["digit-1", "digit-0", "digit-0", "digit-1"]),
        ("0025", ["digit-0", "digit-0", "digit-2", "digit-5"]),
        ("TC-7", ["letter-t", "letter-c", "digit-7"]),
    ],
)
def test_every_form_of_number_is_read_sign_by_sign_and_no_dash(
    screen: Screen, label: str, read: list[str]
) -> None:
    assert screen.sentence(label, 3) == ["invite", *read, "to-counter", "digit-3"]


def test_a_call_is_a_chime_and_the_sentence_twice(screen: Screen) -> None:
    screen.hear(call(1))
    sentence = screen.sentence("A025", 3)
    assert screen.page.evaluate("window.played") == [["chime", *sentence, "repeat", *sentence]]


def test_calls_of_two_counters_are_spoken_one_after_the_other(screen: Screen) -> None:
    screen.hear(call(2, "B031", ago_s=1), call(1, "A025", ago_s=2))
    assert screen.spoken() == [(1, 1)]
    screen.finish()
    assert screen.spoken() == [(1, 1), (2, 1)]


def test_a_board_that_comes_again_is_not_spoken_again(screen: Screen) -> None:
    screen.hear(call(1))
    screen.finish()
    screen.hear(call(1))
    assert screen.spoken() == [(1, 1)]


def test_a_recall_is_spoken(screen: Screen) -> None:
    screen.hear(call(1, ago_s=15))
    screen.finish()
    screen.hear(call(1, times=2))
    assert screen.spoken() == [(1, 1), (1, 2)]


def test_a_reload_does_not_repeat_a_call(screen: Screen) -> None:
    screen.hear(call(1))
    screen.load()
    screen.hear(call(1))
    assert screen.spoken() == []


def test_a_call_that_waited_its_turn_is_spoken_after_a_reload(screen: Screen) -> None:
    screen.hear(call(2, ago_s=1), call(1, ago_s=2))
    screen.load()
    screen.hear(call(2, ago_s=1), call(1, ago_s=2))
    assert screen.spoken() == [(2, 1)]


def test_a_screen_on_its_first_day_only_shows_what_was_called_before(screen: Screen) -> None:
    screen.hear(call(3, ago_s=5), call(2, ago_s=25), call(1, ago_s=300))
    screen.finish()
    assert screen.spoken() == [(3, 1)]


def test_a_screen_that_was_away_speaks_the_calls_of_the_last_minute(screen: Screen) -> None:
    screen.hear()
    screen.hear(call(2, ago_s=50), call(1, ago_s=70))
    screen.finish()
    assert screen.spoken() == [(2, 1)]


def test_a_silenced_screen_speaks_young_calls_once_it_may(screen: Screen) -> None:
    screen.permit(False)
    screen.hear(call(2, ago_s=1), call(1, ago_s=10))
    assert screen.spoken() == []
    screen.hear(now=NOW + timedelta(seconds=55))
    screen.permit(True)
    screen.finish()
    assert screen.spoken() == [(2, 1)]


def test_in_a_rush_each_call_is_said_once(screen: Screen) -> None:
    screen.hear(*(call(number) for number in range(5, 0, -1)))
    assert "repeat" not in screen.page.evaluate("window.played[0]")
    for _ in range(4):
        screen.finish()
    assert screen.spoken() == [(number, 1) for number in range(1, 6)]
    assert "repeat" in screen.page.evaluate("window.played[4]")
