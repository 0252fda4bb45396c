"""What staff do with a ticket, one address a verb."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from queue_app.domain.errors import BadRequest, UnknownTicket
from queue_app.domain.offices import Office
from queue_app.domain.tickets import AT_COUNTER, Ticket
from queue_app.services import tickets as services
from queue_app.services import transfers
from queue_app.services.access import Principal, Right, normal
from queue_app.services.transfers import To
from queue_app.services.views import TicketView, view
from queue_app.storage.database import Tx
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Note, Reason, Route, Words, operation, parse
from queue_app.web.parts import parts, status_base


class Delivered(Body):
    procedure: str = Field(min_length=1, max_length=32, description="The code of a procedure")
    quantity: int = Field(1, ge=1, le=999)


class FinishBody(Body):
    delivered: list[Delivered] | None = Field(
        None,
        max_length=50,
        description="What the visit ended with; left out, what the ticket was taken for, once",
    )

    @field_validator("delivered")
    @classmethod
    def _each_once(cls, delivered: list[Delivered] | None) -> list[Delivered] | None:
        if delivered and len({one.procedure for one in delivered}) != len(delivered):
            raise ValueError("each procedure stands once, with its quantity")
        return delivered

    @property
    def quantities(self) -> dict[str, int] | None:
        """By code of a procedure: how many; None where nothing was said."""
        return None if self.delivered is None else {one.procedure: one.quantity for one in self.delivered}


class TransferBody(Body):
    """Where the ticket goes: exactly one of queue, counter, person and back."""

    queue: str | None = Field(None, min_length=1, max_length=4, description="A queue's letter")
    counter: int | None = Field(None, ge=1, description="A counter's number")
    person: Words | None = Field(None, max_length=64, description="The name they sign in with")
    back: bool = Field(False, description="To whoever handed it over last")
    note: Note | None = Field(
        None, description='For the colleague; left out, the one that is there goes along, "" erases it'
    )
    reason: Reason | None = Field(
        None, description="Why somebody who was not served yet should wait for one counter or person alone"
    )
    standing: Literal["keep", "end"] | None = Field(
        None, description="Whether the place in line stays; left out, as the office does it"
    )


class NoteBody(Body):
    note: Note = Field(description='What staff want to remember of the visit; "" erases it')


class PriorityBody(Body):
    confirmed: bool


@operation(
    "Work with a ticket: recall, start, hold, resume, no-show, reinstate, cancel",
    TicketView,
    errors=("unknown-ticket", "move-refused", "too-few-calls", "too-late-to-reinstate"),
)
def move_ticket(code: str, ticket: str, verb: str) -> TicketView:
    return _move(code, ticket, services.VERBS[verb])


@operation(
    "End the visit, with what it ended with",
    TicketView,
    body=FinishBody,
    errors=("unknown-ticket", "move-refused", "unknown-procedure", "priority-unconfirmed"),
)
def finish_ticket(code: str, ticket: str) -> TicketView:
    return _move(code, ticket, services.finish, delivered=parse(FinishBody).quantities)


@operation(
    "Hand a ticket over: to a queue, a counter, a person, or back; the number stays",
    TicketView,
    body=TransferBody,
    errors=("unknown-ticket", "move-refused", "counter-closed", "person-away", "nobody-to-return-to"),
)
def transfer_ticket(code: str, ticket: str) -> TicketView:
    office, who = allowed(Right.HANDLE, code)
    body = parse(TransferBody)
    if sum(bool(goal) for goal in (body.queue, body.counter, body.person, body.back)) != 1:
        raise BadRequest(field="body", expected="one of queue, counter, person and back")
    to = To(
        queue=office.queue(body.queue) if body.queue else None,
        counter=office.counter(body.counter) if body.counter else None,
        person=normal(body.person) if body.person else None,
        back=body.back,
    )
    to_end = body.standing == "end" if body.standing else None
    with parts().database.transaction(office.id) as tx:
        present = _theirs(tx, office, who, ticket)
        moved = transfers.transfer(
            tx,
            office,
            present,
            to,
            note=body.note,
            reason=body.reason,
            to_end=to_end,
            actor=who.actor,
            now=parts().clock(),
        )
    return view(office, moved, status_url=status_base())


@operation(
    "Say whether the priority is due; where it is not, the ticket stands where it would without it",
    TicketView,
    body=PriorityBody,
    errors=("unknown-ticket", "move-refused", "no-priority"),
)
def judge_priority(code: str, ticket: str) -> TicketView:
    return _move(code, ticket, services.judge_priority, confirmed=parse(PriorityBody).confirmed)


@operation(
    "Write a note on the ticket, for staff only, until the visit is over",
    TicketView,
    body=NoteBody,
    errors=("unknown-ticket", "move-refused"),
)
def write_note(code: str, ticket: str) -> TicketView:
    return _move(code, ticket, services.write_note, note=parse(NoteBody).note)


def _move(code: str, ticket: str, verb: services.Verb, **said: Any) -> TicketView:
    office, who = allowed(Right.HANDLE, code)
    with parts().database.transaction(office.id) as tx:
        present = _theirs(tx, office, who, ticket)
        moved = verb(tx, office, present, actor=who.actor, now=parts().clock(), **said)
    return view(office, moved, status_url=status_base())


def _theirs(tx: Tx, office: Office, who: Principal, ticket: str) -> Ticket:
    """The ticket, if `who` may work with it: what is at a counter belongs to whoever is there."""
    present = services.find(tx, office, ticket_id(ticket))
    if present.state in AT_COUNTER and present.counter_id is not None:
        at = office.counters_by_id[present.counter_id]
        who.require_counter(office, at)
        who.require_there(tx, at)
    return present


def ticket_id(written: str) -> int:
    """The id in an address; UnknownTicket for what cannot be one."""
    if not written.isascii() or not written.isdigit() or len(written) > 18:
        raise UnknownTicket(ticket=written)
    return int(written)


ROUTES: list[Route] = [
    (
        f"/offices/<code>/tickets/<ticket>/<any({', '.join(repr(verb) for verb in services.VERBS)}):verb>",
        ["POST"],
        move_ticket,
    ),
    ("/offices/<code>/tickets/<ticket>/finish", ["POST"], finish_ticket),
    ("/offices/<code>/tickets/<ticket>/transfer", ["POST"], transfer_ticket),
    ("/offices/<code>/tickets/<ticket>/priority", ["POST"], judge_priority),
    ("/offices/<code>/tickets/<ticket>/note", ["POST"], write_note),
]
