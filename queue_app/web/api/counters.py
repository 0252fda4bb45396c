"""Counters: opened, paused, closed, and the press of "next"."""

from __future__ import annotations

from typing import NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.errors import UnknownCounter
from queue_app.domain.offices import Counter, Office
from queue_app.services import calls
from queue_app.services import counters as services
from queue_app.services.access import Principal, Right
from queue_app.services.views import TicketView, view
from queue_app.storage.database import Tx
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Reason, Route, operation, parse
from queue_app.web.parts import parts, status_base


class CounterState(TypedDict):
    number: int
    state: str
    reason: NotRequired[str]
    """Why it pauses."""


class SeatBody(Body):
    take_over: bool = False
    """Also where somebody else sits."""


class PauseBody(Body):
    reason: Reason


class CallBody(Body):
    present: int | None = Field(None, ge=1)
    """The ticket the caller sees at the counter; left out, whatever is there is finished."""


@operation(
    "Call the next person; finishes the ticket the counter still has",
    TicketView,
    body=CallBody,
    errors=("unknown-counter", "nobody-waiting", "counter-taken", "counter-busy", "counter-changed"),
)
def call_next(code: str, number: str) -> TicketView:
    office, counter, who = _at(code, number)
    body = parse(CallBody)
    present = body.present if "present" in body.model_fields_set else calls.ANY
    with parts().database.transaction(office.id) as tx:
        require_seat(tx, counter, who)
        ticket = calls.call_next(
            tx, office, counter, actor=who.actor, user_id=who.user_id, present=present, now=parts().clock()
        )
    parts().metrics.called.labels(office.code).inc()
    return view(office, ticket, status_url=status_base())


@operation(
    "Open a counter and sit down at it, or go on after a pause",
    CounterState,
    body=SeatBody,
    errors=("unknown-counter", "counter-taken"),
)
def open_counter(code: str, number: str) -> CounterState:
    office, counter, who = _at(code, number)
    body = parse(SeatBody)
    with parts().database.transaction(office.id) as tx:
        require_seat(tx, counter, who, take_over=body.take_over)
        services.open_counter(
            tx,
            office,
            counter,
            user_id=who.user_id,
            take_over=body.take_over,
            actor=who.actor,
            now=parts().clock(),
        )
    return CounterState(number=counter.number, state="open")


@operation(
    "Pause a counter: it calls nobody until it is opened or calls the next",
    CounterState,
    body=PauseBody,
    errors=("unknown-counter", "counter-taken", "counter-closed"),
)
def pause_counter(code: str, number: str) -> CounterState:
    office, counter, who = _at(code, number)
    reason = parse(PauseBody).reason
    with parts().database.transaction(office.id) as tx:
        require_seat(tx, counter, who)
        services.pause_counter(tx, office, counter, reason=reason, user_id=who.user_id)
    return CounterState(number=counter.number, state="paused", reason=reason)


@operation(
    "Close a counter; a colleague's only knowingly",
    CounterState,
    body=SeatBody,
    errors=("unknown-counter", "counter-taken"),
)
def close_counter(code: str, number: str) -> CounterState:
    office, counter, who = _at(code, number)
    body = parse(SeatBody)
    with parts().database.transaction(office.id) as tx:
        require_seat(tx, counter, who, take_over=body.take_over)
        services.close_counter(
            tx,
            office,
            counter,
            user_id=who.user_id,
            take_over=body.take_over,
            actor=who.actor,
            now=parts().clock(),
        )
    return CounterState(number=counter.number, state="closed")


def require_seat(tx: Tx, counter: Counter, who: Principal, *, take_over: bool = False) -> None:
    """Raise CounterTaken for a device that is not the counter's own where somebody sits, unless that is meant."""
    if who.user_id is None and who.counter is None and not take_over:
        services.require_there(tx, counter, user_id=None)


ROUTES: list[Route] = [
    ("/offices/<code>/counters/<number>/call-next", ["POST"], call_next),
    ("/offices/<code>/counters/<number>/open", ["POST"], open_counter),
    ("/offices/<code>/counters/<number>/pause", ["POST"], pause_counter),
    ("/offices/<code>/counters/<number>/close", ["POST"], close_counter),
]


def _at(code: str, number: str) -> tuple[Office, Counter, Principal]:
    office, who = allowed(Right.SERVE, code)
    if not number.isascii() or not number.isdigit() or len(number) > 4:
        raise UnknownCounter(counter=number)
    counter = office.counter(int(number))
    who.require_counter(office, counter)
    return office, counter, who
