"""What can be done with a ticket: given out, moved from state to state, given back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from queue_app.domain import standing
from queue_app.domain.errors import (
    MoveRefused,
    NoMoreTime,
    NoPriority,
    PriorityUnconfirmed,
    QueueFull,
    QueueRetired,
    TooFewCalls,
    TooLateToReinstate,
    UnknownTicket,
)
from queue_app.domain.estimates import Wait
from queue_app.domain.events import RoomChanged
from queue_app.domain.journal import CITIZEN, CLOCK, Entry
from queue_app.domain.offices import Closing, Office, Priority, Queue
from queue_app.domain.tickets import Move, State, Ticket, after, label, numbers_in
from queue_app.services import queues
from queue_app.services.day import catch_up
from queue_app.services.rooms import timestamp, wait_view
from queue_app.services.slips import queue_slip, ticket_slip
from queue_app.storage import journal, offices, tickets
from queue_app.storage.database import Tx


@dataclass(frozen=True)
class Wish:
    """What somebody at the kiosk asks for."""

    queue: Queue
    priority: Priority | None = None
    procedure: str | None = None
    language: str = "vi"
    late: bool = False
    """They want a number also where they may not be served today; else MayNotBeServed says so first."""

    @property
    def head_start(self) -> timedelta:
        return self.priority.head_start if self.priority else timedelta(0)


@dataclass(frozen=True)
class Press:
    """One press of the button, however often its request is repeated."""

    key: str
    digest: bytes
    """Of what was asked for: the same key with another wish is a mistake."""


def issue_ticket(
    tx: Tx,
    office: Office,
    wish: Wish,
    *,
    actor: str,
    now: datetime,
    wait: Wait | None = None,
    at_best: Wait | None = None,
    status_url: str = "",
    press: Press | None = None,
) -> Ticket:
    """Give out the next number of a queue, with its journal row and its slip, all in this transaction.

    `wait` is what is promised on the slip; where nothing can be, because nobody calls yet, whether they may be
    served today is judged by the wait `at_best`. `status_url` is where the citizen follows the number, up to its
    token. Raises OfficeClosed or QueueClosed outside the hours, QueueFull when all numbers of the day are given,
    and IntegrityError where `press` has a ticket already.
    """
    queue, priority = wish.queue, wish.priority
    queues.require_giving(office, queue, now=now)
    if not wish.late:
        queues.require_served_today(office, queue, wait or at_best, now=now)
    if office.rules.closing is Closing.CARRY_OVER:
        catch_up(tx, office, now=now)
    day = office.business_day(now, tx.closed_through)
    taken = numbers_in(tx.carried, queue.prefix, queue.digits)
    number = tickets.next_number(tx.connection, queue.id, day, queue.numbers, taken)
    if number is None:
        raise QueueFull(queue=queue.code)
    values: dict[str, Any] = {
        "office_id": office.id,
        "queue_id": queue.id,
        "day": day,
        "number": number,
        "label": label(queue.prefix, number, queue.digits),
        "state": State.WAITING.value,
        "standing": standing.standing_of(now, wish.head_start),
        "issued_at": now,
        "priority": priority.code if priority else None,
        "procedure": wish.procedure,
        "language": wish.language,
        "token": _new_token(now),
        "promise": dict(wait_view(wait) or {}) or None,
        "times_called": 0,
        "step_backs": 0,
    }
    keyed = {"idempotency_key": press.key, "request_digest": press.digest} if press else {}
    ticket_id, ahead = tickets.add(tx.connection, values | keyed)
    ticket = Ticket(
        **{**values, "state": State.WAITING},
        id=ticket_id,
        people_ahead=ahead,
        counter_id=None,
        called_at=None,
        priority_confirmed=None,
        started_at=None,
        ended_at=None,
    )
    record(tx, Entry.of(Move.ISSUE, ticket, None, at=now, actor=actor))
    if office.printer:
        slip = ticket_slip(office, queue, priority, ticket, wait=wait, status_url=status_url + ticket.token)
        queue_slip(tx, office, "ticket", slip, ticket_id=ticket.id, now=now)
    return ticket


def recall(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """Call the ticket once more; the number and the counter stay."""
    again = ticket.times_called + 1
    return move(tx, Move.RECALL, ticket, actor=actor, now=now, called_at=now, times_called=again)


def start(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """The person has come to the counter. Raises PriorityUnconfirmed as `require_judged` does."""
    after(Move.START, ticket.state)
    require_judged(office, ticket)
    return move(tx, Move.START, ticket, actor=actor, now=now, started_at=now)


def hold(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """The person steps aside, to fill in a form or to make a copy; the counter is free."""
    return move(tx, Move.HOLD, ticket, actor=actor, now=now)


def resume(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """Who stepped aside is back in line, with their standing."""
    changes = {"back_at": None, **UNCALLED, **_pool_there(tx, ticket)}
    return move(tx, Move.RESUME, ticket, actor=actor, now=now, **changes)


def finish(
    tx: Tx,
    office: Office,
    ticket: Ticket,
    *,
    delivered: Mapping[str, int] | None = None,
    actor: str,
    now: datetime,
) -> Ticket:
    """The visit is over; `delivered` says what it ended with: code of a procedure → how many.

    Left out, it ended with what the ticket was taken for, once. Raises UnknownProcedure where the office has no
    such procedure, and PriorityUnconfirmed as `require_judged` does.
    """
    for code in delivered or {}:
        office.procedure(code)
    after(Move.FINISH, ticket.state)
    require_judged(office, ticket)
    ended = move(tx, Move.FINISH, ticket, actor=actor, now=now, ended_at=now, note=None)
    deliver(tx, office, ended, delivered)
    return ended


def deliver(tx: Tx, office: Office, ended: Ticket, delivered: Mapping[str, int] | None) -> None:
    """Write what a visit ended with; None where nobody said: then what the ticket was taken for, once."""
    if delivered is None:
        taken_for = office.procedures.get(ended.procedure or "")
        delivered = {taken_for.code: 1} if taken_for else {}
    if delivered:
        tickets.add_deliveries(tx.connection, ended, delivered)


def require_judged(office: Office, ticket: Ticket) -> None:
    """Raise PriorityUnconfirmed while a class that a paper shows waits for somebody to look at the paper."""
    if office.is_to_confirm(ticket.priority, confirmed=ticket.priority_confirmed):
        raise PriorityUnconfirmed(label=ticket.label)


def no_show(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """Nobody came. Raises TooFewCalls before the office's number of calls."""
    after(Move.NO_SHOW, ticket.state)
    needed = office.rules.calls_before_no_show
    if ticket.times_called < needed:
        raise TooFewCalls(calls=ticket.times_called, needed=needed)
    return move(tx, Move.NO_SHOW, ticket, actor=actor, now=now, ended_at=now)


