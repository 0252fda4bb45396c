"""Packs of clips: a folder of sound files and a `pack.json` that names them. Made, checked, and put together."""

from __future__ import annotations

import json
import re
import subprocess
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from displays.voice import sound
from displays.voice.chime import chime
from displays.voice.sound import RATE, NoSound, Samples
from queue_app.domain.voice import CHIME, WORDS
from queue_app.texts import Texts

GAPS_MS = {"clip": 130, "joined": 25, "chime": 150, "invite": 80, "to-counter": 80, "pause": 600}
"""Silence after a clip. "joined" within a number, "clip" where nothing else is said, "pause" stands alone."""

SPEAKERS = {
    "vi": ("-v", "vi", "-s", "122", "-p", "48", "-a", "100"),
    "en": ("-v", "en-gb", "-s", "140", "-p", "46", "-a", "100"),
}
"""The voices of espeak-ng."""
SPEAKER = "espeak-ng"
PROMPT_PREFIX = "prompt-"
COUNTER = re.compile(r"counter-[1-9][0-9]?")
"""A clip of the office's own that says where to go, for a counter that has a name and no number."""

LEAST_RATE = 16_000
LONGEST_S = 3.0
LONGEST_PROMPT_S = 20.0
LOUDNESS_DB = (-28.0, -10.0)
UNEVEN_DB = 5.0
"""How far a clip may be from the middle of its pack before it startles or is lost."""
SILENT_EDGE_S = 0.25


def prompts(texts: Texts, language: str) -> dict[str, str]:
    """Whole sentences beside the calls, which a kiosk may speak: the texts of the section `spoken`."""
    return {f"{PROMPT_PREFIX}{key}": said for key, said in texts.section(language, "spoken").items()}


def build(folder: Path, language: str, said: Mapping[str, str], record: Callable[[str, str], Path]) -> None:
    """Make the pack in `folder`: each clip cut, brought to one loudness, written as mp3, and `pack.json`.

    `said` is by clip what it says, the prompts among it; `record` gives the recording of a clip with these
    words. Raises NoSound with the name of a recording in which there is nothing to hear.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sound.write(folder / f"{CHIME}.mp3", chime())
    for clip, text in said.items():
        sound.write(folder / f"{clip}.mp3", sound.prepared(record(clip, text)))
    pack = {
        "language": language,
        "gaps_ms": GAPS_MS,
        "clips": {clip: f"{clip}.mp3" for clip in (CHIME, *said) if not clip.startswith(PROMPT_PREFIX)},
        "prompts": {clip: f"{clip}.mp3" for clip in said if clip.startswith(PROMPT_PREFIX)},
    }
    (folder / "pack.json").write_text(json.dumps(pack, ensure_ascii=False, indent=2) + "\n", "utf-8")


def speaking(language: str, folder: Path) -> Callable[[str, str], Path]:
    """Clips as espeak-ng says them, kept in `folder`."""

    def record(clip: str, text: str) -> Path:
        file = folder / f"{clip}.wav"
        subprocess.run([SPEAKER, *SPEAKERS[language], "-w", str(file), text], check=True)
        return file

    return record


def recorded(folder: Path) -> dict[str, Path]:
    """The recordings of a folder by their clips' names, of whatever kind of file."""
    return {file.stem: file for file in sorted(folder.iterdir()) if file.suffix.lower() in sound.KINDS}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a clip: a text of the section `voice_check`, and its values."""

    clip: str
    code: str
    values: Mapping[str, object]


def language_of(folder: Path) -> str:
    """What the pack in this folder speaks."""
    language: str = _read(folder)["language"]
    return language


def check(folder: Path) -> Iterator[Fault]:
    """What must be put right before this pack may call people."""
    pack = _read(folder)
    needed = [CHIME, *WORDS[pack["language"]]]
    files: dict[str, str] = {**dict.fromkeys(needed, ""), **pack["clips"], **pack["prompts"]}
    measured = {}
    for clip, name in files.items():
        if not name or not (folder / name).is_file():
            yield Fault(clip, "missing", {})
            continue
        try:
            measured[clip] = sound.measure(folder / name)
        except NoSound:
            yield Fault(clip, "silent", {"file": name})
    middle = median(one.loudness_db for one in measured.values()) if measured else 0.0
    for clip, one in measured.items():
        yield from _judged(clip, one, middle)


def _judged(clip: str, one: sound.Measured, middle: float) -> Iterator[Fault]:
    least, most = LOUDNESS_DB
    longest = LONGEST_PROMPT_S if clip.startswith(PROMPT_PREFIX) else LONGEST_S
    if one.rate < LEAST_RATE:
        yield Fault(clip, "rate", {"rate": one.rate, "least": LEAST_RATE})
    if one.seconds > longest:
        yield Fault(clip, "long", {"seconds": f"{one.seconds:.1f}", "longest": f"{longest:.0f}"})
    if max(one.before_s, one.after_s) > SILENT_EDGE_S:
        yield Fault(clip, "edges", {"before": f"{one.before_s:.2f}", "after": f"{one.after_s:.2f}"})
    if one.clipped:
        yield Fault(clip, "clipped", {})
    if not least <= one.loudness_db <= most:
        yield Fault(clip, "loudness", {"db": f"{one.loudness_db:.0f}", "least": least, "most": most})
    elif clip != CHIME and abs(one.loudness_db - middle) > UNEVEN_DB:
        yield Fault(clip, "uneven", {"db": f"{one.loudness_db:.0f}", "middle": f"{middle:.0f}"})


def put_together(folder: Path, breaths: Sequence[str]) -> Samples:
    """The sound of these clips as a screen plays them; KeyError names a clip that the pack lacks."""
    pack = _read(folder)
    gaps: Mapping[str, int] = pack["gaps_ms"]
    whole: Samples = array("h")
    for breath in breaths:
        clips = breath.split()
        for clip in clips:
            if clip != "pause":
                whole += sound.trimmed(folder / pack["clips"][clip], pad_s=sound.PAD_S)
            gap = gaps.get(clip, gaps["clip"]) if clip is clips[-1] else gaps["joined"]
            whole += array("h", bytes(2 * int(gap * RATE / 1000)))
    return whole


def _read(folder: Path) -> Any:
    return json.loads((folder / "pack.json").read_text("utf-8"))
