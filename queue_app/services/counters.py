"""Opening and closing counters; one person at one counter at a time."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain.errors import CounterBusy, CounterTaken
from queue_app.domain.events import RoomChanged
from queue_app.domain.offices import Counter, Office
from queue_app.storage import offices
from queue_app.storage.database import Tx


def occupy(tx: Tx, office: Office, counter: Counter, *, user_id: int | None, now: datetime) -> None:
    """Make sure the counter is open and, for a person, theirs and their only one.

    CounterTaken names who else sits there; CounterBusy the ticket they still have at another counter.
    """
    if user_id is not None:
        _leave_others(tx, office, counter, user_id)
    if not offices.occupy_counter(tx.connection, counter.id, user_id=user_id, now=now):
        raise _taken(tx, counter)


def open_counter(
    tx: Tx, office: Office, counter: Counter, *, user_id: int | None, take_over: bool = False, now: datetime
) -> None:
    """Open a counter and sit down at it, leaving any other counter.

    Raises CounterTaken while somebody else is there, unless `take_over` says that this is meant, and
    CounterBusy while a ticket of theirs is at another counter.
    """
    if take_over:
        if user_id is not None:
            _leave_others(tx, office, counter, user_id)
        offices.set_counter(tx.connection, counter.id, "open", user_id=user_id, now=now)
    else:
        occupy(tx, office, counter, user_id=user_id, now=now)
    tx.announce(RoomChanged(office.id))


def require_there(tx: Tx, counter: Counter, *, user_id: int) -> None:
    """Raise CounterTaken unless this person, or nobody, sits at the counter."""
    if offices.counter_state(tx.connection, counter.id).user_id not in (user_id, None):
        raise _taken(tx, counter)


def where(tx: Tx, user_id: int | None) -> int | None:
    """The number of the counter where this person is; None where they are at none."""
    return None if user_id is None else offices.sits_at(tx.connection, user_id)


def _leave_others(tx: Tx, office: Office, counter: Counter, user_id: int) -> None:
    if busy := offices.busy_elsewhere(tx.connection, user_id, counter.id):
        raise CounterBusy(counter=busy.number, label=busy.label)
    offices.leave_counters(tx.connection, office.id, user_id=user_id, but=counter.id)


def _taken(tx: Tx, counter: Counter) -> CounterTaken:
    return CounterTaken(
        counter=counter.number, staff=offices.counter_state(tx.connection, counter.id).user_name
    )


def close_counter(tx: Tx, office: Office, counter: Counter, *, user_id: int | None, now: datetime) -> None:
    """Close a counter; whoever was there has left. Raises CounterTaken where that is somebody else.

    A ticket that is still at the counter stays there until it is finished.
    """
    occupy(tx, office, counter, user_id=user_id, now=now)
    offices.set_counter(tx.connection, counter.id, "closed", user_id=None, now=now)
    tx.announce(RoomChanged(office.id))
