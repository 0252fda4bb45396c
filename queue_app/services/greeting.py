"""What a greeter does for people in the hall: finds their number, looks at a paper, prints a lost slip again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NotRequired

from queue_app.domain.errors import SlipOwed
from queue_app.domain.offices import Office, Priority, Queue
from queue_app.domain.standing import standing_of
from queue_app.domain.tickets import AT_COUNTER, MOVES, OPEN, Move, State, Ticket, after, label
from queue_app.services import calls
from queue_app.services.printers import require_paper
from queue_app.services.rooms import Room
from queue_app.services.slips import queue_slip, reprinted_slip
from queue_app.services.tickets import move, standing_without_class
from queue_app.services.views import Sentences, TicketView, view
from queue_app.storage import outbox, tickets
from queue_app.storage.database import Tx
from queue_app.texts import Texts

SEARCHED = timedelta(days=7)
"""How far back a number is looked for that was carried over and is still open."""
# Of a ticket at a counter whoever is there decides.
OFFERED = (Move.REPRINT, Move.MARK, Move.TRANSFER, Move.RESUME, Move.REINSTATE, Move.CANCEL)
_TYPED = re.compile(r"(\D{0,8}?)[\s-]*(\d{1,9})")


class FoundView(TicketView):
    queue_name: str
    queue_name_en: str
    priority_mark: NotRequired[str]
    waits_for_counter: NotRequired[int]
    """The one counter it waits for, where it waits for one alone."""
    why: NotRequired[Sentences]
    """Why it was called, where it was."""
    can: list[str]
    """What may be done with it from the hall."""


def find_by_number(tx: Tx, office: Office, typed: str, *, now: datetime) -> list[Ticket]:
    """The tickets that somebody means by "105" or "a105": of today, or still open from the days before."""
    read = _TYPED.fullmatch(typed.strip().upper())
    if read is None:
        return []
    prefix, number = read[1], int(read[2])
    asked = [queue for queue in (*office.queues, *office.retired_queues) if _is_meant(queue, prefix)]
    labels = {label(queue.prefix, number, queue.digits) for queue in asked}
    today = office.local(now).date()
    found = tickets.labelled(tx.connection, office.id, labels, today - SEARCHED)
    return [ticket for ticket in found if ticket.day >= today or ticket.state in OPEN]


def _is_meant(queue: Queue, prefix: str) -> bool:
    return not prefix or prefix in (queue.code.upper(), queue.prefix.strip(" -").upper())


def found_view(tx: Tx, room: Room, ticket: Ticket, texts: Texts, *, status_url: str) -> FoundView:
    """A ticket for whoever was asked about it; `status_url` up to its token."""
    office, queue = room.office, room.office.queues_by_id[ticket.queue_id]
    is_waiting = ticket.state is State.WAITING
    shown = FoundView(
        **view(  # type: ignore[typeddict-item]
            office,
            ticket,
            people_ahead=tickets.people_ahead(tx.connection, ticket) if is_waiting else 0,
            wait=room.wait_left(ticket.id) if is_waiting else None,
            status_url=status_url,
        ),
        queue_name=queue.name,
        queue_name_en=queue.name_en,
        can=[one.value for one in OFFERED if ticket.state in MOVES[one] and ticket.state not in AT_COUNTER],
    )
    if mark := next((one.mark for one in office.priorities if one.code == ticket.priority), ""):
        shown["priority_mark"] = mark
    for counter in office.counters:
        if ticket.pool == f"counter:{counter.id}":
            shown["waits_for_counter"] = counter.number
    if ticket.called_at is not None:
        shown["why"] = calls.why(tx, office, ticket, texts)
    return shown


def mark(
    tx: Tx, office: Office, ticket: Ticket, *, priority: Priority | None, actor: str, now: datetime
) -> Ticket:
    """Give a ticket that was not called yet its class of priority, or take it back.

    Whoever marks it has seen the paper, so that no counter asks again. It stands from then on where it would
    have stood if it had been taken so. Marked as it is already, nothing changes.
    """
    after(Move.MARK, ticket.state)
    code = priority.code if priority else None
    if (ticket.priority, bool(ticket.priority_confirmed)) == (code, bool(priority)):
        return ticket
    head_start = priority.head_start if priority else timedelta(0)
    return move(
        tx,
        Move.MARK,
        ticket,
        actor=actor,
        now=now,
        priority=code,
        priority_confirmed=bool(priority),
        standing=standing_of(standing_without_class(tx, ticket), head_start),
    )


def reprint(tx: Tx, room: Room, ticket: Ticket, *, status_url: str, actor: str, now: datetime) -> Ticket:
    """Let the slip of a ticket that waits come out once more, marked as such.

    Raises SlipOwed while one of its slips is on its way, and PrinterNotReady where none would come out now.
    """
    office = room.office
    after(Move.REPRINT, ticket.state)
    if outbox.owes_slip(tx.connection, ticket.id):
        raise SlipOwed(label=ticket.label)
    require_paper(tx, office, now=now)
    slip = reprinted_slip(
        office,
        ticket,
        people_ahead=tickets.people_ahead(tx.connection, ticket),
        wait=room.wait_left(ticket.id),
        status_url=status_url + ticket.token,
        now=now,
    )
    queue_slip(tx, office, "ticket", slip, ticket_id=ticket.id, now=now)
    return move(tx, Move.REPRINT, ticket, actor=actor, now=now)
