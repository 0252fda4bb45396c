"""What was measured on, in one line: figures without it mean little."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path


def described() -> str:
    """CPU, kernel, versions, and how busy the machine was before the run."""
    system = " ".join((platform.system(), platform.release()))
    packages = ", ".join(f"{name} {version(name)}" for name in ("gunicorn", "gevent", "SQLAlchemy"))
    return " · ".join(
        (
            f"{os.cpu_count()} CPUs, {_cpu()}",
            system,
            f"Python {platform.python_version()}, {packages}, SQLite {sqlite3.sqlite_version}",
            f"load before {os.getloadavg()[0]:.2f}",
        )
    )


def _cpu() -> str:
    file = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", file.read_text()) if file.is_file() else None
    return found[1].strip() if found else platform.machine()
