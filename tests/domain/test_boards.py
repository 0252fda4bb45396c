"""The boards of an office's televisions, as their addresses say them."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from queue_app.domain.boards import BoardSettings, Kind, parse
from queue_app.domain.calendar import Hours, Session
from queue_app.domain.errors import BadBoard
from queue_app.domain.offices import Counter, Office, Queue, Rules

OFFICE = Office(
    id=1, code="thanh-liet", name="", authority="", slogan="", hotline="", timezone="Asia/Ho_Chi_Minh",
    hours=Hours(((),) * 7), footer=(), printer="", rules=Rules(), languages=("vi", "en"),
    queues=tuple(Queue(id, code, code, code, timedelta(minutes=5)) for id, code in enumerate("ABH")),
    counters=tuple(Counter(number, number, f"Quầy {number}", {}) for number in (1, 2, 12)),
)  # fmt: skip


def test_a_board_without_settings_shows_everything_aloud() -> None:
    assert parse(OFFICE, "main", {}) == BoardSettings(Kind.MAIN, volume=100)


@pytest.mark.parametrize(
    ("kind", "words", "address"),
    [
        ("main", {}, "/tv/thanh-liet"),
        (
            "main",
            {"volume": "0", "quiet": "12:00-13:30,16:45-17:00", "second": "en"},
            "/tv/thanh-liet?volume=0&quiet=12:00-13:30,16:45-17:00&second=en",
        ),
        ("zone", {"queues": "A,H", "counters": "2,12"}, "/tv/thanh-liet/zone?queues=A,H&counters=2,12"),
        ("counter", {"counters": "12"}, "/tv/thanh-liet/counter?counters=12"),
        ("media", {"folder": "tet-2027"}, "/tv/thanh-liet/media?folder=tet-2027"),
        ("procedures", {"queues": "B"}, "/tv/thanh-liet/procedures?queues=B"),
    ],
)
def test_settings_make_the_address_that_they_are_read_from(
    kind: str, words: dict[str, str], address: str
) -> None:
    settings = parse(OFFICE, kind, words)
    assert settings.words() == words
    assert settings.address("thanh-liet") == address


def test_what_a_person_types_is_read_kindly() -> None:
    settings = parse(OFFICE, "zone", {"queues": " b, a,b,", "counters": " 2 ", "quiet": "9:05-9:30"})
    assert settings.queues == ("B", "A")
    assert settings.counters == (2,)
    assert settings.quiet == (Session(time(9, 5), time(9, 30)),)


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        ("cinema", {}, "bad-board-kind"),
        ("main", {"queue": "A"}, "bad-board"),
        ("main", {"queues": "A,Z"}, "bad-board-queues"),
        ("main", {"counters": "3"}, "bad-board-counters"),
        ("main", {"counters": "one"}, "bad-board-counters"),
        ("main", {"volume": "101"}, "bad-board-volume"),
        ("main", {"volume": "-1"}, "bad-board-volume"),
        ("main", {"volume": "٥"}, "bad-board-volume"),
        ("main", {"quiet": "13:30-12:00"}, "bad-board-quiet"),
        ("main", {"quiet": "12:00-25:00"}, "bad-board-quiet"),
        ("main", {"quiet": "noon"}, "bad-board-quiet"),
        ("main", {"second": "fr"}, "bad-board-second"),
        ("media", {"folder": "../secret"}, "bad-board-folder"),
        ("media", {}, "bad-board-folder"),
        ("zone", {}, "bad-board-zone"),
        ("counter", {}, "bad-board-counter"),
        ("counter", {"counters": "1,2"}, "bad-board-counter"),
    ],
)
def test_a_wrong_word_is_refused_with_its_own_sentence(
    kind: str, words: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadBoard) as refused:
        parse(OFFICE, kind, words)
    assert refused.value.sentence == sentence
