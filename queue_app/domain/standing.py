"""Who is next: a place in line is a time.

A waiting ticket's *standing* is the time at which it counts as having arrived; a counter serves its
queues with a *lag* each. Next is the smallest standing + lag, ties by ticket id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple


class InLine(NamedTuple):
    """One waiting ticket as the line sees it."""

    id: int
    label: str
    queue: str
    standing: datetime
    issued_at: datetime
    priority: str | None = None


def standing_of(issued_at: datetime, head_start: timedelta = timedelta(0)) -> datetime:
    """When a ticket counts as having arrived: its issue less the head start of its priority class."""
    return issued_at - head_start


def in_turn(line: Iterable[InLine], lags: Mapping[str, timedelta]) -> list[InLine]:
    """The tickets a counter with these lags serves, in the order it will call them."""
    mine = (ticket for ticket in line if ticket.queue in lags)
    return sorted(mine, key=lambda ticket: (ticket.standing + lags[ticket.queue], ticket.id))
