"""Procedures: what a citizen comes for, and finding one by a few words as people type them on a kiosk."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any


class Unit(StrEnum):
    SAME_DAY = "same-day"
    WORKING_DAYS = "working-days"
    DAYS = "days"


@dataclass(frozen=True)
class Time:
    """How long the office may take, by law."""

    days: int
    unit: Unit


@dataclass(frozen=True)
class Fee:
    vnd: int
    per: str = ""
    """What it is taken for, such as "trang"; "" where it is for the whole."""


@dataclass(frozen=True)
class Procedure:
    code: str
    queue: str
    name: str
    name_en: str
    field: str = ""
    papers: tuple[str, ...] = ()
    """What to have ready."""
    time: Time | None = None
    """None where nobody has said it in a unit that is sure: then the counter says it."""
    fee: Fee | None = None
    """None where the province sets it, or nobody has found it: then the counter says it."""

    @classmethod
    def of(cls, code: str, queue: str, *, name: str, name_en: str, facts: Mapping[str, Any]) -> Procedure:
        """The procedure with its facts as a profile's CSV writes them."""
        papers = tuple(part for part in map(str.strip, facts["documents"].split(";")) if part)
        time = time_of(facts["days"], facts["source"], same_day=facts["same_day"])
        fee = fee_of(facts["fee_vnd"], facts["source"])
        return cls(code, queue, name, name_en, facts["field"], papers, time, fee)

    def name_in(self, language: str) -> str:
        return (language == "en" and self.name_en) or self.name

    @property
    def bring(self) -> str:
        """The papers in short, as the ticket's slip says them."""
        return "; ".join(self.papers)

    @cached_property
    def _found_by(self) -> tuple[_Words, ...]:
        """What a search looks through, the best place first."""
        name = self.name.removeprefix("Thủ tục ")
        return (
            _Words.of(name),
            _Words.of(self.name_en),
            _Words.of(f"{name} {self.field} {self.code}"),
            _Words.of(" ".join(self.papers)),
        )


_UNIT = re.compile(r"đv: ngày( làm việc)?")


def time_of(days: str, source: str, *, same_day: bool) -> Time | None:
    """The processing time; None where the source does not say in which days it is counted."""
    if same_day:
        return Time(0, Unit.SAME_DAY)
    unit = _UNIT.search(source)
    if not days.isdecimal() or int(days) == 0 or unit is None:
        return None
    return Time(int(days), Unit.WORKING_DAYS if unit[1] else Unit.DAYS)


def fee_of(written: str, source: str) -> Fee | None:
    """The fee, with what it is taken for where the source says so ("8.000 đ/bản"); None where it is not fixed."""
    if not written.isdecimal():
        return None
    amount = dong(int(written))
    per = re.search(rf"(?<![\d.]){re.escape(amount)} đ/([^\W\d_]+(?: [^\W\d_]+)*)", source)
    return Fee(int(written), per[1] if per else "")


def dong(amount: int) -> str:
    """Money as people here write it: 10.000."""
    return f"{amount:,}".replace(",", ".")


def search(procedures: Iterable[Procedure], asked: str) -> list[Procedure]:
    """The procedures that have all the words asked for, best first; all of them where nothing is asked.

    Signs, capitals and the order of the words do not matter, a word may be begun only, and blanks may be left
    out: "đăng ký kết hôn", "ket hon" and "kethon" find the same. Words of everyday speech find the official
    ones; words that every procedure has are passed over where nothing else would be found.
    """
    every, words = list(procedures), plain(asked).split()[:_WORDS_AT_MOST]
    accented = {word for word in _split(asked) if plain(word) != word}
    if not words:
        return every
    found: dict[str, Procedure] = {}
    for attempt in _meanings(words):
        found |= {one.code: one for one in _answers(every, attempt, accented) if one.code not in found}
    telling = [word for word in words if word not in _PASSED_OVER]
    return list(found.values()) or (_answers(every, telling, accented) if telling else [])


def plain(text: str) -> str:
    """`text` without signs and capitals, its words one blank apart: "Đăng ký" is "dang ky"."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


_WORDS_AT_MOST = 12

_EVERYDAY = {
    "sao y": "chung thuc ban sao",
    "cong chung": "chung thuc",
    "doc than": "tinh trang hon nhan",
    "cuoi": "ket hon",
    "ho khau": "thuong tru",
    "so do": "dat giay chung nhan",
    "so hong": "dat giay chung nhan",
    "xay nha": "giay phep xay dung",
    "sua nha": "giay phep xay dung sua chua",
    "tu vong": "khai tu",
    "chet": "khai tu",
    "mo quan": "thanh lap ho kinh doanh",
    "mo cua hang": "thanh lap ho kinh doanh",
}
"""What people say, and what the law calls it."""

_PASSED_OVER = frozenset(
    ("thu", "tuc", "lam", "xin", "cap", "giay", "to", "dang", "ky", "muon", "can", "toi", "cho", "ve", "nop")
)
"""Words that say little."""


def _meanings(words: list[str]) -> Iterator[list[str]]:
    """The words as the law says them, then as they are."""
    asked = f" {' '.join(words)} "
    for spoken, written in _EVERYDAY.items():
        if f" {spoken} " in asked:
            yield asked.replace(f" {spoken} ", f" {written} ").split()
            yield written.split()
    yield words


def _answers(every: list[Procedure], words: list[str], accented: set[str]) -> list[Procedure]:
    ranked = [(rank, one) for one in every if (rank := _rank(one, words, accented)) is not None]
    return [one for _, one in sorted(ranked, key=lambda answer: answer[0])]


def _rank(procedure: Procedure, words: list[str], accented: set[str]) -> tuple[int, ...] | None:
    """How well the procedure answers, smaller is better; None where a word is missing."""
    *names, papers = procedure._found_by
    for place, there in enumerate((*names, papers)):
        if all(there.begins(word) for word in words):
            disorder = there.disorder(words)
            # Papers are many words: only a phrase of theirs is no accident.
            if there is papers and disorder > _TOGETHER:
                return None
            return (
                place,
                disorder,
                # The last word may still be in the making.
                sum(not there.has(word) for word in words[:-1]),
                sum(not there.has_accented(word) for word in accented),
                there.length,
            )
    return None


_TOGETHER = 1


def _split(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))


@dataclass(frozen=True)
class _Words:
    """A text as a search sees it."""

    tails: Sequence[str]
    """From each word on, without blanks: a word, its beginning and several words in one begin a tail."""
    whole: frozenset[str]
    accented: Sequence[str]

    @classmethod
    def of(cls, text: str) -> _Words:
        words = plain(text).split()
        tails = ["".join(words[start:]) for start in range(len(words))]
        return cls(tails, frozenset(words), _split(text))

    @property
    def length(self) -> int:
        return len(self.tails)

    def begins(self, word: str) -> bool:
        return any(tail.startswith(word) for tail in self.tails)

    def has(self, word: str) -> bool:
        return word in self.whole

    def has_accented(self, word: str) -> bool:
        return any(own.startswith(word) for own in self.accented)

    def disorder(self, words: Sequence[str]) -> int:
        """0: they begin the text; 1: they stand together; 2: in their order; 3: somewhere."""
        together = "".join(words)
        if self.begins(together):
            return 0 if self.tails[0].startswith(together) else _TOGETHER
        return 2 if self._in_order(words) else 3

    def _in_order(self, words: Sequence[str]) -> bool:
        tails = iter(self.tails)
        return all(any(tail.startswith(word) for tail in tails) for word in words)
