"""What a screen says aloud, and what it only shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_app.domain.voice import Numbers, Voice
from tests.displays.conftest import NOW, Screen, call

pytestmark = pytest.mark.browser


SENTENCE = ["vi: mời số", "vi: a", "vi: không", "vi: hai", "vi: năm", "vi: đến quầy số", "vi: ba"]


def test_a_call_is_a_chime_and_the_sentence_twice(screen: Screen) -> None:
    screen.hear(call(1))
    assert screen.played() == ["vi: (chime)", *SENTENCE, "vi: (pause)", *SENTENCE]


def test_the_office_says_how_often_and_how_a_number_is_read(screen: Screen) -> None:
    screen.hear(call(1, voice=Voice(numbers=Numbers.WHOLE, times=1), counter=12))
    assert screen.played() == [
        *("vi: (chime)", "vi: mời số", "vi: a", "vi: hai mươi lăm", "vi: đến quầy số", "vi: mười hai"),
    ]


def test_english_follows_where_the_screen_is_set_so(screen: Screen) -> None:
    screen.load(second="en")
    screen.hear(call(1, voice=Voice(times=1)))
    assert screen.played() == [
        *("vi: (chime)", *SENTENCE, "vi: (pause)"),
        *(
            "en: ticket number",
            "en: A",
            "en: zero",
            "en: two",
            "en: five",
            "en: please go to counter",
            "en: three",
        ),
    ]
    assert screen.page.evaluate("Object.keys(window.packs)") == ["vi", "en"]


def test_a_counter_with_a_name_of_its_own_in_the_pack_is_called_by_it(screen: Screen) -> None:
    screen.page.evaluate("window.names = ['counter-8']")
    screen.hear(call(1, voice=Voice(times=1), counter=8))
    assert screen.played()[-2:] == ["vi: năm", "vi: counter-8"]


def test_half_a_number_is_never_said(screen: Screen) -> None:
    screen.page.evaluate("window.lacking = 'digit-0'")
    screen.hear(call(1))
    assert screen.played() == ["vi: (chime)"]
    assert screen.spoken() == [(1, 1)]


def test_a_screen_is_as_loud_as_it_is_set_and_silent_at_nought(screen: Screen) -> None:
    screen.load(volume=80)
    assert screen.page.evaluate("window.volume") == 80
    screen.load(volume=0)
    screen.hear(call(1))
    assert screen.page.evaluate("window.volume") is None
    assert screen.spoken() == []


def test_in_quiet_hours_calls_are_only_shown_and_not_said_afterwards(screen: Screen) -> None:
    screen.load(quiet=["08:00-08:11", "12:00-13:30"])
    screen.hear(call(1))
    assert screen.spoken() == []
    screen.hear(call(2, ago_s=-65), call(1), now=NOW + timedelta(seconds=66))
    assert screen.spoken() == [(2, 1)]


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


def test_the_office_says_how_old_a_call_may_be(screen: Screen) -> None:
    brisk = Voice(speak_within=timedelta(seconds=30))
    screen.hear()
    screen.hear(call(2, ago_s=20, voice=brisk), call(1, ago_s=40, voice=brisk))
    screen.finish()
    assert screen.spoken() == [(2, 1)]


def test_a_screen_that_is_given_another_board_does_not_repeat_a_call(screen: Screen) -> None:
    screen.hear(call(1))
    screen.load("/zone")
    screen.hear(call(1))
    assert screen.spoken() == []


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
    assert "vi: (pause)" not in screen.played()
    for _ in range(4):
        screen.finish()
    assert screen.spoken() == [(number, 1) for number in range(1, 6)]
    assert "vi: (pause)" in screen.played()
