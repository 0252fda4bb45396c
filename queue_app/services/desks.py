"""What the desk of one counter shows."""

from __future__ import annotations

from typing import Any, NotRequired

from typing_extensions import TypedDict

from queue_app.domain.offices import Counter, Office
from queue_app.domain.tickets import Ticket
from queue_app.services import calls
from queue_app.services.rooms import Room, timestamp
from queue_app.services.views import TicketView, Why, view
from queue_app.storage import tickets
from queue_app.storage.database import Tx
from queue_app.texts import Texts

NEXT_SHOWN = 8


class DeskCounter(TypedDict):
    number: int
    name: str
    state: str
    staff: str | None
    staff_id: int | None
    reason: str | None
    """Why it pauses."""


class DeskTicket(TicketView):
    queue_name: str
    queue_name_en: str
    procedure: str | None
    priority_mark: str | None
    confirm_priority: bool
    """Whether somebody at the counter has yet to see that the priority is due."""
    note: str | None
    """What the colleague who handed it over said."""
    handed_back: bool
    """Whether there is somebody to hand it back to."""
    serving_since: str | None
    why: Why


class NextView(TypedDict):
    id: int
    label: str
    queue: str
    queue_name: str
    queue_name_en: str
    issued_at: str
    priority: NotRequired[str]


class HeldView(TypedDict):
    """Somebody who has stepped aside; `until` when they are back in line by themselves."""

    id: int
    label: str
    queue: str
    until: NotRequired[str]


class HelpView(TypedDict):
    """A counter that asks for a colleague's help."""

    counter: int
    staff: str | None
    since: str


class Desk(TypedDict):
    """One counter as its staff see it."""

    version: int
    time: str
    counter: DeskCounter
    ticket: DeskTicket | None
    next: list[NextView]
    waiting: int
    held: list[HeldView]
    """Of the whole office: who stepped aside at one counter may come back to another."""
    help: list[HelpView]
    """All counters of the office that ask for help, this one among them; longest first."""


def read_desk(tx: Tx, room: Room, counter: Counter, texts: Texts) -> Desk:
    """The desk of `counter` in this reading of its room."""
    office, row = room.office, room.row_of(counter)
    present = tickets.at_counter(tx.connection, counter.id) if row.ticket_id else None
    line = room.next_at(counter)
    return Desk(
        version=room.version,
        time=timestamp(office, room.at),
        counter=DeskCounter(
            number=counter.number,
            name=counter.name,
            state=row.counter_state,
            staff=row.user_name,
            staff_id=row.user_id,
            reason=row.pause_reason,
        ),
        ticket=_ticket(tx, office, present, texts) if present else None,
        next=[_next(office, one) for one in line[:NEXT_SHOWN]],
        waiting=room.waiting_at(counter),
        held=[_held(office, one) for one in tickets.held(tx.connection, office.id)],
        help=_help(room),
    )


def _ticket(tx: Tx, office: Office, ticket: Ticket, texts: Texts) -> DeskTicket:
    queue = office.queues_by_id[ticket.queue_id]
    procedure = office.procedures.get(ticket.procedure or "")
    return DeskTicket(
        **view(office, ticket, status_url=""),
        queue_name=queue.name,
        queue_name_en=queue.name_en,
        procedure=procedure.name if procedure else None,
        priority_mark=_mark(office, ticket.priority),
        confirm_priority=office.is_to_confirm(ticket.priority, confirmed=ticket.priority_confirmed),
        note=ticket.note,
        handed_back=ticket.handed_by is not None,
        serving_since=timestamp(office, ticket.started_at) if ticket.started_at else None,
        why=calls.why(tx, office, ticket, texts),
    )


def _next(office: Office, waiting: Any) -> NextView:
    shown = NextView(
        id=waiting.id,
        label=waiting.label,
        queue=waiting.queue,
        queue_name=office.queue(waiting.queue).name,
        queue_name_en=office.queue(waiting.queue).name_en,
        issued_at=timestamp(office, waiting.issued_at),
    )
    if mark := _mark(office, waiting.priority):
        shown["priority"] = mark
    return shown


def _held(office: Office, ticket: Ticket) -> HeldView:
    shown = HeldView(id=ticket.id, label=ticket.label, queue=office.queues_by_id[ticket.queue_id].code)
    if ticket.back_at:
        shown["until"] = timestamp(office, ticket.back_at)
    return shown


def _help(room: Room) -> list[HelpView]:
    """Counters out of use ask no more."""
    known = room.office.counters_by_id
    asking = [row for row in room.counters if row.counter_id in known and row.help_since]
    return [
        HelpView(
            counter=known[row.counter_id].number,
            staff=row.user_name,
            since=timestamp(room.office, row.help_since),
        )
        for row in sorted(asking, key=lambda row: row.help_since)
    ]


def _mark(office: Office, priority: str | None) -> str | None:
    return next((one.mark for one in office.priorities if one.code == priority), None)
