"""What the desk of one counter shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired

from typing_extensions import TypedDict

from queue_app.domain.offices import Counter, Office
from queue_app.domain.standing import InLine
from queue_app.domain.tickets import Move, Ticket
from queue_app.services import calls
from queue_app.services.rooms import Room, timestamp
from queue_app.services.stories import StoryLine, story
from queue_app.services.views import Sentences, TicketView, view
from queue_app.storage import journal, tickets
from queue_app.storage.database import Tx
from queue_app.storage.models.base import AnyRow
from queue_app.texts import Texts

NEXT_SHOWN = 5


class DeskCounter(TypedDict):
    number: int
    name: str
    state: str
    staff: str | None
    staff_id: int | None
    reason: str | None
    """Why it pauses."""


class Colleague(TypedDict):
    """Another counter that is not closed, and who is there: to whom a ticket may be handed."""

    counter: int
    name: str
    staff: str | None
    username: str | None


class DeliveredView(TypedDict):
    procedure: str
    name: str
    name_en: str
    quantity: int


class DeskTicket(TicketView):
    queue_name: str
    queue_name_en: str
    procedure: str | None
    procedure_en: str | None
    delivered: list[DeliveredView]
    """What it will have ended with unless somebody says otherwise."""
    target_s: int
    """How long such a visit usually takes, as the office has set it."""
    priority_mark: str | None
    confirm_priority: bool
    """Whether somebody at the counter has yet to see that the priority is due."""
    note: str | None
    """What the colleague who handed it over said, or what was written down since."""
    handed_back: bool
    """Whether there is somebody to hand it back to."""
    serving_since: str | None
    story: list[StoryLine]
    why: Sentences


class NextView(TypedDict):
    id: int
    label: str
    queue: str
    queue_name: str
    queue_name_en: str
    issued_at: str
    priority: NotRequired[str]
    why: Sentences
    """Why they come before whoever stands behind."""


class HeldView(TypedDict):
    """Somebody who has stepped aside; `until` when they are back in line by themselves."""

    id: int
    label: str
    queue: str
    until: NotRequired[str]


class AbsentView(TypedDict):
    """Somebody who did not come, and may be taken in again until then."""

    id: int
    label: str
    queue: str
    until: str


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
    absent: list[AbsentView]
    """Of the whole office too, the last one first."""
    colleagues: list[Colleague]
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
        next=[_next(office, counter, line, place, texts) for place in range(min(NEXT_SHOWN, len(line)))],
        waiting=room.waiting_at(counter),
        held=[_held(office, one) for one in tickets.held(tx.connection, office.id)],
        absent=[_absent(office, one) for one in room.missed],
        colleagues=_colleagues(room, counter),
        help=_help(room),
    )


def _ticket(tx: Tx, office: Office, ticket: Ticket, texts: Texts) -> DeskTicket:
    queue = office.queues_by_id[ticket.queue_id]
    procedure = office.procedures.get(ticket.procedure or "")
    entries = journal.of_ticket(tx.connection, ticket.id)
    called = next(entry.why for entry in reversed(entries) if entry.move is Move.CALL)
    return DeskTicket(
        **view(office, ticket, status_url=""),
        queue_name=queue.name,
        queue_name_en=queue.name_en,
        procedure=procedure.name if procedure else None,
        procedure_en=procedure.name_in("en") if procedure else None,
        delivered=[
            DeliveredView(
                procedure=procedure.code, name=procedure.name, name_en=procedure.name_en, quantity=1
            )
        ]
        if procedure
        else [],
        target_s=round(queue.service_time.total_seconds()),
        priority_mark=_mark(office, ticket.priority),
        confirm_priority=office.is_to_confirm(ticket.priority, confirmed=ticket.priority_confirmed),
        note=ticket.note,
        handed_back=ticket.handed_by is not None,
        serving_since=timestamp(office, ticket.started_at) if ticket.started_at else None,
        story=story(tx, office, entries, texts),
        why=calls.explained(office, ticket, called or {}, texts),
    )


def _next(office: Office, counter: Counter, line: Sequence[InLine], place: int, texts: Texts) -> NextView:
    waiting = line[place]
    shown = NextView(
        id=waiting.id,
        label=waiting.label,
        queue=waiting.queue,
        queue_name=office.queue(waiting.queue).name,
        queue_name_en=office.queue(waiting.queue).name_en,
        issued_at=timestamp(office, waiting.issued_at),
        why=calls.why_then(office, counter, line, place, texts),
    )
    if mark := _mark(office, waiting.priority):
        shown["priority"] = mark
    return shown


def _held(office: Office, ticket: Ticket) -> HeldView:
    shown = HeldView(id=ticket.id, label=ticket.label, queue=office.queues_by_id[ticket.queue_id].code)
    if ticket.back_at:
        shown["until"] = timestamp(office, ticket.back_at)
    return shown


def _absent(office: Office, row: AnyRow) -> AbsentView:
    return AbsentView(
        id=row.id,
        label=row.label,
        queue=office.queues_by_id[row.queue_id].code,
        until=timestamp(office, row.ended_at + office.rules.reinstate_within),
    )


def _colleagues(room: Room, here: Counter) -> list[Colleague]:
    others = [one for one in room.office.counters if one.id != here.id]
    rows = [(one, room.row_of(one)) for one in others]
    return [
        Colleague(counter=one.number, name=one.name, staff=row.user_name, username=row.username)
        for one, row in rows
        if row.counter_state != "closed"
    ]


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
