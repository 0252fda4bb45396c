"""What the processes of a server use, as the kernel tells it."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def of_group(group: int) -> list[int]:
    """The processes of a group: arbiter, worker, render process."""
    running = [int(folder.name) for folder in _PROC.iterdir() if folder.name.isdigit()]
    return [one for one in running if _field(one, _GROUP) == group]


def worker_cpu_s(arbiter: int) -> float:
    """Seconds of CPU that the arbiter's workers have used; what they started themselves is not in it."""
    workers = [one for one in of_group(arbiter) if _field(one, _PARENT) == arbiter]
    return sum(_field(one, _USER) + _field(one, _SYSTEM) for one in workers) / _TICKS


def kilobytes(process: int, name: str) -> float:
    """Pss or Rss of a process, in thousands of bytes."""
    found = re.search(rf"^{name}: *(\d+) kB$", (_PROC / f"{process}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) * 1.024 if found else 0.0


_PARENT, _GROUP, _USER, _SYSTEM = 1, 2, 11, 12
"""Places in /proc/PID/stat, counted from the state behind the name."""


def _field(process: int, place: int) -> int:
    try:
        return int((_PROC / f"{process}/stat").read_text().rpartition(")")[2].split()[place])
    except (FileNotFoundError, ProcessLookupError):
        return 0