def reinstate(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """Who was marked absent has come after all, and is in line again with their standing.

    Raises TooLateToReinstate once the time that the office set is over, or the day is. Whose visit was ended
    in the future was ended by a clock that had run ahead: on their own day they are taken in again. Raises
    QueueRetired where nobody calls their queue any more.
    """
    after(Move.REINSTATE, ticket.state)
    queue = office.queues_by_id[ticket.queue_id]
    if queue in office.retired_queues:
        raise QueueRetired(queue=queue.code)
    within, today = office.rules.reinstate_within, office.business_day(now, tx.closed_through)
    if (
        ticket.ended_at is None
        or now - ticket.ended_at > within
        or (ticket.ended_at <= now and office.business_day(ticket.ended_at) != today)
        or (ticket.day != today and ticket.label not in tx.carried)
    ):
        raise TooLateToReinstate(minutes=within // timedelta(minutes=1))
    return move(tx, Move.REINSTATE, ticket, actor=actor, now=now, ended_at=None, pool=None, **UNCALLED)


def cancel(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """The number is given back."""
    return move(tx, Move.CANCEL, ticket, actor=actor, now=now, ended_at=now, note=None, back_at=None)


def step_back(tx: Tx, office: Office, ticket: Ticket, *, actor: str = CITIZEN, now: datetime) -> Ticket:
    """The citizen needs more time: the next ones go first, and then it is their turn by their old standing.

    Raises NoMoreTime after as often as the office allows.
    """
    after(Move.STEP_BACK, ticket.state)
    if ticket.step_backs >= office.rules.more_time_at_most:
        raise NoMoreTime(times=office.rules.more_time_at_most)
    back = now + office.rules.more_time
    return move(
        tx,
        Move.STEP_BACK,
        ticket,
        actor=actor,
        now=now,
        why={"until": timestamp(office, back)},
        back_at=back,
        step_backs=ticket.step_backs + 1,
    )


def bring_back(tx: Tx, office: Office, *, now: datetime) -> int:
    """Put everybody back in line whose time to step aside is over; how many there were."""
    due = [one for one in tickets.held(tx.connection, office.id) if one.back_at and one.back_at <= now]
    for ticket in due:
        resume(tx, office, ticket, actor=CLOCK, now=now)
    return len(due)


def write_note(tx: Tx, office: Office, ticket: Ticket, *, note: str, actor: str, now: datetime) -> Ticket:
    """Keep what staff want to remember of this visit until it is over; "" erases it.

    The journal says that something was written, and not what.
    """
    why = None if note else {"erased": True}
    return move(tx, Move.NOTE, ticket, actor=actor, now=now, why=why, note=note or None)


def judge_priority(
    tx: Tx, office: Office, ticket: Ticket, *, confirmed: bool, actor: str, now: datetime
) -> Ticket:
    """Somebody at the counter has looked whether the priority is due.

    Where it is not, the ticket goes back in line and stands where it would have stood without it.
    Raises NoPriority where the ticket has no class.
    """
    if ticket.priority is None:
        raise NoPriority
    if confirmed:
        return move(tx, Move.CONFIRM, ticket, actor=actor, now=now, priority_confirmed=True)
    return move(
        tx,
        Move.DECLINE,
        ticket,
        actor=actor,
        now=now,
        priority=None,
        priority_confirmed=False,
        standing=standing_without_class(tx, ticket),
        **UNCALLED,
        **_pool_there(tx, ticket),
    )


def standing_without_class(tx: Tx, ticket: Ticket) -> datetime:
    """Where a ticket stands by itself: by when it was last put at the end of a line, else by its issue."""
    story = journal.of_ticket(tx.connection, ticket.id)
    ends = [entry.at for entry in story if entry.move is Move.TRANSFER and entry.standing == entry.at]
    return ends[-1] if ends else ticket.issued_at


def _pool_there(tx: Tx, ticket: Ticket) -> Mapping[str, Any]:
    """Nobody goes back to wait for somebody who left while they were away from the line."""
    left = ticket.pool is not None and not offices.anybody_at(tx.connection, ticket.office_id, ticket.pool)
    return {"pool": None} if left else {}


UNCALLED: Mapping[str, Any] = {
    "counter_id": None,
    "called_at": None,
    "times_called": 0,
    "started_at": None,
}
"""What a ticket in line has nothing of."""

Verb = Callable[..., Ticket]
VERBS: Mapping[str, Verb] = {
    "recall": recall,
    "start": start,
    "hold": hold,
    "resume": resume,
    "no-show": no_show,
    "reinstate": reinstate,
    "cancel": cancel,
}
"""What staff do with a ticket and without another word, by the name in the address."""


def find(tx: Tx, office: Office, ticket_id: int) -> Ticket:
    """The office's ticket with this id; UnknownTicket if there is none."""
    ticket = tickets.by_id(tx.connection, office.id, ticket_id)
    if ticket is None:
        raise UnknownTicket(ticket=ticket_id)
    return ticket


def move(
    tx: Tx,
    move: Move,
    ticket: Ticket,
    *,
    actor: str,
    now: datetime,
    why: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Ticket:
    """Make one move with its journal row. Raises MoveRefused where the table, or somebody else, was against."""
    moved = tickets.move(tx.connection, ticket, after(move, ticket.state), **changes)
    if moved is None:
        raise MoveRefused(move=move.value, state=ticket.state.value)
    # The counter it was at is part of what happened, also where it has left it.
    entry = Entry.of(move, moved, ticket.state, at=now, actor=actor, why=why)
    record(tx, replace(entry, counter_id=moved.counter_id or ticket.counter_id))
    return moved


def record(tx: Tx, *entries: Entry) -> None:
    """Write the journal, and let the room be told of it."""
    journal.add(tx, entries)
    tx.announce(RoomChanged(tx.office_id))


_EPOCH_DAY = 719163
"""1970-01-01 as an ordinal."""


def _new_token(now: datetime) -> str:
    """A citizen's unguessable token: 128 random bits behind the day it was made.

    The day in front keeps a day's tokens side by side in their index, however many years lie before.
    """
    return f"{now.toordinal() - _EPOCH_DAY:x}-{secrets.token_urlsafe(16)}"


TOKEN = re.compile(r"^[0-9a-f]{1,6}-[A-Za-z0-9_-]{22}$")
