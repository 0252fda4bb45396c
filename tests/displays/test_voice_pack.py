"""The clips that calls are spoken with: those that are shipped, and those that an office records."""

from __future__ import annotations

import json
import math
import shutil
import wave
from array import array
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from displays.voice import packs, sound
from displays.voice.sound import NoSound
from queue_app.domain.voice import WORDS, Voice, sentence
from queue_app.texts import Texts

SHIPPED = Path(__file__).parents[2] / "displays/voice/packs"
MOST_BYTES = 400_000
LANGUAGES = sorted(WORDS)


def tone(
    file: Path, *, loud: float = 0.3, seconds: float = 0.5, before_s: float = 0.0, rate: int = 44100
) -> Path:
    """A recording of one tone after some silence; louder than 1 it is cut off, as by a bad microphone."""
    silence = array("h", bytes(2 * int(before_s * rate)))
    waves = (loud * math.sin(math.tau * 300 * i / rate) for i in range(int(seconds * rate)))
    with wave.open(str(file), "wb") as written:
        written.setparams((1, 2, rate, 0, "NONE", ""))
        written.writeframes(
            (silence + array("h", (int(32767 * max(-1, min(1, w))) for w in waves))).tobytes()
        )
    return file


def replace(folder: Path, clip: str, file: str | None) -> None:
    """Let the pack name another file for a clip, or none at all."""
    pack = json.loads((folder / "pack.json").read_text("utf-8"))
    del pack["clips"][clip]
    if file:
        pack["clips"][clip] = file
    (folder / "pack.json").write_text(json.dumps(pack), "utf-8")


def codes(folder: Path) -> set[tuple[str, str]]:
    return {(fault.clip, fault.code) for fault in packs.check(folder)}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the Vietnamese pack, as an office may have changed it."""
    return Path(shutil.copytree(SHIPPED / "vi", tmp_path / "own"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_packs_are_complete_even_and_clean(language: str) -> None:
    assert list(packs.check(SHIPPED / language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_pack_is_light_and_has_no_file_too_many(language: str) -> None:
    pack = json.loads((SHIPPED / language / "pack.json").read_text("utf-8"))
    named = {SHIPPED / language / name for name in chain(pack["clips"].values(), pack["prompts"].values())}
    assert named == set((SHIPPED / language).glob("*.mp3"))
    # A television loads the clips of calls, a kiosk one sentence at a time.
    for part in (pack["clips"], pack["prompts"]):
        assert sum((SHIPPED / language / name).stat().st_size for name in part.values()) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_pack_speaks_every_prompt_of_the_catalogue(language: str) -> None:
    pack = json.loads((SHIPPED / language / "pack.json").read_text("utf-8"))
    assert set(pack["prompts"]) == set(packs.prompts(Texts.load(), language))


def test_a_call_put_together_neither_overlaps_nor_crackles() -> None:
    breaths = sentence("A025", 12, Voice(), "vi")
    whole = packs.put_together(SHIPPED / "vi", breaths)
    spoken = sum(
        len(sound.trimmed(SHIPPED / f"vi/{clip}.mp3")) for breath in breaths for clip in breath.split()
    )
    assert len(whole) > spoken
    assert max(map(abs, whole)) < 0.95 * sound.FULL_SCALE


@pytest.mark.parametrize(
    ("fault", "record"),
    [
        ("missing", lambda file: None),
        ("silent", lambda file: tone(file, loud=0)),
        ("silent", lambda file: file.write_bytes(b"no sound at all")),
        ("rate", lambda file: tone(file, rate=8000)),
        ("long", lambda file: tone(file, seconds=4)),
        ("edges", lambda file: tone(file, before_s=0.5)),
        ("clipped", lambda file: tone(file, loud=1.5)),
        ("loudness", lambda file: tone(file, loud=0.03)),
        ("uneven", lambda file: tone(file, loud=0.35)),
    ],
)
def test_what_is_wrong_with_a_clip_is_said_of_that_clip(
    own: Path, fault: str, record: Callable[[Path], object]
) -> None:
    replace(own, "digit-4", "digit-4.wav")
    record(own / "digit-4.wav")
    assert ("digit-4", fault) in codes(own)
    assert {clip for clip, _ in codes(own)} == {"digit-4"}


def test_a_clip_that_the_pack_does_not_name_is_missing(own: Path) -> None:
    replace(own, "le", None)
    assert codes(own) == {("le", "missing")}


def test_recordings_of_all_kinds_become_one_even_pack(tmp_path: Path) -> None:
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    tone(recordings / "digit-1.wav", loud=0.05, before_s=0.8)
    tone(recordings / "digit-2.wav", loud=0.9, rate=48000)
    tone(recordings / "counter-8.WAV", seconds=1.2)
    shutil.copy(SHIPPED / "vi/digit-3.mp3", recordings)
    (recordings / "notes.txt").write_text("Thu lúc 9 giờ", "utf-8")
    files = packs.recorded(recordings)
    packs.build(tmp_path / "pack", "vi", dict.fromkeys(files, ""), lambda clip, _: files[clip])
    made = {clip: sound.measure(tmp_path / f"pack/{clip}.mp3") for clip in files}
    assert set(made) == {"digit-1", "digit-2", "digit-3", "counter-8"}
    assert all(abs(one.loudness_db + 18) < 1.5 for one in made.values())
    assert all(one.before_s < 0.15 for one in made.values())
    assert {fault for _, fault in codes(tmp_path / "pack")} == {"missing"}


def test_a_silent_recording_is_refused_by_its_name(tmp_path: Path) -> None:
    file = tone(tmp_path / "digit-1.wav", loud=0)
    with pytest.raises(NoSound, match=r"digit-1\.wav"):
        packs.build(tmp_path / "pack", "vi", {"digit-1": "một"}, lambda clip, _: file)
