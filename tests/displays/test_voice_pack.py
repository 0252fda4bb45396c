"""The clips that calls are spoken with."""

from __future__ import annotations

import json
import string
from pathlib import Path

PACK = Path(__file__).parents[2] / "displays/voice/packs/vi"
MOST_BYTES = 200_000


def test_every_letter_digit_and_phrase_has_its_clip() -> None:
    clips = json.loads((PACK / "pack.json").read_text("utf-8"))["clips"]
    letters = {f"letter-{letter}" for letter in string.ascii_lowercase}
    digits = {f"digit-{digit}" for digit in string.digits}
    assert set(clips) == letters | digits | {"chime", "invite", "to-counter"}


def test_the_pack_is_whole_and_light() -> None:
    clips = json.loads((PACK / "pack.json").read_text("utf-8"))["clips"]
    assert {PACK / file for file in clips.values()} == set(PACK.glob("*.mp3"))
    assert sum(file.stat().st_size for file in PACK.glob("*.mp3")) < MOST_BYTES
