"""Handing a ticket over: to another queue, a counter, a person, or back to who had it before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from queue_app.domain.errors import CounterClosed, NobodyToReturnTo, PersonAway, ReasonRequired, UnknownPerson
from queue_app.domain.offices import Counter, Office, Queue
from queue_app.domain.tickets import AT_COUNTER, Move, State, Ticket, pool_of
from queue_app.services.tickets import UNCALLED, move
from queue_app.storage import offices, people, tickets
from queue_app.storage.database import Tx

_SERVED = AT_COUNTER | {State.HELD}
"""Who is at a counter, or stepped aside from it."""


@dataclass(frozen=True)
class To:
    """Where a ticket goes: exactly one of the four."""

    queue: Queue | None = None
    counter: Counter | None = None
    person: str | None = None
    """By the name they sign in with."""
    back: bool = False
    """To whoever handed it over last."""


def transfer(
    tx: Tx,
    office: Office,
    ticket: Ticket,
    to: To,
    *,
    note: str | None = None,
    reason: str | None = None,
    to_end: bool | None = None,
    actor: str,
    now: datetime,
) -> Ticket:
    """Hand a ticket over; its number stays, and so does its standing, so that nobody waits twice for one visit.

    `to_end` puts it at the end of the new line instead; None leaves that to the office's rule. `note` is for
    the colleague: None lets the one that is there go along, "" erases it. Who was not served yet waits apart
    only for a `reason`, which the journal keeps: it is a call out of turn; ReasonRequired without it. Raises
    CounterClosed or PersonAway where nobody would call it, UnknownPerson, and NobodyToReturnTo where `to` is
    back and nobody handed it over.
    """
    to_end = office.rules.transfer_to_end if to_end is None else to_end
    why, changes = _destination(tx, office, ticket, to)
    if changes["pool"] and ticket.first_called_at is None:
        if reason is None:
            raise ReasonRequired(label=ticket.label)
        why["reason"] = reason
    if ticket.state in _SERVED and ticket.counter_id is not None:
        there = offices.counter_state(tx.connection, ticket.counter_id).user_id
        changes["handed_by"] = pool_of(counter_id=ticket.counter_id, user_id=there)
    return move(
        tx,
        Move.TRANSFER,
        ticket,
        actor=actor,
        now=now,
        why=why,
        standing=now if to_end else ticket.standing,
        note=ticket.note if note is None else note or None,
        back_at=None,
        **UNCALLED,
        **changes,
    )


def _destination(tx: Tx, office: Office, ticket: Ticket, to: To) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the journal says of it, and what changes."""
    if to.queue is not None:
        came_from = office.queues_by_id[ticket.queue_id].code
        return {"from_queue": came_from, "to_queue": to.queue.code}, {"queue_id": to.queue.id, "pool": None}
    if to.counter is not None:
        return {"to_counter": to.counter.number}, {"pool": _pool_of_counter(tx, office, to.counter)}
    if to.person is not None:
        row = people.user_named(tx.connection, to.person)
        if row is None or row.office_id != office.id:
            raise UnknownPerson(person=to.person)
        return {"to_person": row.id}, {"pool": _pool_of_person(tx, office, row.id, row.name)}
    return _back(tx, office, ticket)


def _back(tx: Tx, office: Office, ticket: Ticket) -> tuple[dict[str, Any], dict[str, Any]]:
    if ticket.handed_by is None:
        raise NobodyToReturnTo(label=ticket.label)
    kind, _, number = ticket.handed_by.partition(":")
    if kind == "counter":
        counter = office.counters_by_id[int(number)]
        return {"to_counter": counter.number}, {"pool": _pool_of_counter(tx, office, counter)}
    row = people.user(tx.connection, int(number))
    if row is None:
        raise UnknownPerson(person=people.name_of(tx.connection, int(number)))
    return {"to_person": row.id}, {"pool": _pool_of_person(tx, office, row.id, row.name)}


def _pool_of_counter(tx: Tx, office: Office, counter: Counter) -> str | None:
    pool = pool_of(counter_id=counter.id)
    if pool is None or not offices.anybody_at(tx.connection, office.id, pool):
        raise CounterClosed(counter=counter.number)
    return pool


def _pool_of_person(tx: Tx, office: Office, user_id: int, name: str) -> str | None:
    if offices.sits_at(tx.connection, office.id, user_id) is None:
        raise PersonAway(person=name)
    return pool_of(user_id=user_id)


def release(tx: Tx, pool: str, *, actor: str, now: datetime) -> int:
    """Who waits for this counter or person alone waits for anybody again; how many there were.

    Who has stepped aside meanwhile comes back to the common line too.
    """
    aside = [one for one in tickets.held(tx.connection, tx.office_id) if one.pool == pool]
    waiting = [*tickets.in_pool(tx.connection, pool), *aside]
    for ticket in waiting:
        move(tx, Move.RELEASE, ticket, actor=actor, now=now, pool=None)
    return len(waiting)
