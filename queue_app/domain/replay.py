"""A past day moment by moment, from nothing but its journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from queue_app.domain.journal import Entry
from queue_app.domain.tickets import AT_COUNTER, Move, State

_SHOWN = frozenset({State.CALLED, State.SERVING, State.DONE, State.NO_SHOW})
"""A call stays on the board in these states."""
_UNCALLS = frozenset({Move.RESUME, Move.TRANSFER, Move.REINSTATE, Move.DECLINE})
"""After these the ticket is in line as if it had not been called."""


class Told(NamedTuple):
    """A row of the journal with what its ticket says of itself."""

    version: int
    label: str
    queue: str
    """The letter of the queue in which the ticket stood at the end of the day."""
    entry: Entry


@dataclass(frozen=True)
class Visit:
    """One ticket at a moment."""

    id: int
    label: str
    queue: str
    state: State
    counter_id: int | None = None
    called_at: datetime | None = None
    times_called: int = 0
    ended_at: datetime | None = None
    """When it was marked absent."""
    call: int = 0
    """The place of its last call among the rows of the day."""


@dataclass(frozen=True)
class Scene:
    """The room at a moment: what a board shows of it."""

    version: int = 0
    visits: Mapping[int, Visit] = field(default_factory=dict)
    counters: Mapping[int, str | None] = field(default_factory=dict)
    """By counter that has called anybody this day: the label of the ticket that is there."""

    @property
    def waiting(self) -> dict[str, int]:
        """How many wait in each queue."""
        found: dict[str, int] = {}
        for visit in self.visits.values():
            if visit.state is State.WAITING:
                found[visit.queue] = found.get(visit.queue, 0) + 1
        return found

    def calls(self, since: datetime) -> list[Visit]:
        """Who was called since then, newest first."""
        shown = [one for one in self.visits.values() if one.state in _SHOWN and _called(one) >= since]
        return sorted(shown, key=lambda one: one.call, reverse=True)

    def missed(self, called_since: datetime, ended_since: datetime) -> list[Visit]:
        """Who was called and marked absent since then, the last one first."""
        absent = [one for one in self.visits.values() if one.state is State.NO_SHOW]
        found = [one for one in absent if _ended(one) >= ended_since and _called(one) >= called_since]
        return sorted(found, key=lambda one: (_ended(one), one.id), reverse=True)


def scene(told: Sequence[Told], at: datetime, began: datetime) -> Scene:
    """The room at the moment `at` of the day that began at `began`.

    It follows from the rows of that day and of those who came over from earlier ones.

    The rows are in the order of the chain, which is the truth where the clock was set back meanwhile.
    """
    visits: dict[int, Visit] = {}
    counters: dict[int, int | None] = {}
    version = 0
    queues = first_queues(told)
    for place, (moment, one) in enumerate(moments(told)):
        if moment > at:
            break
        entry, version = one.entry, one.version
        visit = visits.get(entry.ticket_id) or Visit(
            entry.ticket_id, one.label, queues[entry.ticket_id], entry.to_state
        )
        visits[entry.ticket_id] = visit = _after(visit, entry, place)
        if entry.counter_id is not None and moment >= began:
            # A row names the counter where its ticket was last; by now somebody else may be there.
            there = counters.setdefault(entry.counter_id, None)
            if visit.state in AT_COUNTER:
                counters[entry.counter_id] = visit.id
            elif there == visit.id:
                counters[entry.counter_id] = None
    labels = {counter: visits[there].label if there else None for counter, there in counters.items()}
    return Scene(version, visits, labels)


def moments(told: Sequence[Told]) -> Iterator[tuple[datetime, Told]]:
    """Each row with the moment at which a player comes to it; moments never go back, even if the clock did."""
    moment = None
    for one in told:
        moment = one.entry.at if moment is None else max(moment, one.entry.at)
        yield moment, one


def first_queues(told: Sequence[Told]) -> dict[int, str]:
    """By ticket: the letter of the queue that it was issued for."""
    found: dict[int, str] = {}
    for one in reversed(told):
        why = one.entry.why or {}
        found.setdefault(one.entry.ticket_id, one.queue)
        if one.entry.move is Move.TRANSFER and "from_queue" in why:
            found[one.entry.ticket_id] = str(why["from_queue"])
    return found


def _after(visit: Visit, entry: Entry, place: int) -> Visit:
    visit = replace(visit, state=entry.to_state)
    if entry.to_state is State.NO_SHOW:
        return replace(visit, ended_at=entry.at)
    if entry.move is Move.CALL:
        return replace(visit, counter_id=entry.counter_id, called_at=entry.at, times_called=1, call=place)
    if entry.move is Move.RECALL:
        return replace(visit, called_at=entry.at, times_called=visit.times_called + 1, call=place)
    if entry.move is Move.TRANSFER and entry.why and "to_queue" in entry.why:
        visit = replace(visit, queue=str(entry.why["to_queue"]))
    carried_back = entry.move is Move.CARRY_OVER and entry.to_state is State.WAITING
    if entry.move in _UNCALLS or carried_back:
        return replace(visit, counter_id=None, called_at=None, times_called=0)
    return visit


def _called(visit: Visit) -> datetime:
    return visit.called_at or _NEVER


def _ended(visit: Visit) -> datetime:
    return visit.ended_at or _NEVER


_NEVER = datetime.min.replace(tzinfo=UTC)
