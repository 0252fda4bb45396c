"""A ticket's life: its states and the one table of moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    STEP_BACK = "step-back"
    CONFIRM = "confirm"
    DECLINE = "decline"
    NOTE = "note"
    MARK = "mark"
    REPRINT = "reprint"
    RELEASE = "release"
    CLOSE_DAY = "close-day"
    CARRY_OVER = "carry-over"


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
    # "Ten more minutes": the citizen steps aside until then, and keeps their standing.
    Move.STEP_BACK: {State.WAITING: State.HELD},
    # Somebody at the counter has looked whether the priority is due.
    Move.CONFIRM: {State.CALLED: State.CALLED, State.SERVING: State.SERVING},
    Move.DECLINE: {State.CALLED: State.WAITING, State.SERVING: State.WAITING},
    # What staff want to remember of the visit; the text itself is not in the journal, so that it can be erased.
    Move.NOTE: {state: state for state in sorted(OPEN)},
    # Somebody has looked at a paper before the call, or took a class back.
    Move.MARK: {State.WAITING: State.WAITING, State.HELD: State.HELD},
    # A second slip of one ticket is something that happened, and who asked for it is known.
    Move.REPRINT: {State.WAITING: State.WAITING, State.HELD: State.HELD},
    # The counter or person it waited for has left: back to the common line.
    Move.RELEASE: {State.WAITING: State.WAITING, State.HELD: State.HELD},
    Move.CLOSE_DAY: {
        State.WAITING: State.NO_SHOW,
        State.CALLED: State.NO_SHOW,
        State.HELD: State.NO_SHOW,
        State.SERVING: State.DONE,
    },
    Move.CARRY_OVER: {
        State.WAITING: State.WAITING,
        State.CALLED: State.WAITING,
        # Whoever stepped aside yesterday comes back to the line: nobody keeps them aside for ever.
        State.HELD: State.WAITING,
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
    priority_confirmed: bool | None
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
    first_called_at: datetime | None = None
    pool: str | None = None
    """The one counter or person it waits for; None in the common line."""
    handed_by: str | None = None
    """The pool of whoever handed it over last."""
    note: str | None = None
    back_at: datetime | None = None
    step_backs: int = 0


def after(move: Move, state: State) -> State:
    """The state `move` leads to from `state`; MoveRefused where the table has no such row."""
    try:
        return MOVES[move][state]
    except KeyError:
        raise MoveRefused(move=move.value, state=state.value) from None


def label(prefix: str, number: int, digits: int = 3) -> str:
    """What slip, desk, TV and voice all call this ticket, such as "A012", "A-025" or "1001"."""
    return f"{prefix}{number:0{digits}d}"


def numbers_in(labels: Collection[str], prefix: str, digits: int) -> frozenset[int]:
    """The numbers whose label, in a queue of this form, is one of these."""
    given = (text.removeprefix(prefix) for text in labels if text.startswith(prefix))
    numbers = {int(rest) for rest in given if rest.isdecimal()}
    return frozenset(number for number in numbers if label(prefix, number, digits) in labels)


def pool_of(*, counter_id: int | None = None, user_id: int | None = None) -> str | None:
    """The pool of a person, or of a counter where no person is known: those who wait for nobody else."""
    if user_id is not None:
        return f"user:{user_id}"
    return None if counter_id is None else f"counter:{counter_id}"
