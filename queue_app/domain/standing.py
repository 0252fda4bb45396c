"""Who is next: a place in line is a time.

A waiting ticket's *standing* is the time at which it counts as having arrived; a counter serves its
queues with a *lag* each. Next is the smallest standing + lag, ties by ticket id; before them come those
who wait for this counter, or for the person there, and for nobody else: its *pool*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    pool: str | None = None
    """The one counter or person it waits for; None in the common line."""


def standing_of(issued_at: datetime, head_start: timedelta = timedelta(0)) -> datetime:
    """When a ticket counts as having arrived: its issue less the head start of its priority class."""
    return issued_at - head_start


def in_turn(
    line: Iterable[InLine], lags: Mapping[str, timedelta], pools: Collection[str] = ()
) -> list[InLine]:
    """The tickets that a counter with these lags and pools serves, in the order it will call them.

    Who waits for this counter or its person alone comes before the common line, whatever their queue.
    """
    own, common = [], []
    for ticket in line:
        if ticket.pool is not None:
            if ticket.pool in pools:
                own.append(ticket)
        elif ticket.queue in lags:
            common.append(ticket)
    own.sort(key=lambda ticket: (ticket.standing, ticket.id))
    common.sort(key=lambda ticket: (ticket.standing + lags[ticket.queue], ticket.id))
    return own + common
