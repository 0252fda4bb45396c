"""What is said aloud when somebody is called: which clips, in which order, by the office's own way of counting.

This is the only place that knows how a number is read. A board sends its screens the clips of each call, and a
screen only plays them; the packs of clips are made and checked against `WORDS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from string import ascii_lowercase


class Numbers(StrEnum):
    """How a number is read."""

    DIGITS = "digits"
    """A025 is "A, không, hai, năm": heard well over a loudspeaker, and as it stands on the slip."""
    WHOLE = "whole"
    """A025 is "A, hai mươi lăm"."""


@dataclass(frozen=True)
class Voice:
    """How an office has its numbers called; words differ between the north and the south."""

    numbers: Numbers = Numbers.DIGITS
    counters: Numbers = Numbers.WHOLE
    zero_tens: str = "linh"
    """101: một trăm "linh" một, or "lẻ"."""
    thousand: str = "nghìn"
    """1001: một "nghìn" …, or "ngàn"."""
    four: str = "tư"
    """24: hai mươi "tư", or "bốn"."""
    times: int = 2
    """How often a call is said, where nobody else waits to be called."""
    speak_within: timedelta = timedelta(seconds=60)
    """A call that is older is only shown: whoever hears it would look for somebody who is long there."""
    packs: Mapping[str, str] = field(default_factory=dict)
    """By language: the pack of clips; the one of the language's own name where none is chosen."""

    def pack(self, language: str) -> str:
        return self.packs.get(language) or language


LARGEST = 999_999
"""A longer number is read digit by digit, whatever the office says."""

_VI_LETTERS = (
    "a bê xê đê e ép giê hát i gi ca e-lờ em-mờ en-nờ o pê quy e-rờ ét-xì tê u vê vê-kép ích-xì i-dài dét"
)
_VI_DIGITS = "không một hai ba bốn năm sáu bảy tám chín"
_EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "invite": "mời số",
        "to-counter": "đến quầy số",
        # D is "đê", as in "a, bê, xê, đê": "dê" is too near to "giê" (G) over a loudspeaker.
        **{
            f"letter-{letter}": name.replace("-", " ")
            for letter, name in zip(ascii_lowercase, _VI_LETTERS.split(), strict=True)
        },
        **{f"digit-{digit}": name for digit, name in enumerate(_VI_DIGITS.split())},
        "ten": "mười",
        "tens": "mươi",
        "one-after-tens": "mốt",
        "four-after-tens": "tư",
        "five-after-tens": "lăm",
        "hundred": "trăm",
        "linh": "linh",
        "le": "lẻ",
        "nghin": "nghìn",
        "ngan": "ngàn",
    },
    "en": {
        "invite": "ticket number",
        "to-counter": "please go to counter",
        **{f"letter-{letter}": letter.upper() for letter in ascii_lowercase},
        **{f"digit-{digit}": name for digit, name in enumerate(_EN_ONES.split()[:10])},
        **{f"number-{number}": name for number, name in enumerate(_EN_ONES.split()[10:], 10)},
        **{f"number-{tens}0": name for tens, name in enumerate(_EN_TENS.split(), 2)},
        "hundred": "hundred",
        "and": "and",
        "thousand": "thousand",
    },
}
"""By language: every clip that a call can need, and what it says."""

CHIME = "chime"
"""Stands before every call; the same in every language."""


def sentence(label: str, counter: int, voice: Voice, language: str) -> list[str]:
    """The clips that call this ticket to this counter: a string a breath, its clips divided by blanks.

    "A025" at counter 3 is ["invite", "letter-a", "digit-0", "digit-2", "digit-5", "to-counter", "digit-3"];
    read whole, the number is one breath: "digit-2 tens five-after-tens". The counter comes last.
    """
    return [
        "invite",
        *_label(label, voice, language),
        "to-counter",
        *_number(str(counter), voice.counters, voice, language),
    ]


def in_words(breaths: list[str], language: str) -> str:
    """What these clips say, as a person would write it: "Mời số A, không, hai, năm, đến quầy số ba"."""
    words = WORDS[language]
    said = [" ".join(_written(clip, words) for clip in breath.split()) for breath in breaths]
    text = said[0]
    for before, breath in zip(breaths, said[1:], strict=False):
        text += (" " if before in ("invite", "to-counter") else ", ") + breath
    return text[0].upper() + text[1:]


def _written(clip: str, words: Mapping[str, str]) -> str:
    return clip[-1].upper() if clip.startswith("letter-") else words[clip]


def _label(label: str, voice: Voice, language: str) -> Iterator[str]:
    """Letters by their names, each run of digits as a number; a dash is only seen."""
    for sign in re.findall(r"[A-Z]|[0-9]+", label.upper()):
        if sign.isdigit():
            yield from _number(sign, voice.numbers, voice, language)
        else:
            yield f"letter-{sign.lower()}"


def _number(digits: str, reading: Numbers, voice: Voice, language: str) -> list[str]:
    if reading is Numbers.DIGITS or int(digits) > LARGEST:
        return [f"digit-{digit}" for digit in digits]
    return [" ".join(_READ_WHOLE[language](int(digits), voice))]


def _vietnamese(number: int, voice: Voice) -> list[str]:
    """0 … 999,999. In what follows a thousand the hundreds are always said: "một nghìn không trăm linh một"."""
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _vi_hundreds(rest, voice)
    said = [*_vi_hundreds(thousands, voice), {"nghìn": "nghin", "ngàn": "ngan"}[voice.thousand]]
    return [*said, *_vi_hundreds(rest, voice, after_thousand=True)] if rest else said


def _vi_hundreds(number: int, voice: Voice, *, after_thousand: bool = False) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not after_thousand:
        return _vi_tens(rest, voice)
    said = [f"digit-{hundreds}", "hundred"]
    if 0 < rest < 10:
        return [*said, {"linh": "linh", "lẻ": "le"}[voice.zero_tens], f"digit-{rest}"]
    return [*said, *_vi_tens(rest, voice)] if rest else said


def _vi_tens(number: int, voice: Voice) -> list[str]:
    tens, ones = divmod(number, 10)
    if not tens:
        return [f"digit-{ones}"]
    said = ["ten"] if tens == 1 else [f"digit-{tens}", "tens"]
    if not ones:
        return said
    if ones == 5:
        return [*said, "five-after-tens"]
    if tens > 1 and ones == 1:
        return [*said, "one-after-tens"]
    if tens > 1 and ones == 4 and voice.four == "tư":
        return [*said, "four-after-tens"]
    return [*said, f"digit-{ones}"]


def _english(number: int, voice: Voice) -> list[str]:
    """0 … 999,999: "one thousand and one", "two hundred and fifteen", "twenty five"."""
    thousands, rest = divmod(number, 1000)
    said = [*_english(thousands, voice), "thousand"] if thousands else []
    hundreds, ones = divmod(rest, 100)
    if hundreds:
        said += [f"digit-{hundreds}", "hundred"]
    if ones and said:
        said.append("and")
    if ones or not said:
        said += _en_tens(ones)
    return said


def _en_tens(number: int) -> list[str]:
    if number < 10:
        return [f"digit-{number}"]
    if number < 20:
        return [f"number-{number}"]
    tens, ones = divmod(number, 10)
    return [f"number-{tens}0", *([f"digit-{ones}"] if ones else [])]


_READ_WHOLE: Mapping[str, Callable[[int, Voice], list[str]]] = {"vi": _vietnamese, "en": _english}
