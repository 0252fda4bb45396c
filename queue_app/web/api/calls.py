"""Calling people to a counter: whose turn it is, or somebody by hand; and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.errors import BadField
from queue_app.domain.offices import Counter, Office
from queue_app.domain.tickets import Ticket
from queue_app.services import calls, counters
from queue_app.services import tickets as services
from queue_app.services.access import Principal, Right
from queue_app.services.views import Sentences, TicketView, view
from queue_app.storage.database import Tx
from queue_app.web.access import allowed
from queue_app.web.api.counters import at_counter
from queue_app.web.api.moves import FinishBody, ticket_id
from queue_app.web.api.operations import Reason, Route, operation, parse
from queue_app.web.parts import parts, status_base


class NextBody(FinishBody):
    """A call, with what is known of the ticket that it finishes."""

    present: int | None = Field(
        None,
        ge=1,
        description="The ticket the caller sees at the counter, null for nobody: the same press sent again then "
        "calls nobody else; left out, whatever is there is finished",
    )


class CallBody(NextBody):
    reason: Reason = Field(description="Why out of turn; the journal keeps it")
    counter: int | None = Field(None, ge=1, description="Left out: the counter of the device or person")


class Press(TypedDict):
    """What every call is told of who presses and what they see."""

    actor: str
    user_id: int | None
    present: int | None
    delivered: Mapping[str, int] | None
    now: datetime


@operation(
    "Call the next person; finishes the ticket the counter still has",
    TicketView,
    body=NextBody,
    errors=(
        "unknown-counter",
        "nobody-waiting",
        "counter-taken",
        "counter-busy",
        "counter-changed",
        "priority-unconfirmed",
        "unknown-procedure",
    ),
)
def call_next(code: str, number: str) -> TicketView:
    office, counter, who = at_counter(code, number)
    body = parse(NextBody)
    with parts().database.transaction(office.id) as tx:
        who.require_seat(tx, counter)
        called = calls.call_next(tx, office, counter, **_press(who, body))
    return _called(office, called)


@operation(
    "Call this very ticket out of its turn; finishes the ticket the counter still has",
    TicketView,
    body=CallBody,
    errors=(
        "unknown-ticket",
        "move-refused",
        "counter-taken",
        "counter-busy",
        "counter-changed",
        "priority-unconfirmed",
        "unknown-procedure",
    ),
)
def call_ticket(code: str, ticket: str) -> TicketView:
    office, who = allowed(Right.SERVE, code)
    body = parse(CallBody)
    with parts().database.transaction(office.id) as tx:
        counter = _own_counter(tx, office, who, body.counter)
        chosen = services.find(tx, office, ticket_id(ticket))
        who.require_seat(tx, counter)
        called = calls.call(tx, office, counter, chosen, reason=body.reason, **_press(who, body))
    return _called(office, called)


@operation(
    "Why it was this ticket's turn, in each language", Sentences, errors=("unknown-ticket", "not-called")
)
def why_ticket(code: str, ticket: str) -> Sentences:
    office, _ = allowed(Right.HANDLE, code)
    with parts().database.reading() as tx:
        found = services.find(tx, office, ticket_id(ticket))
        return calls.why(tx, office, found, parts().texts)


def _press(who: Principal, body: NextBody) -> Press:
    return Press(
        actor=who.actor,
        user_id=who.user_id,
        present=body.present if "present" in body.model_fields_set else calls.ANY,
        delivered=body.quantities,
        now=parts().clock(),
    )


def _called(office: Office, ticket: Ticket) -> TicketView:
    parts().metrics.called.labels(office.code).inc()
    return view(office, ticket, status_url=status_base())


def _own_counter(tx: Tx, office: Office, who: Principal, number: int | None) -> Counter:
    if number is None:
        number = who.counter or counters.where(tx, office, who.user_id)
    if number is None:
        raise BadField(field="counter", expected="the number of a counter")
    counter = office.counter(number)
    who.require_counter(office, counter)
    return counter


ROUTES: list[Route] = [
    ("/offices/<code>/counters/<number>/call-next", ["POST"], call_next),
    ("/offices/<code>/tickets/<ticket>/call", ["POST"], call_ticket),
    ("/offices/<code>/tickets/<ticket>/why", ["GET"], why_ticket),
]
