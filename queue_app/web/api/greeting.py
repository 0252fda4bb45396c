"""What is done for people in the hall: a number found, a class given, a slip printed again."""

from __future__ import annotations

from flask import request
from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.errors import BadField
from queue_app.services import greeting
from queue_app.services import tickets as services
from queue_app.services.access import Right
from queue_app.services.greeting import FoundView
from queue_app.services.views import TicketView, view
from queue_app.web.access import allowed
from queue_app.web.api.moves import ticket_id
from queue_app.web.api.operations import Body, Route, operation, parse
from queue_app.web.parts import parts, status_base

TYPED_AT_MOST = 16


class TicketsView(TypedDict):
    tickets: list[FoundView]


class MarkBody(Body):
    priority: str | None = Field(
        max_length=32, description="The code of a priority class; null takes it back"
    )


@operation(
    'The tickets that are meant by "105" or "a105", with where each is, why, and what may be done with it',
    TicketsView,
    errors=("unknown-office", "bad-field"),
    query={"number": "As it was said or read: with its letter or without"},
)
def find_tickets(code: str) -> TicketsView:
    office, _ = allowed(Right.HANDLE, code)
    typed = request.args.get("number", "")
    if not 1 <= len(typed) <= TYPED_AT_MOST:
        raise BadField(field="number", expected=f"1 to {TYPED_AT_MOST} signs")
    now = parts().clock()
    room = parts().rooms.lately(office, now=now, within_s=0)
    with parts().database.reading() as tx:
        found = greeting.find_by_number(tx, office, typed, now=now)
        texts, base = parts().texts, status_base()
        return TicketsView(
            tickets=[greeting.found_view(tx, room, one, texts, status_url=base) for one in found]
        )


@operation(
    "Give a ticket that was not called yet a class of priority, or take it back",
    TicketView,
    body=MarkBody,
    errors=("unknown-ticket", "move-refused", "unknown-priority"),
)
def mark_ticket(code: str, ticket: str) -> TicketView:
    office, who = allowed(Right.HANDLE, code)
    chosen = parse(MarkBody).priority
    priority = office.priority(chosen) if chosen is not None else None
    with parts().database.transaction(office.id) as tx:
        present = services.find(tx, office, ticket_id(ticket))
        marked = greeting.mark(tx, office, present, priority=priority, actor=who.actor, now=parts().clock())
    return view(office, marked, status_url=status_base())


@operation(
    "Print the slip of a ticket that waits once more; the paper says that it is not the first",
    TicketView,
    status=202,
    errors=("unknown-ticket", "move-refused", "slip-owed", "printer-not-ready"),
)
def reprint_ticket(code: str, ticket: str) -> tuple[TicketView, int]:
    office, who = allowed(Right.HANDLE, code)
    room = parts().rooms.lately(office, now=parts().clock(), within_s=0)
    with parts().database.transaction(office.id) as tx:
        present = services.find(tx, office, ticket_id(ticket))
        printed = greeting.reprint(
            tx, room, present, status_url=status_base(), actor=who.actor, now=parts().clock()
        )
    return view(office, printed, status_url=status_base()), 202


ROUTES: list[Route] = [
    ("/offices/<code>/tickets", ["GET"], find_tickets),
    ("/offices/<code>/tickets/<ticket>/mark", ["POST"], mark_ticket),
    ("/offices/<code>/tickets/<ticket>/reprint", ["POST"], reprint_ticket),
]
