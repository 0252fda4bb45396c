"""Reading the journal critically: does the chain hold, and do the moves lead to what the tickets say?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from queue_app.domain.journal import GENESIS, Entry, chained
from queue_app.domain.tickets import MOVES, Move, State

MOST_HOLES = 100
"""Places whose row is missing or wrong that are remembered, to know a row again that was moved."""
MOST_RENUMBERED = 8
"""Rows removed side by side, the later ones renumbered, that are told from a change."""


class Row(NamedTuple):
    """A row of the journal as it is stored."""

    seq: int
    version: int
    hash: bytes
    entry: Entry


class Fault(StrEnum):
    CHANGED = "changed"
    """The row, or the one before it together with its hash."""
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"


@dataclass(frozen=True)
class Broken:
    """One place where the chain does not hold."""

    fault: Fault
    seq: int
    ticket_id: int
    """Of the row itself; where rows are missing, of the row behind them."""
    other: int = 0
    """The last of the rows that are missing, or where the row belongs."""


def verify_chain(office_id: int, rows: Iterable[Row]) -> Iterator[Broken]:
    """Where one office's rows, in the order of their numbers, are not the chain that was written.

    Needs two rows at a time, however many there are. What was cut off at the end shows no gap here; the
    tickets tell that (`verify_moves`).
    """
    chain = _Chain(office_id)
    line = iter(rows)
    row = next(line, None)
    while row is not None:
        following = next(line, None)
        found = chain.check(row, following)
        if found:
            yield found
        if found and found.fault is Fault.REORDERED and following and found.other == following.seq:
            following = next(line, None)
        row = following


class _Chain:
    def __init__(self, office_id: int) -> None:
        self._office_id = office_id
        self._before: bytes | None = GENESIS
        """The hash that the next row is chained to; None where that is not known."""
        self._expected = 1
        self._shift = 0
        """How far the rows from here on have been renumbered."""
        self._holes: list[tuple[bytes, int]] = []

    def check(self, row: Row, following: Row | None) -> Broken | None:
        missing, self._expected = self._expected, row.seq + 1
        if row.seq != missing:
            return self._after_gap(row, missing)
        before, self._before = self._before, row.hash
        if before is None or self._fits(before, row, row.seq):
            return None
        if home := self._home_of(row):
            return self._moved(row, home)
        return self._judge(before, row, following)

    def _judge(self, before: bytes, row: Row, following: Row | None) -> Broken:
        """What happened to a row that does not follow from the one before, by the row behind it."""
        if following:
            if self._fits(before, following, row.seq) and self._fits(following.hash, row, following.seq):
                self._expected = following.seq + 1
                return Broken(Fault.REORDERED, row.seq, row.entry.ticket_id, following.seq)
            if self._fits(before, following, following.seq - 1):
                self._before, self._shift = before, self._shift - 1
                return Broken(Fault.INSERTED, row.seq, row.entry.ticket_id)
            for gone in range(1, MOST_RENUMBERED + 1):
                if self._fits(row.hash, following, following.seq + gone):
                    self._shift += gone
                    return Broken(Fault.REMOVED, row.seq, row.entry.ticket_id, row.seq + gone - 1)
            if not self._fits(row.hash, following, following.seq):
                # Nothing can be said of the row behind it by this one.
                self._remember_hole(before, row.seq)
                self._before = None
        return Broken(Fault.CHANGED, row.seq, row.entry.ticket_id)

    def _after_gap(self, row: Row, missing: int) -> Broken:
        home = self._home_of(row)
        if self._before is not None:
            self._remember_hole(self._before, missing)
        if home:
            return self._moved(row, home)
        self._before = row.hash
        return Broken(Fault.REMOVED, missing, row.entry.ticket_id, row.seq - 1)

    def _moved(self, row: Row, home: int) -> Broken:
        self._before = None
        return Broken(Fault.REORDERED, row.seq, row.entry.ticket_id, home)

    def _remember_hole(self, before: bytes, seq: int) -> None:
        if len(self._holes) < MOST_HOLES:
            self._holes.append((before, seq))

    def _home_of(self, row: Row) -> int | None:
        return next((seq for before, seq in self._holes if self._fits(before, row, seq)), None)

    def _fits(self, before: bytes, row: Row, seq: int) -> bool:
        """Whether the row is what was written behind `before` as number `seq`."""
        return chained(before, self._office_id, seq + self._shift, row.version, row.entry) == row.hash


class Step(NamedTuple):
    """One row as a ticket's own story tells it."""

    seq: int
    move: str
    from_state: str | None
    to_state: str
    standing: datetime
    handed: Mapping[str, Any] | None = None
    """Where a transfer led, as the journal says it: to_queue, to_counter or to_person."""


class Stands(NamedTuple):
    """Where a ticket stands now."""

    state: str
    standing: datetime
    queue: str
    pool: tuple[str, int] | None = None
    """Who alone may call it, in the journal's words: to_counter or to_person, and which."""


def verify_moves(steps: Sequence[Step], now: Stands) -> str | None:
    """What is wrong with one ticket's story, in words; None where it leads by the rules to where it stands."""
    if not steps:
        return "has no row in the journal"
    stands: str | None = None
    for step in steps:
        if step.from_state != stands or _leads_to(step.move, stands) != step.to_state:
            came = stands or "nothing"
            return f"row {step.seq}: {step.move} from {step.from_state} to {step.to_state}, after {came}"
        stands = step.to_state
    last = steps[-1]
    if stands != now.state:
        return f"is {now.state}, and its last row, {last.seq}, says {stands}"
    if last.standing != now.standing:
        return f"stands at {now.standing.isoformat()}, and its last row, {last.seq}, says {last.standing.isoformat()}"
    return _verify_line(steps, now)


def _verify_line(steps: Sequence[Step], now: Stands) -> str | None:
    """What is wrong with the line it waits in; the journal knows only where transfers led."""
    handed = [step for step in steps if step.handed]
    queues = [
        (step.seq, step.handed["to_queue"]) for step in handed if step.handed and "to_queue" in step.handed
    ]
    if queues and queues[-1][1] != now.queue:
        return f"is in queue {now.queue}, and row {queues[-1][0]} says {queues[-1][1]}"
    # It may wait for anybody without a row of its own, but for one counter or person only by a transfer.
    if now.pool and not (handed and now.pool in (handed[-1].handed or {}).items()):
        return f"waits for one alone ({now.pool[0]} {now.pool[1]}), and no row says so"
    return None


def _leads_to(move: str, state: str | None) -> State | None:
    if state is None:
        return State.WAITING if move == Move.ISSUE else None
    return MOVES.get(Move(move), {}).get(State(state)) if move in set(Move) else None
