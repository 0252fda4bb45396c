"""The render process: `python -m printers.rendering` answers each slip's facts with its bytes."""

from __future__ import annotations

import json
import os
import signal
import sys

from printers.rendering.direct import DirectRenderer
from printers.rendering.frames import read_frame, write_frame
from queue_app.texts import Texts

_NICENESS = 10


def main() -> None:
    # Ctrl-C reaches the whole process group; the server still prints what it has begun.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    # Standard output carries the answers alone, whatever a library may print.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    renderer = DirectRenderer(Texts.load())
    while (request := read_frame(sys.stdin.buffer)) is not None:
        write_frame(answers, _answer(renderer, request))


def _answer(renderer: DirectRenderer, request: bytes) -> bytes:
    """ "+" and the slip, or "-" and what was wrong."""
    try:
        return b"+" + renderer.render(**json.loads(request))
    except Exception as error:
        return b"-" + f"{type(error).__name__}: {error}".encode()


if __name__ == "__main__":
    main()
