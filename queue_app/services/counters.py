"""Opening, pausing and closing counters; one person at one counter at a time."""

from __future__ import annotations

from datetime import datetime

from queue_app.domain.errors import CounterBusy, CounterClosed, CounterTaken
from queue_app.domain.events import RoomChanged
from queue_app.domain.journal import CLOCK
from queue_app.domain.offices import Counter, Office
from queue_app.domain.tickets import pool_of
from queue_app.services import transfers
from queue_app.storage import offices, tickets
from queue_app.storage.database import Tx


def occupy(
    tx: Tx, office: Office, counter: Counter, *, user_id: int | None, actor: str = "", now: datetime
) -> None:
    """Make sure the counter is open and, for a person, theirs and their only one; a pause is over.

    CounterTaken names who else sits there; CounterBusy the ticket they still have at another counter.
    """
    if user_id is not None:
        _leave_others(tx, office, counter, user_id, actor=actor, now=now)
    if not offices.occupy_counter(tx.connection, counter.id, user_id=user_id, now=now):
        raise _taken(tx, counter)


def open_counter(
    tx: Tx,
    office: Office,
    counter: Counter,
    *,
    user_id: int | None,
    take_over: bool = False,
    actor: str = "",
    now: datetime,
) -> None:
    """Open a counter and sit down at it, leaving any other counter; or go on after a pause.

    Raises CounterTaken while somebody else is there, unless `take_over` says that this is meant, and
    CounterBusy while a ticket of theirs is at another counter.
    """
    if take_over:
        before = offices.counter_state(tx.connection, counter.id).user_id
        if user_id is not None:
            _leave_others(tx, office, counter, user_id, actor=actor, now=now)
        offices.take_over_counter(tx.connection, counter.id, user_id=user_id, now=now)
        if before != user_id:
            _release(tx, pool_of(user_id=before), user_id=user_id, actor=actor, now=now)
    else:
        occupy(tx, office, counter, user_id=user_id, actor=actor, now=now)
    tx.announce(RoomChanged(office.id))


def pause_counter(tx: Tx, office: Office, counter: Counter, *, reason: str, user_id: int | None) -> None:
    """Call nobody for a while; `reason` is for everybody. Opening the counter or its next call ends the pause.

    A ticket that is at the counter stays there. Raises CounterClosed where there is nothing to pause, and
    CounterTaken where somebody else sits there.
    """
    if not offices.pause_counter(tx.connection, counter.id, user_id=user_id, reason=reason):
        if offices.counter_state(tx.connection, counter.id).state == "closed":
            raise CounterClosed(counter=counter.number)
        raise _taken(tx, counter)
    tx.announce(RoomChanged(office.id))


def close_counter(
    tx: Tx,
    office: Office,
    counter: Counter,
    *,
    user_id: int | None,
    take_over: bool = False,
    actor: str = "",
    now: datetime,
) -> None:
    """Close a counter; whoever was there has left, and who waited for them alone waits for anybody.

    Raises CounterTaken while somebody else is there, unless `take_over` says that this is meant. A ticket that
    is still at the counter stays there until it is finished.
    """
    if not _close(
        tx, counter.id, theirs=None if take_over else user_id, user_id=user_id, actor=actor, now=now
    ):
        raise _taken(tx, counter)
    tx.announce(RoomChanged(office.id))


def ask_for_help(tx: Tx, office: Office, counter: Counter, *, now: datetime) -> datetime:
    """Tell the colleagues that somebody is needed at this counter, and since when it has asked.

    Asking again changes nothing. It ends with `end_help`, and with the counter's closing. Raises CounterClosed
    where nobody is there to be helped.
    """
    since = offices.ask_for_help(tx.connection, counter.id, now=now)
    if since is None:
        raise CounterClosed(counter=counter.number)
    tx.announce(RoomChanged(office.id))
    return since


def end_help(tx: Tx, office: Office, counter: Counter) -> None:
    """Somebody has come, or is needed no more: said by who asked or by who came."""
    offices.end_help(tx.connection, counter.id)
    tx.announce(RoomChanged(office.id))


