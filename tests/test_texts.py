"""The catalogues."""

import string
import unicodedata

import pytest

from queue_app.domain import errors
from queue_app.texts import Texts
from queue_app.web.problems import STATUS

TEXTS = Texts.load()
EVERY = [(spoken, f"{section}.{name}", text) for spoken, catalogue in TEXTS.languages.items()
         for section, texts in catalogue.items() for name, text in texts.items()]  # fmt: skip


def keys(language: str) -> dict[str, set[str]]:
    """By key: the values that its text asks for."""
    return {
        key: {field for _, field, _, _ in string.Formatter().parse(text) if field}
        for spoken, key, text in EVERY
        if spoken == language
    }


def test_every_language_says_everything_with_the_same_values() -> None:
    assert set(TEXTS.languages) == {"vi", "en"}
    assert keys("vi") == keys("en")


def test_every_refusal_has_its_sentence() -> None:
    refusals = errors.Refusal.__subclasses__()
    codes = {key for refusal in refusals for key in refusal.sentences or (refusal.code,)}
    said = set(TEXTS.section("vi", "errors"))
    assert codes | set(STATUS) == said


def test_vietnamese_letters_are_composed() -> None:
    assert [key for _, key, text in EVERY if not unicodedata.is_normalized("NFC", text)] == []


def test_an_unknown_language_is_vietnamese() -> None:
    assert TEXTS.get("xx", "errors.unknown-counter", counter=9) == "Không có quầy “9”."


def test_a_missing_text_is_a_fault_that_names_its_key() -> None:
    with pytest.raises(KeyError, match="nothing"):
        TEXTS.get("vi", "errors.nothing")
