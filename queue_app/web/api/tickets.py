"""Tickets: taken at the kiosk, and followed, put off or given back by their citizen."""

from __future__ import annotations

import hashlib

from flask import jsonify, request
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from queue_app.domain.errors import BadField, BadRequest, KeyReused, Refusal, UnknownTicket
from queue_app.domain.journal import CITIZEN
from queue_app.domain.offices import Office
from queue_app.domain.tickets import State, Ticket
from queue_app.services import tickets as services
from queue_app.services.access import Principal, Right
from queue_app.services.following import FollowedView, followed, mark_of
from queue_app.services.tickets import Press, Wish
from queue_app.services.views import TicketView, issued_view
from queue_app.storage import tickets
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Route, operation, parse
from queue_app.web.parts import parts, status_base

WAIT_WITHIN_S = 1.0
"""How old the room may be from which a wait is promised; taking a number never waits for a new estimate."""


class IssueBody(Body):
    queue: str = Field(min_length=1, max_length=4, description="The queue's letter")
    priority: str | None = Field(None, max_length=32, description="The code of a priority class")
    procedure: str | None = Field(None, max_length=32, description="The code of a procedure of this queue")
    language: str | None = Field(None, max_length=8, description="The language of the slip")
    late: bool = Field(False, description="Also where waiting may last past closing time")


@operation(
    "Take a number",
    TicketView,
    status=201,
    body=IssueBody,
    errors=(
        "unknown-queue",
        "unknown-priority",
        "unknown-procedure",
        "office-closed",
        "queue-closed",
        "queue-full",
        "may-not-be-served",
        "idempotency-key-reused",
    ),
    idempotent=True,
)
def issue_ticket(code: str) -> tuple[TicketView, int]:
    office, who = allowed(Right.ISSUE, code)
    body = parse(IssueBody)
    press = _press(body)
    try:
        ticket = _issue(office, who, _wish(office, body), press)
    except (IntegrityError, Refusal):
        repeated = _first_answer(office, press)
        if repeated is None:
            raise
        ticket = repeated
    return issued_view(office, ticket, status_url=status_base()), 201


def _issue(office: Office, who: Principal, wish: Wish, press: Press | None) -> Ticket:
    room = parts().rooms.lately(office, now=parts().clock(), within_s=WAIT_WITHIN_S)
    wait = room.wait_for(wish.queue.code, wish.head_start)
    at_best = None if wait else room.wait_at_best(wish.queue.code)
    with parts().database.transaction(office.id) as tx:
        # The time is taken inside, where it is one's turn: who gets the smaller number also came first.
        now = parts().clock()
        ticket = services.issue_ticket(
            tx,
            office,
            wish,
            actor=who.actor,
            now=now,
            wait=wait,
            at_best=at_best,
            status_url=status_base(),
            press=press,
        )
    parts().metrics.issued.labels(office.code, wish.queue.code).inc()
    return ticket


def _wish(office: Office, body: IssueBody) -> Wish:
    queue = office.queue(body.queue)
    if body.language is not None and body.language not in office.languages:
        raise BadField(field="language", expected=", ".join(office.languages))
    if body.procedure is not None and office.procedure(body.procedure).queue != queue.code:
        raise BadField(field="procedure", expected=f"a procedure of queue {queue.code}")
    priority = office.priority(body.priority) if body.priority is not None else None
    return Wish(queue, priority, body.procedure, body.language or office.languages[0], body.late)


def _press(body: IssueBody) -> Press | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise BadRequest(field="Idempotency-Key", expected="1 to 200 printable characters")
    return Press(key, hashlib.sha256(body.model_dump_json().encode()).digest())


def _first_answer(office: Office, press: Press | None) -> Ticket | None:
    """The ticket this press was answered with before; KeyReused where it asked for something else."""
    if press is None:
        return None
    with parts().database.reading() as tx:
        found = tickets.by_key(tx.connection, office.id, press.key)
    if found and found[1] != press.digest:
        raise KeyReused(key=press.key)
    return found[0] if found else None


@operation(
    "Follow a ticket by its citizen's token; 304 while nothing that they see has changed",
    FollowedView,
    errors=("unknown-ticket",),
    public=True,
)
def follow_ticket(token: str) -> Response:
    _, shown = now_of(token)
    answer = jsonify(shown)
    answer.set_etag(mark_of(shown))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@operation("Give a number back", FollowedView, errors=("unknown-ticket", "move-refused"), public=True)
def cancel_ticket(token: str) -> FollowedView:
    return cancelled(token)


@operation(
    "Let the next ones go first: the office's minutes more, and then by the old standing",
    FollowedView,
    errors=("unknown-ticket", "move-refused", "no-more-time"),
    public=True,
)
def more_time(token: str) -> FollowedView:
    return stepped_back(token)


def now_of(token: str) -> tuple[Office, FollowedView]:
    """A ticket's office and what its citizen sees of it; UnknownTicket where the token is none."""
    office, ticket = by_token(token)
    return office, _followed(office, ticket)


def cancelled(token: str) -> FollowedView:
    """Cancel a citizen's ticket; MoveRefused once they have been called."""
    return _by_citizen(token, services.cancel)


def stepped_back(token: str) -> FollowedView:
    """Let the next ones go first; NoMoreTime, or MoveRefused unless the citizen waits."""
    return _by_citizen(token, services.step_back)


def _by_citizen(token: str, verb: services.Verb) -> FollowedView:
    office, ticket = by_token(token)
    with parts().database.transaction(office.id) as tx:
        present = services.find(tx, office, ticket.id)
        moved = verb(tx, office, present, actor=CITIZEN, now=parts().clock())
    return _followed(office, moved)


def _followed(office: Office, ticket: Ticket) -> FollowedView:
    now, ahead = parts().clock(), 0
    if ticket.state is State.WAITING:
        with parts().database.reading() as tx:
            ahead = tickets.people_ahead(tx.connection, ticket)
    room = parts().rooms.lately(office, now=now, within_s=WAIT_WITHIN_S)
    if ticket.state is State.WAITING and ticket.id not in room.places:
        # They came a moment ago, after that reading.
        room = parts().rooms.lately(office, now=now, within_s=0)
    return followed(room, ticket, people_ahead=ahead, now=now, status_url=status_base())


def by_token(token: str) -> tuple[Office, Ticket]:
    """The ticket with this token, and its office; UnknownTicket where there is none."""
    if not services.TOKEN.match(token):
        raise UnknownTicket(ticket="")
    with parts().database.reading() as tx:
        ticket = tickets.by_token(tx.connection, token)
    office = next((one for one in parts().offices.all() if ticket and one.id == ticket.office_id), None)
    if ticket is None or office is None:
        raise UnknownTicket(ticket="")
    return office, ticket


ROUTES: list[Route] = [
    ("/offices/<code>/tickets", ["POST"], issue_ticket),
    ("/tickets/<token>", ["GET"], follow_ticket),
    ("/tickets/<token>/cancel", ["POST"], cancel_ticket),
    ("/tickets/<token>/more-time", ["POST"], more_time),
]
