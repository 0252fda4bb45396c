"""What the journal remembers of a move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_app.domain.tickets import Move, State, Ticket

CITIZEN = "citizen"
CLOCK = "clock"


@dataclass(frozen=True)
class Entry:
    """One move of one ticket: who, when, from, to, why, and its standing then."""

    ticket_id: int
    move: Move
    from_state: State | None
    to_state: State
    at: datetime
    actor: str
    standing: datetime
    counter_id: int | None = None
    why: Mapping[str, Any] | None = None

    @classmethod
    def of(
        cls,
        move: Move,
        ticket: Ticket,
        from_state: State | None,
        *,
        at: datetime,
        actor: str,
        why: Mapping[str, Any] | None = None,
    ) -> Entry:
        """The entry for `ticket` as it is after the move."""
        return cls(
            ticket.id, move, from_state, ticket.state, at, actor, ticket.standing, ticket.counter_id, why
        )
