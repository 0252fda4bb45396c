"""A ticket as the API shows it: to those who work with it, at its issue, and to whoever holds its link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired

from typing_extensions import TypedDict

from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Office
from queue_app.domain.tickets import State, Ticket
from queue_app.services.rooms import WaitView, timestamp, wait_view


class TicketView(TypedDict):
    """A ticket as the contract shows it."""

    id: int
    label: str
    number: int
    queue: str
    state: str
    priority: NotRequired[str]
    counter: NotRequired[int]
    people_ahead: int
    wait: WaitView | None
    issued_at: str
    called_at: NotRequired[str]
    times_called: int
    back_at: NotRequired[str]
    """When a citizen who asked for more time is in line again."""
    more_time_left: NotRequired[int]
    """How often the citizen may still ask for more time; only in their own answer, and only while they wait."""
    token: NotRequired[str]
    status_url: str


class Sentences(TypedDict):
    """The same in each language of the office."""

    vi: str
    en: NotRequired[str]


def view(
    office: Office,
    ticket: Ticket,
    *,
    people_ahead: int = 0,
    wait: Wait | None = None,
    status_url: str,
) -> TicketView:
    """The ticket for those who work with it; `status_url` up to its token."""
    shown = TicketView(
        id=ticket.id,
        label=ticket.label,
        number=ticket.number,
        queue=office.queues_by_id[ticket.queue_id].code,
        state=ticket.state.value,
        people_ahead=people_ahead,
        wait=wait_view(wait),
        issued_at=timestamp(office, ticket.issued_at),
        times_called=ticket.times_called,
        status_url=status_url + ticket.token,
    )
    if ticket.priority:
        shown["priority"] = ticket.priority
    if ticket.counter_id and ticket.counter_id in office.counters_by_id:
        shown["counter"] = office.counters_by_id[ticket.counter_id].number
    if ticket.back_at:
        shown["back_at"] = timestamp(office, ticket.back_at)
    if ticket.called_at:
        shown["called_at"] = timestamp(office, ticket.called_at)
    return shown


def issued_view(office: Office, ticket: Ticket, *, status_url: str) -> TicketView:
    """The ticket as it was issued, the same however often it is asked for; the one answer with its token."""
    promise: Mapping[str, int] | None = ticket.promise
    issued = view(office, ticket, people_ahead=ticket.people_ahead, status_url=status_url)
    for later in ("counter", "called_at"):
        issued.pop(later, None)  # type: ignore[misc]
    issued["state"], issued["times_called"] = State.WAITING.value, 0
    issued["wait"] = WaitView(p50_s=promise["p50_s"], p90_s=promise["p90_s"]) if promise else None
    issued["token"] = ticket.token
    return issued


def public_view(office: Office, ticket: Ticket, **shown: Any) -> TicketView:
    """The ticket for whoever holds its link: no class of priority, which is nobody's business."""
    public = view(office, ticket, **shown)
    public.pop("priority", None)
    if ticket.state is State.WAITING:
        public["more_time_left"] = max(0, office.rules.more_time_at_most - ticket.step_backs)
    return public
