"""Build a voice pack from espeak-ng's Vietnamese voice, with a chime of its own.

    python -m displays.voice.build displays/voice/packs/vi

Needs `espeak-ng` and `lame` on the machine that builds; a screen only plays the clips. An office that
records its own voice replaces the clips and keeps `pack.json`.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import tempfile
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

RATE = 22050
VOICE = ("-v", "vi", "-s", "122", "-p", "48", "-a", "100")

LETTERS = {
    "a": "a",
    "b": "bê",
    "c": "xê",
    # As the letter is said in "a, bê, xê, đê": "dê" is too near to "giê" (G) over a loudspeaker.
    "d": "đê",
    "e": "e",
    "f": "ép",
    "g": "giê",
    "h": "hát",
    "i": "i",
    "j": "gi",
    "k": "ca",
    "l": "e lờ",
    "m": "em mờ",
    "n": "en nờ",
    "o": "o",
    "p": "pê",
    "q": "quy",
    "r": "e rờ",
    "s": "ét xì",
    "t": "tê",
    "u": "u",
    "v": "vê",
    "w": "vê kép",
    "x": "ích xì",
    "y": "i dài",
    "z": "dét",
}
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
PHRASES = {"invite": "mời số", "to-counter": "đến quầy số"}

GAPS_MS = {"clip": 130, "chime": 150, "invite": 80, "to-counter": 80, "repeat": 700}
"""Silence after a clip; "clip" where none is named. "repeat" is silence alone, between the two readings."""

FULL_SCALE = 32767
LOUDNESS = 0.13
"""Root mean square of every clip, as a share of full scale (about -18 dB)."""
PEAK = 0.89
"""No sample above -1 dB: some televisions distort before that."""
SILENCE = 0.012
PAD_S = 0.02
FADE_S = 0.006

Samples: TypeAlias = "array[int]"


def words() -> dict[str, str]:
    """What each spoken clip says, by the clip's name."""
    return {
        **PHRASES,
        **{f"letter-{letter}": reading for letter, reading in LETTERS.items()},
        **{f"digit-{digit}": reading for digit, reading in enumerate(DIGITS)},
    }


def build(folder: Path) -> None:
    """Write all clips and `pack.json` into `folder`; the same tools make the same sounds."""
    folder.mkdir(parents=True, exist_ok=True)
    write_clip(folder / "chime.mp3", chime())
    for name, text in words().items():
        write_clip(folder / f"{name}.mp3", level(fade(trim(speak(text)))))
    clips = {name: f"{name}.mp3" for name in ["chime", *words()]}
    pack = {"language": "vi", "name": "Giọng máy (espeak-ng)", "gaps_ms": GAPS_MS, "clips": clips}
    (folder / "pack.json").write_text(json.dumps(pack, ensure_ascii=False, indent=2) + "\n", "utf-8")


def speak(text: str) -> Samples:
    """The text as espeak-ng says it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "spoken.wav")
        subprocess.run(["espeak-ng", *VOICE, "-w", str(path), text], check=True)
        with wave.open(str(path)) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
                raise ValueError(f"espeak-ng gave {file.getparams()}, not 16-bit mono at {RATE} Hz")
            return array("h", file.readframes(file.getnframes()))


def trim(samples: Samples) -> Samples:
    """Without the silence before and after, save for a breath that keeps soft consonants."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > SILENCE * FULL_SCALE]
    pad = int(PAD_S * RATE)
    return samples[max(0, loud[0] - pad) : loud[-1] + pad]


def fade(samples: Samples) -> Samples:
    """With edges that do not click."""
    length = int(FADE_S * RATE)
    last = len(samples) - 1
    return array("h", (int(s * min(1, i / length, (last - i) / length)) for i, s in enumerate(samples)))


def level(samples: Samples) -> Samples:
    """As loud as every other clip, with no sample above PEAK."""
    rms = math.sqrt(sum(sample * sample for sample in samples) / len(samples))
    return _limited(sample * LOUDNESS * FULL_SCALE / rms for sample in samples)


def _limited(samples: Iterable[float]) -> Samples:
    """Peaks are bent, not cut off: a word keeps its loudness and its sound."""
    knee = 0.6
    room = PEAK - knee

    def bend(value: float) -> float:
        size = abs(value)
        bent = size if size <= knee else knee + room * math.tanh((size - knee) / room)
        return math.copysign(bent, value)

    return array("h", (int(bend(sample / FULL_SCALE) * FULL_SCALE) for sample in samples))


def chime() -> Samples:
    """Two soft notes, the second lower (E5, then C5), each with its overtones dying away."""
    notes = ((0.0, 659.26), (0.42, 523.25))
    length = int(1.55 * RATE)
    samples = array("h", (int(_chime_at(i / RATE, notes) * 0.42 * FULL_SCALE) for i in range(length)))
    return fade(samples)


def _chime_at(time: float, notes: Iterable[tuple[float, float]]) -> float:
    return sum(_bell(time - start, pitch) for start, pitch in notes if time >= start)


def _bell(time: float, pitch: float) -> float:
    overtones = ((1, 1.0, 3.6), (2, 0.32, 5.5), (3, 0.1, 8.0), (4.2, 0.04, 14.0))
    attack = min(1.0, time / 0.008)
    waves = (
        share * math.exp(-decay * time) * math.sin(math.tau * pitch * factor * time)
        for factor, share, decay in overtones
    )
    return attack * sum(waves)


def write_clip(path: Path, samples: Samples) -> None:
    """Write the samples as a small mono mp3."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "clip.wav")
        with wave.open(str(plain), "wb") as file:
            file.setparams((1, 2, RATE, len(samples), "NONE", ""))
            file.writeframes(samples.tobytes())
        subprocess.run(
            ["lame", "--quiet", "-m", "m", "-b", "40", "-q", "0", str(plain), str(path)], check=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Build a Vietnamese voice pack with espeak-ng.")
    parser.add_argument("folder", type=Path, help="where the clips go, such as displays/voice/packs/vi")
    build(parser.parse_args().folder)


if __name__ == "__main__":
    main()
