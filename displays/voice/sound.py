"""One clip of sound: read, cut to what is said, brought to one loudness, written as a small mp3, and measured."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import lameenc
import miniaudio

Samples: TypeAlias = "array[int]"
"""16-bit mono."""

RATE = 22050
BIT_RATE = 40
FULL_SCALE = 32767
LOUDNESS = 0.13
"""Root mean square of every clip, as a share of full scale (about -18 dB)."""
PEAK = 0.89
"""No sample above -1 dB: some televisions distort before that."""
SILENCE = 0.012
"""What is softer is silence, as a share of full scale."""
PAD_S = 0.02
FADE_S = 0.006
KINDS = (".mp3", ".wav", ".flac", ".ogg")
"""What is understood; a screen plays the first two, whatever its age."""


class NoSound(Exception):
    """The file is not sound that can be read, or there is nothing to hear in it."""


@dataclass(frozen=True)
class Measured:
    """What a clip is like. Loudness is of the part that is heard, in decibels below full scale."""

    rate: int
    seconds: float
    loudness_db: float
    clipped: bool
    """Whether the recording was too loud for the microphone: the tops of its waves are cut off."""
    before_s: float
    """Silence before the first sound, and after the last."""
    after_s: float


def read(file: Path, rate: int = RATE) -> Samples:
    """The sound of an mp3, wav, flac or ogg file, both channels as one; NoSound if it has none."""
    try:
        samples: Samples = miniaudio.decode_file(str(file), nchannels=1, sample_rate=rate).samples
    except miniaudio.MiniaudioError:
        raise NoSound(file.name) from None
    return samples


def measure(file: Path) -> Measured:
    """Measure the sound of a file as it is; NoSound if there is none."""
    try:
        rate = miniaudio.get_file_info(str(file)).sample_rate
    except miniaudio.MiniaudioError:
        raise NoSound(file.name) from None
    samples = read(file, rate)
    first, last = _heard(samples, file)
    return Measured(
        rate=rate,
        seconds=len(samples) / rate,
        loudness_db=20 * math.log10(_loudness(samples[first : last + 1])),
        clipped=_is_clipped(samples),
        before_s=first / rate,
        after_s=(len(samples) - 1 - last) / rate,
    )


def prepared(file: Path) -> Samples:
    """The clip of this recording: only what is said, as loud as every other; NoSound if it is silent."""
    return level(fade(trimmed(file, pad_s=PAD_S)))


def trimmed(file: Path, *, pad_s: float = 0) -> Samples:
    """The sound without the silence before and after; a breath of it keeps soft consonants."""
    samples = read(file)
    first, last = _heard(samples, file)
    pad = int(pad_s * RATE)
    return samples[max(0, first - pad) : last + 1 + pad]


def fade(samples: Samples) -> Samples:
    """With edges that do not click."""
    length = int(FADE_S * RATE)
    last = len(samples) - 1
    return array("h", (int(s * min(1, i / length, (last - i) / length)) for i, s in enumerate(samples)))


def level(samples: Samples) -> Samples:
    """As loud as every other clip, with no sample above PEAK."""
    gain = LOUDNESS / _loudness(samples)
    return array("h", (int(_bent(sample / FULL_SCALE * gain) * FULL_SCALE) for sample in samples))


def write(file: Path, samples: Samples) -> None:
    """Write a clip as mp3."""
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE)
    encoder.set_bit_rate(BIT_RATE)
    encoder.set_quality(2)
    encoder.silence()
    file.write_bytes(encoder.encode(samples.tobytes()) + encoder.flush())


def _heard(samples: Samples, file: Path) -> tuple[int, int]:
    """The first and the last sample that are no silence."""
    least = SILENCE * FULL_SCALE
    loud = [index for index, sample in enumerate(samples) if abs(sample) > least]
    if not loud:
        raise NoSound(file.name)
    return loud[0], loud[-1]


def _loudness(samples: Iterable[int]) -> float:
    squares = [sample * sample for sample in samples]
    return math.sqrt(sum(squares) / len(squares)) / FULL_SCALE


def _bent(value: float) -> float:
    """Peaks are bent, not cut off: a word keeps its loudness and its sound."""
    knee = 0.6
    size = abs(value)
    if size > knee:
        size = knee + (PEAK - knee) * math.tanh((size - knee) / (PEAK - knee))
    return math.copysign(size, value)


def _is_clipped(samples: Samples, together: int = 4) -> bool:
    """Whether several samples in a row stand at the very top: a wave that was cut, not one that touched it."""
    run = 0
    for sample in samples:
        run = run + 1 if abs(sample) >= FULL_SCALE - 4 else 0
        if run == together:
            return True
    return False
