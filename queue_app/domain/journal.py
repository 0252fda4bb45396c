"""What the journal remembers of a move, and the chain that shows a later change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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


GENESIS = bytes(32)
"""What stands before the first row of an office."""


def chained(before: bytes, office_id: int, seq: int, version: int, entry: Entry) -> bytes:
    """The hash of a row: SHA-256 over the hash of the row before it and all that this one says."""
    said = (
        office_id,
        seq,
        version,
        entry.ticket_id,
        entry.move.value,
        entry.from_state and entry.from_state.value,
        entry.to_state.value,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.counter_id,
        entry.standing.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.why,
    )
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + written.encode()).digest()
