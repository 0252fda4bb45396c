"""A ticket's life: its states and the one table of moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from queue_app.domain.errors import MoveRefused


class State(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Move(StrEnum):
    ISSUE = "issue"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    FINISH = "finish"
    NO_SHOW = "no-show"
    REINSTATE = "reinstate"
    CANCEL = "cancel"
    CLOSE_DAY = "close-day"


AT_COUNTER = frozenset({State.CALLED, State.SERVING})
"""A counter has at most one ticket in these states."""

OPEN = frozenset({State.WAITING, State.CALLED, State.SERVING, State.HELD})
"""The visit is not over yet."""

MOVES: Mapping[Move, Mapping[State, State]] = {
    Move.CALL: {State.WAITING: State.CALLED, State.HELD: State.CALLED},
    Move.RECALL: {State.CALLED: State.CALLED},
    Move.START: {State.CALLED: State.SERVING},
    Move.HOLD: {State.CALLED: State.HELD, State.SERVING: State.HELD},
    Move.RESUME: {State.HELD: State.WAITING},
    Move.TRANSFER: dict.fromkeys(OPEN, State.WAITING),
    # Staff who serve at once seldom press "start"; the service then counts from the call.
    Move.FINISH: {State.CALLED: State.DONE, State.SERVING: State.DONE},
    Move.NO_SHOW: {State.CALLED: State.NO_SHOW},
    Move.REINSTATE: {State.NO_SHOW: State.WAITING},
    Move.CANCEL: {State.WAITING: State.CANCELLED, State.HELD: State.CANCELLED},
    Move.CLOSE_DAY: {
        State.WAITING: State.NO_SHOW,
        State.CALLED: State.NO_SHOW,
        State.HELD: State.NO_SHOW,
        State.SERVING: State.DONE,
    },
}
"""From which state a move leads to which; ISSUE has no row, it makes the ticket."""


@dataclass(frozen=True)
class Ticket:
    """One visit's number and where it stands; times are UTC."""

    id: int
    office_id: int
    queue_id: int
    day: date
    number: int
    label: str
    state: State
    standing: datetime
    issued_at: datetime
    priority: str | None
    procedure: str | None
    language: str
    token: str
    people_ahead: int
    promise: Mapping[str, int] | None
    counter_id: int | None
    called_at: datetime | None
    times_called: int
    started_at: datetime | None
    ended_at: datetime | None


def after(move: Move, state: State) -> State:
    """The state `move` leads to from `state`; MoveRefused where the table has no such row."""
    try:
        return MOVES[move][state]
    except KeyError:
        raise MoveRefused(move=move.value, state=state.value) from None


def label(prefix: str, number: int) -> str:
    """What slip, desk, TV and voice all call this ticket, such as "A012" or "A1000"."""
    return f"{prefix}{number:03d}"
