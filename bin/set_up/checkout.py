"""The places of this checkout that set-up fills, and how it runs programs and reports."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
VENDOR = ROOT / "queue_app" / "web" / "static" / "vendor"
LOG = TOOLS / "set-up.log"


class SetupError(Exception):
    """Set-up cannot go on; the message is one line that says why and what to do."""


def say(message: str) -> None:
    print(f"set-up: {message}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], *, doing: str, more_env: Mapping[str, str] | None = None) -> str:
    """Run a program quietly and give its standard output.

    Raises SetupError with the program's last words when it fails; all of its words go to the log.
    """
    env = {**os.environ, **(more_env or {})}
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout
    words = f"{done.stdout}\n{done.stderr}".strip()
    LOG.write_text(f"$ {' '.join(map(str, command))}\n{words}\n", encoding="utf-8")
    last = words.splitlines()[-1].strip() if words else f"exit status {done.returncode}"
    raise SetupError(f"{doing} failed ({last}); is the network up? All of it is in {LOG.relative_to(ROOT)}")
