"""One module a row of the table, or a few rows that share their set-up."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.figures import Row
from benchmarks.rows import (
    estimates,
    history,
    kiosk,
    memory,
    phones,
    screens,
    slips,
    television,
    throughput,
    waiting,
)

ROWS: dict[str, Callable[[Bench], list[Row]]] = {
    "issue": throughput.issue,
    "call": throughput.call,
    "screens": screens.screens,
    "phones": phones.phones,
    "history": history.history,
    "waiting": waiting.waiting,
    "estimates": estimates.estimates,
    "slip": slips.slips,
    "memory": memory.memory,
    "kiosk": kiosk.kiosk,
    "television": television.television,
}
"""By the name that --only takes, in the table's order."""
