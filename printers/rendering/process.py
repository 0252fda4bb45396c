"""Rendering in a process of its own, so that drawing a slip never holds up the server's loop."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, cast

from printers.rendering.frames import read_frame, write_frame

_ROOT = Path(__file__).resolve().parents[2]
_TRIES = 2


class RenderFailed(Exception):
    """The slip could not be made; nothing of it was printed."""


class RenderProcess:
    """A `Renderer` that asks one child process at a time. Safe to call from several threads or greenlets.

    The child starts with the first slip or with `start`, is replaced when it dies, and ends with `close`
    or when the server is gone.
    """

    def __init__(self, *, patience: float = 10.0) -> None:
        """`patience`: seconds after which a child that does not answer is replaced."""
        self._patience = patience
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> None:
        """Start the child now, so that the first slip need not wait for it."""
        with self._lock:
            self._living_child()

    def render(self, kind: str, payload: dict[str, Any], width: int) -> bytes:
        request = json.dumps({"kind": kind, "payload": payload, "width": width}).encode()
        with self._lock:
            for _ in range(_TRIES):
                if (answer := self._ask(request)) is not None:
                    return _slip(answer)
                self._end_child()
        raise RenderFailed("the render process died twice over one slip")

    def close(self) -> None:
        with self._lock:
            self._end_child()

    def _ask(self, request: bytes) -> bytes | None:
        """The child's answer, or None where it is dead or too slow."""
        child = self._living_child()
        alarm = threading.Timer(self._patience, child.kill)
        alarm.start()
        try:
            write_frame(cast(IO[bytes], child.stdin), request)
            return read_frame(cast(IO[bytes], child.stdout))
        except OSError:
            return None
        finally:
            alarm.cancel()

    def _living_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end_child()
            # python-escpos makes a new temporary folder at every start and never removes it.
            self._folder = tempfile.TemporaryDirectory(prefix="slips-", ignore_cleanup_errors=True)
            paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
            self._child = subprocess.Popen(
                [sys.executable, "-m", "printers.rendering"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": self._folder.name},
            )
        return self._child

    def _end_child(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            # Nobody reads any more what a dead child's pipe still had to flush.
            with contextlib.suppress(OSError):
                cast(IO[bytes], pipe).close()
        if self._folder:
            self._folder.cleanup()


def _slip(answer: bytes) -> bytes:
    if answer[:1] != b"+":
        raise RenderFailed(answer[1:].decode("utf-8", "replace"))
    return answer[1:]