def require_there(tx: Tx, counter: Counter, *, user_id: int | None) -> None:
    """Raise CounterTaken unless this person, or nobody, sits at the counter; None is somebody who never sits."""
    if offices.counter_state(tx.connection, counter.id).user_id not in (user_id, None):
        raise _taken(tx, counter)


def where(tx: Tx, office: Office, user_id: int | None) -> int | None:
    """The number of the office's counter where this person is; None where they are at none."""
    return None if user_id is None else offices.sits_at(tx.connection, office.id, user_id)


def go_home(tx: Tx, office: Office, user_id: int, *, now: datetime) -> None:
    """Close the counter of somebody who signs out, unless a ticket is at it: then they are only away."""
    number = where(tx, office, user_id)
    if number is None:
        return
    at = office.counter(number)
    if tickets.at_counter(tx.connection, at.id) is None:
        close_counter(tx, office, at, user_id=user_id, actor=f"user:{user_id}", now=now)


def retire(tx: Tx, counter_id: int, *, now: datetime) -> None:
    """Close a counter that is put out of use; who waited there waits for anybody."""
    _close(tx, counter_id, theirs=None, user_id=None, actor="", now=now)


def leave_other_offices(tx: Tx, office_id: int, user_id: int, *, now: datetime) -> None:
    """Whoever works at this office leaves their seat at any other; who waits for them there waits for anybody.

    The counter is closed, unless it has a ticket: a colleague goes on with that one.
    """
    for seat in offices.seats_elsewhere(tx.connection, office_id, user_id):
        there = tx.of_office(seat.office_id)
        if offices.leave_seat(there.connection, seat.id):
            _release(there, pool_of(counter_id=seat.id), user_id=None, actor="", now=now)
        _release(there, pool_of(user_id=user_id), user_id=None, actor="", now=now)
        there.announce(RoomChanged(seat.office_id))


def dismiss(tx: Tx, office: Office, user_id: int, *, now: datetime) -> None:
    """Whoever may not sign in any more leaves their seat; who waits for them alone waits for anybody.

    The counter is closed, unless it has a ticket: a colleague goes on with that one.
    """
    number = where(tx, office, user_id)
    if number is None:
        return
    seat = office.counter(number)
    if offices.leave_seat(tx.connection, seat.id):
        _release(tx, pool_of(counter_id=seat.id), user_id=None, actor="", now=now)
    _release(tx, pool_of(user_id=user_id), user_id=None, actor="", now=now)
    tx.announce(RoomChanged(office.id))


def _close(
    tx: Tx, counter_id: int, *, theirs: int | None, user_id: int | None, actor: str, now: datetime
) -> bool:
    """Close a counter, for `theirs` only unless that is None, and release whom it kept: whether it is closed."""
    person = offices.counter_state(tx.connection, counter_id).user_id
    if not offices.close_counter(tx.connection, counter_id, user_id=theirs):
        return False
    for pool in (pool_of(counter_id=counter_id), pool_of(user_id=person)):
        _release(tx, pool, user_id=user_id, actor=actor, now=now)
    return True


def _leave_others(
    tx: Tx, office: Office, counter: Counter, user_id: int, *, actor: str, now: datetime
) -> None:
    """Close the other counter of this person; who waits for the person comes along."""
    if busy := offices.busy_elsewhere(tx.connection, user_id, counter.id):
        raise CounterBusy(counter=busy.number, label=busy.label)
    for left in offices.leave_counters(tx.connection, office.id, user_id=user_id, but=counter.id):
        _release(tx, pool_of(counter_id=left), user_id=user_id, actor=actor, now=now)


def _release(tx: Tx, pool: str | None, *, user_id: int | None, actor: str, now: datetime) -> None:
    if pool is not None:
        who = actor or (CLOCK if user_id is None else f"user:{user_id}")
        transfers.release(tx, pool, actor=who, now=now)


def _taken(tx: Tx, counter: Counter) -> CounterTaken:
    return CounterTaken(
        counter=counter.number, staff=offices.counter_state(tx.connection, counter.id).user_name
    )
