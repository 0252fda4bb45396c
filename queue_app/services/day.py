"""The close of the business day; it happens once, however often, late or by how many it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from queue_app.domain.day import LAST_VISITS, closes_at, due, move_at_close
from queue_app.domain.events import OfficeChanged, RoomChanged
from queue_app.domain.journal import CLOCK, Entry
from queue_app.domain.offices import Office
from queue_app.domain.tickets import AT_COUNTER, Move, Ticket, after, pool_of
from queue_app.storage import journal, offices, outbox, tickets
from queue_app.storage.database import Tx
from queue_app.storage.journal import LONGEST_CARRIED

_LAST_VISITS_JOB = "last-visits"


def catch_up(tx: Tx, office: Office, *, now: datetime) -> None:
    """Close the day whose close has come, if the clock has not got round to it yet.

    A number of a new day may depend on what of the old one was carried over. Nearly always there is nothing
    to do, and no statement is made.
    """
    day = due(office, now).day
    if tx.closed_through is None or tx.closed_through < day:
        close_day(tx, office, day, now=now)


def close_day(tx: Tx, office: Office, day: date, *, now: datetime) -> int:
    """Close `day` and all before it: end or carry over, as the office chose, what is still open.

    Nobody is thrown out: whom an open counter called before the close stays there until the visit is over.
    Asked again two hours after the close, it ends those too, for by then they were forgotten. Who waited for
    one counter or person alone is in the common line again; the counters where nobody is are closed. Queues
    that were closed by hand give numbers again with the next day, and notes for colleagues are gone.

    How many tickets were ended or carried over; 0 where it has been done, or a later day is closed already.
    """
    closed_at = closes_at(office, day)
    first = offices.close_through(tx.connection, office.id, day)
    last = (first or tx.closed_through == day) and now >= closed_at + LAST_VISITS
    last = last and outbox.first_run(tx.connection, office.id, _LAST_VISITS_JOB, day.isoformat(), now=now)
    if not first and not last:
        return 0
    left = tickets.open_before(tx.connection, office.id, day)
    serving = {row.counter_id for row in offices.counters_now(tx.connection, office.id) if _is_open(row)}
    staying = {ticket.id for ticket in left if _stays(ticket, serving, closed_at, last_visits_over=last)}
    going = [one for one in left if one.id not in staying and (first or one.state in AT_COUNTER)]
    moved = [_end(tx, office, ticket, now=now) for ticket in going]
    if moved:
        journal.add(tx, moved)
    if first:
        still_open = [ticket.label for ticket in left if ticket.id in staying or _is_carried(office, ticket)]
        offices.set_carried(tx.connection, office.id, still_open)
        tx.closed_through, tx.carried = day, still_open
        tickets.forget_keys(tx.connection, office.id, day)
        tickets.forget_notes(tx.connection, office.id, since=day - LONGEST_CARRIED, until=day)
        if offices.open_queues(tx):
            tx.announce(OfficeChanged(office.id))
    if first or not office.hours.always:
        _close_idle_counters(tx, office, closed_at, now=now)
    tx.announce(RoomChanged(office.id))
    return len(moved)


def _close_idle_counters(tx: Tx, office: Office, closed_at: datetime, *, now: datetime) -> None:
    """Close the counters where nobody is; whoever came to wait there since the close waits for anybody."""
    closed = offices.close_idle_counters(tx.connection, office.id, opened_by=closed_at)
    pools = {pool for row in closed for pool in (pool_of(counter_id=row.id), pool_of(user_id=row.user_id))}
    apart = [one for pool in pools if pool for one in tickets.in_pool(tx.connection, pool)]
    apart += [one for one in tickets.held(tx.connection, office.id) if one.pool and one.pool in pools]
    released = []
    for ticket in sorted(apart, key=lambda one: one.id):
        back = tickets.move(tx.connection, ticket, after(Move.RELEASE, ticket.state), pool=None)
        if back is not None:
            released.append(Entry.of(Move.RELEASE, back, ticket.state, at=now, actor=CLOCK))
    if released:
        journal.add(tx, released)


def _is_open(row: Any) -> bool:
    return bool(row.counter_state != "closed")


def _stays(ticket: Ticket, serving: set[int], closed_at: datetime, *, last_visits_over: bool) -> bool:
    """Whether the visit may outlast the close, or belongs to what came after it."""
    if ticket.state not in AT_COUNTER or ticket.counter_id not in serving:
        return False
    called_later = ticket.called_at is not None and ticket.called_at > closed_at
    return called_later or not last_visits_over


def _is_carried(office: Office, ticket: Ticket) -> bool:
    return move_at_close(office.rules.closing, ticket.state) is Move.CARRY_OVER


def _end(tx: Tx, office: Office, ticket: Ticket, *, now: datetime) -> Entry:
    """Move one ticket as the office chose. Nobody can have moved it since: this is the office's turn."""
    move = move_at_close(office.rules.closing, ticket.state)
    to = after(move, ticket.state)
    moved = tickets.move(tx.connection, ticket, to, **_changes(move, now))
    if moved is None:
        raise AssertionError(f"ticket {ticket.id} was moved by somebody else during the close")
    entry = Entry.of(move, moved, ticket.state, at=now, actor=CLOCK)
    return replace(entry, counter_id=moved.counter_id or ticket.counter_id)


def _changes(move: Move, now: datetime) -> Mapping[str, Any]:
    if move is Move.CLOSE_DAY:
        return {"pool": None, "ended_at": now, "note": None, "back_at": None}
    return {
        "pool": None,
        "back_at": None,
        "counter_id": None,
        "called_at": None,
        "times_called": 0,
        "started_at": None,
    }
