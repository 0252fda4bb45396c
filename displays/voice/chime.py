"""The chime before a call: two soft notes, the second lower (E5, then C5), each with its overtones dying away."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable

from displays.voice.sound import FULL_SCALE, RATE, Samples, fade

SECONDS = 1.55
NOTES = ((0.0, 659.26), (0.42, 523.25))
OVERTONES = ((1, 1.0, 3.6), (2, 0.32, 5.5), (3, 0.1, 8.0), (4.2, 0.04, 14.0))


def chime() -> Samples:
    length = int(SECONDS * RATE)
    return fade(array("h", (int(_at(i / RATE, NOTES) * 0.42 * FULL_SCALE) for i in range(length))))


def _at(time: float, notes: Iterable[tuple[float, float]]) -> float:
    return sum(_bell(time - start, pitch) for start, pitch in notes if time >= start)


def _bell(time: float, pitch: float) -> float:
    attack = min(1.0, time / 0.008)
    waves = (
        share * math.exp(-decay * time) * math.sin(math.tau * pitch * factor * time)
        for factor, share, decay in OVERTONES
    )
    return attack * sum(waves)
