"""Counters: shown, opened, paused, closed, and asking for help."""

from __future__ import annotations

from typing import NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.errors import UnknownCounter
from queue_app.domain.offices import Counter, Office
from queue_app.services import counters as services
from queue_app.services.access import Principal, Right
from queue_app.services.desks import Desk, read_desk
from queue_app.services.rooms import read_room, timestamp
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Reason, Route, operation, parse
from queue_app.web.parts import parts


class CounterState(TypedDict):
    number: int
    state: str
    reason: NotRequired[str]
    """Why it pauses."""


class CounterHelp(TypedDict):
    number: int
    help_since: str | None
    """Since when it asks for help."""


class FromAfarBody(Body):
    from_afar: bool = Field(
        False, description="A supervisor's press: nobody sits down, and whoever sits there stays"
    )


class SeatBody(FromAfarBody):
    take_over: bool = False
    """Also where somebody else sits."""


class PauseBody(FromAfarBody):
    reason: Reason


@operation(
    "A counter as its desk shows it: the ticket that is there, who is next and why, who stepped aside",
    Desk,
    errors=("unknown-counter",),
)
def show_counter(code: str, number: str) -> Desk:
    office, counter, _ = at_counter(code, number)
    with parts().database.reading() as tx:
        return read_desk(tx, read_room(tx, office, now=parts().clock()), counter, parts().texts)


@operation(
    "Open a counter and sit down at it, or go on after a pause",
    CounterState,
    body=SeatBody,
    errors=("unknown-counter", "counter-taken"),
)
def open_counter(code: str, number: str) -> CounterState:
    office, counter, who = at_counter(code, number)
    body = parse(SeatBody)
    with parts().database.transaction(office.id) as tx:
        who.require_seat(tx, counter, take_over=body.take_over or body.from_afar)
        services.open_counter(
            tx,
            office,
            counter,
            user_id=_sitting(office, who, body),
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
    office, counter, who = at_counter(code, number)
    body = parse(PauseBody)
    with parts().database.transaction(office.id) as tx:
        who.require_seat(tx, counter, take_over=body.from_afar)
        services.pause_counter(tx, office, counter, reason=body.reason, user_id=_sitting(office, who, body))
    return CounterState(number=counter.number, state="paused", reason=body.reason)


@operation(
    "Close a counter; a colleague's only knowingly",
    CounterState,
    body=SeatBody,
    errors=("unknown-counter", "counter-taken"),
)
def close_counter(code: str, number: str) -> CounterState:
    office, counter, who = at_counter(code, number)
    body = parse(SeatBody)
    with parts().database.transaction(office.id) as tx:
        who.require_seat(tx, counter, take_over=body.take_over or body.from_afar)
        services.close_counter(
            tx,
            office,
            counter,
            user_id=_sitting(office, who, body),
            take_over=body.take_over or body.from_afar,
            actor=who.actor,
            now=parts().clock(),
        )
    return CounterState(number=counter.number, state="closed")


@operation(
    "Ask the colleagues for help at a counter; they and the supervisor see it, the public does not",
    CounterHelp,
    errors=("unknown-counter", "counter-taken", "counter-closed"),
)
def ask_for_help(code: str, number: str) -> CounterHelp:
    office, counter, who = at_counter(code, number)
    with parts().database.transaction(office.id) as tx:
        who.require_seat(tx, counter)
        who.require_there(tx, counter)
        since = services.ask_for_help(tx, office, counter, now=parts().clock())
    return CounterHelp(number=counter.number, help_since=timestamp(office, since))


@operation(
    "No more help is needed at a counter: said there, or by whoever came",
    CounterHelp,
    errors=("unknown-counter",),
)
def end_help(code: str, number: str) -> CounterHelp:
    office, _ = allowed(Right.HANDLE, code)
    counter = _counter(office, number)
    with parts().database.transaction(office.id) as tx:
        services.end_help(tx, office, counter)
    return CounterHelp(number=counter.number, help_since=None)


ROUTES: list[Route] = [
    ("/offices/<code>/counters/<number>", ["GET"], show_counter),
    ("/offices/<code>/counters/<number>/open", ["POST"], open_counter),
    ("/offices/<code>/counters/<number>/pause", ["POST"], pause_counter),
    ("/offices/<code>/counters/<number>/close", ["POST"], close_counter),
    ("/offices/<code>/counters/<number>/help", ["POST"], ask_for_help),
    ("/offices/<code>/counters/<number>/help/end", ["POST"], end_help),
]


def _sitting(office: Office, who: Principal, body: FromAfarBody) -> int | None:
    """The person who acts at the counter itself; None for a device, and for a supervisor who acts from afar."""
    if not body.from_afar:
        return who.user_id
    who.require(Right.MANAGE, office)
    return None


def at_counter(code: str, number: str) -> tuple[Office, Counter, Principal]:
    """The counter of an address and who asks, if they may serve there; a Refusal otherwise."""
    office, who = allowed(Right.SERVE, code)
    counter = _counter(office, number)
    who.require_counter(office, counter)
    return office, counter, who


def _counter(office: Office, number: str) -> Counter:
    if not number.isascii() or not number.isdigit() or len(number) > 4:
        raise UnknownCounter(counter=number)
    return office.counter(int(number))
