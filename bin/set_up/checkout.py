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


def run(command: Sequence[str | Path], *, or_say: str, more_env: Mapping[str, str] | None = None) -> None:
    """Run a program quietly. When it fails, raises SetupError with `or_say`; what it said goes to the log."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        done = subprocess.run(
            command,
            env={**os.environ, **(more_env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise SetupError(f"{or_say} ({LOG.relative_to(ROOT)} has the details)")


def succeeds(command: Sequence[str | Path]) -> bool:
    """Whether the program exists and ends well; its output is thrown away."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0
