"""Televisions that get their board from an office: the code they show, and when one counts as lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

LETTERS = "CDFHJKMNPRTVWXY"
"""None that is taken for another across a room, and no vowels, so that no code is a word."""
CODE_LENGTH = 6
CODE_LASTS = timedelta(minutes=10)
LOST_AFTER = timedelta(seconds=75)
"""Sightings are written every half minute; who misses two of them is gone."""


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Six letters; `choose` picks one of several, such as `secrets.choice`."""
    return "".join(choose(LETTERS) for _ in range(CODE_LENGTH))


def normal_code(typed: str) -> str:
    """A code as it is kept, however it was typed: "hjk mnp" is HJKMNP."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())
