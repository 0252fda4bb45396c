"""What a ticket's citizen has to know now, in one word: what their page shows and what wakes them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from queue_app.domain.estimates import Wait
from queue_app.domain.tickets import State, Ticket

SOON = timedelta(minutes=5)
"""Who is called within this time, more likely than not, should come back to the room."""
NEXT_ONE = timedelta(minutes=15)
"""Who is first in line should come back too, unless a break lies between."""


class Stage(StrEnum):
    WAITING = "waiting"
    SOON = "soon"
    CALLED = "called"
    SERVING = "serving"
    ASIDE = "aside"
    """They asked for more time, and come back to the line by themselves."""
    HELD = "held"
    """Staff have kept the number aside."""
    DONE = "done"
    MISSED = "missed"
    """Called, and nobody came."""
    NOT_REACHED = "not_reached"
    """The day ended before their turn."""
    CANCELLED = "cancelled"


OVER = frozenset({Stage.DONE, Stage.NOT_REACHED, Stage.CANCELLED})
"""Nothing will become of the ticket any more; who was missed may still be taken in again."""


def stage_of(ticket: Ticket, people_ahead: int, wait: Wait | None) -> Stage:
    """The stage of a ticket; `people_ahead` and `wait` count only while it waits."""
    if ticket.state is State.WAITING:
        return Stage.SOON if _is_soon(people_ahead, wait) else Stage.WAITING
    if ticket.state is State.HELD:
        return Stage.ASIDE if ticket.back_at else Stage.HELD
    if ticket.state is State.NO_SHOW:
        return Stage.MISSED if ticket.times_called else Stage.NOT_REACHED
    return Stage(ticket.state.value)


def _is_soon(people_ahead: int, wait: Wait | None) -> bool:
    """Nobody is soon called where nobody calls."""
    if wait is None:
        return False
    return wait.p50_s <= (SOON if people_ahead else NEXT_ONE).total_seconds()
