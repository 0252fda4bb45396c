"""The servers that are measured. Each has a process group of its own, and the group is ended for sure."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import queue_app.serving
from benchmarks.bare.wsgi import BOARD_VARIABLE, DATABASE_VARIABLE
from queue_app.config import SETTINGS_VARIABLE, Server, Settings
from queue_app.serving import check_ready, free_port, serve_beside

STARTS_WITHIN_S = 30.0
ENDS_WITHIN_S = 5.0
_CONFIGURATION = Path(queue_app.serving.__file__).with_name("gunicorn_conf.py")


@dataclass(frozen=True)
class Serving:
    port: int
    group: int
    """The process group of all its processes."""


@contextmanager
def office_server(settings: Settings) -> Iterator[Serving]:
    """The system itself, started as `queue-app serve` starts it."""
    check_ready(settings)
    with _running(settings.server.port, serve_beside(settings)) as serving:
        yield serving


@contextmanager
def bare_server(application: str, folder: Path, board: str = "") -> Iterator[Serving]:
    """An application of `bare.wsgi` under the very same settings of gunicorn, with files in `folder`."""
    port = free_port("127.0.0.1")
    folder.mkdir()
    (folder / "board.json").write_text(board, "utf-8")
    environment = {
        **os.environ,
        SETTINGS_VARIABLE: Settings(server=Server(port=port)).model_dump_json(),
        DATABASE_VARIABLE: str(folder / f"{application}-{port}.sqlite"),
        BOARD_VARIABLE: str(folder / "board.json"),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", f"file:{_CONFIGURATION}"]
    target = f"benchmarks.bare.wsgi:{application}()"
    process = subprocess.Popen([*command, target], env=environment, start_new_session=True)
    with _running(port, process) as serving:
        yield serving


@contextmanager
def _running(port: int, process: subprocess.Popen[bytes]) -> Iterator[Serving]:
    try:
        _await(port, process)
        yield Serving(port, process.pid)
    finally:
        _end(process)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError("a server did not start; the lines above say why")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDS_WITHIN_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
