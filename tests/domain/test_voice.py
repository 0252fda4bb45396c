"""How a number is said aloud."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import product

import pytest

from queue_app.domain.voice import WORDS, Numbers, Voice, in_words, sentence

DIGIT_BY_DIGIT = Voice()
NORTH = Voice(numbers=Numbers.WHOLE)
SOUTH = Voice(numbers=Numbers.WHOLE, zero_tens="lẻ", thousand="ngàn", four="bốn")


def number(value: int, voice: Voice = NORTH, language: str = "vi") -> str:
    """How this number is read whole."""
    label = sentence(str(value), 1, voice, language)[1]
    return " ".join(WORDS[language][clip] for clip in label.split())


def test_the_sentence_of_the_waiting_room() -> None:
    said = sentence("A025", 3, DIGIT_BY_DIGIT, "vi")
    assert said == ["invite", "letter-a", "digit-0", "digit-2", "digit-5", "to-counter", "digit-3"]
    assert in_words(said, "vi") == "Mời số A, không, hai, năm, đến quầy số ba"


def test_the_same_number_read_whole_is_one_breath() -> None:
    said = sentence("A025", 12, NORTH, "vi")
    assert said == ["invite", "letter-a", "digit-2 tens five-after-tens", "to-counter", "ten digit-2"]
    assert in_words(said, "vi") == "Mời số A, hai mươi lăm, đến quầy số mười hai"


@pytest.mark.parametrize(
    ("value", "north", "south"),
    [
        (0, "không", "không"),
        (5, "năm", "năm"),
        (10, "mười", "mười"),
        (11, "mười một", "mười một"),
        (14, "mười bốn", "mười bốn"),
        (15, "mười lăm", "mười lăm"),
        (20, "hai mươi", "hai mươi"),
        (21, "hai mươi mốt", "hai mươi mốt"),
        (24, "hai mươi tư", "hai mươi bốn"),
        (25, "hai mươi lăm", "hai mươi lăm"),
        (55, "năm mươi lăm", "năm mươi lăm"),
        (100, "một trăm", "một trăm"),
        (101, "một trăm linh một", "một trăm lẻ một"),
        (104, "một trăm linh bốn", "một trăm lẻ bốn"),
        (105, "một trăm linh năm", "một trăm lẻ năm"),
        (110, "một trăm mười", "một trăm mười"),
        (111, "một trăm mười một", "một trăm mười một"),
        (115, "một trăm mười lăm", "một trăm mười lăm"),
        (1000, "một nghìn", "một ngàn"),
        (1001, "một nghìn không trăm linh một", "một ngàn không trăm lẻ một"),
        (1010, "một nghìn không trăm mười", "một ngàn không trăm mười"),
        (1015, "một nghìn không trăm mười lăm", "một ngàn không trăm mười lăm"),
        (1021, "một nghìn không trăm hai mươi mốt", "một ngàn không trăm hai mươi mốt"),
        (1100, "một nghìn một trăm", "một ngàn một trăm"),
        (9999, "chín nghìn chín trăm chín mươi chín", "chín ngàn chín trăm chín mươi chín"),
        (25_004, "hai mươi lăm nghìn không trăm linh bốn", "hai mươi lăm ngàn không trăm lẻ bốn"),
        (100_000, "một trăm nghìn", "một trăm ngàn"),
    ],
)
def test_a_number_is_read_as_people_of_the_north_and_of_the_south_say_it(
    value: int, north: str, south: str
) -> None:
    assert number(value) == north
    assert number(value, SOUTH) == south


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "zero"),
        (15, "fifteen"),
        (20, "twenty"),
        (25, "twenty five"),
        (101, "one hundred and one"),
        (115, "one hundred and fifteen"),
        (1001, "one thousand and one"),
        (1100, "one thousand one hundred"),
        (9999, "nine thousand nine hundred and ninety nine"),
        (25_004, "twenty five thousand and four"),
    ],
)
def test_a_number_in_english(value: int, said: str) -> None:
    assert number(value, language="en") == said


def test_the_sentence_in_english() -> None:
    said = in_words(sentence("A025", 3, DIGIT_BY_DIGIT, "en"), "en")
    assert said == "Ticket number A, zero, two, five, please go to counter three"


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("A-025", "A, không, hai, năm"),
        ("1001", "một, không, không, một"),
        ("0025", "không, không, hai, năm"),
        ("TC-7", "T, C, bảy"),
        ("P1015", "P, một, không, một, năm"),
    ],
)
def test_sign_by_sign_reads_every_form_of_number_and_no_dash(label: str, read: str) -> None:
    said = in_words(sentence(label, 3, DIGIT_BY_DIGIT, "vi"), "vi")
    assert said == f"Mời số {read}, đến quầy số ba"


@pytest.mark.parametrize(
    ("label", "read"), [("A-025", "A, hai mươi lăm"), ("A000", "A, không"), ("TC-7", "T, C, bảy")]
)
def test_read_whole_a_number_has_no_zeros_before_it(label: str, read: str) -> None:
    assert in_words(sentence(label, 3, NORTH, "vi"), "vi") == f"Mời số {read}, đến quầy số ba"


def test_a_number_longer_than_anybody_says_is_read_digit_by_digit() -> None:
    assert sentence("99900001", 1, NORTH, "vi")[1:-2] == [f"digit-{digit}" for digit in "99900001"]


def test_the_counter_may_be_read_digit_by_digit_too() -> None:
    assert sentence("A001", 15, Voice(counters=Numbers.DIGITS), "vi")[-2:] == ["digit-1", "digit-5"]


def test_digit_by_digit_never_says_mot_lam_or_tu() -> None:
    forms = {"one-after-tens", "four-after-tens", "five-after-tens"}
    said = {
        clip for value in range(1000) for clip in clips(sentence(f"A{value:03d}", 1, DIGIT_BY_DIGIT, "vi"))
    }
    assert not said & forms


def test_every_number_can_be_read_back_from_what_is_said() -> None:
    """Two numbers that sound alike would call two people."""
    for voice, language in product((NORTH, SOUTH), ("vi", "en")):
        said = [number(value, voice, language) for value in range(12_000)]
        assert len(set(said)) == len(said)


def test_whatever_is_said_has_its_clip() -> None:
    for voice, language in product((DIGIT_BY_DIGIT, NORTH, SOUTH), ("vi", "en")):
        needed = {
            clip
            for value in range(12_000)
            for clip in clips(sentence(f"A{value}", value % 99 + 1, voice, language))
        }
        assert needed <= set(WORDS[language])


def test_the_words_are_composed_vietnamese_without_blanks_around_them() -> None:
    for said in (said for words in WORDS.values() for said in words.values()):
        assert unicodedata.is_normalized("NFC", said)
        assert said == said.strip() != ""


def clips(said: list[str]) -> Iterator[str]:
    for breath in said:
        yield from breath.split()
