"""A ticket as its citizen follows it from their phone."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, NotRequired, cast

from typing_extensions import TypedDict

from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Office
from queue_app.domain.stages import stage_of
from queue_app.domain.tickets import OPEN, State, Ticket
from queue_app.services.rooms import Room, timestamp
from queue_app.services.slips import WORTH_SAYING
from queue_app.services.views import TicketView, public_view


class Calling(TypedDict):
    """The newest call of the ticket's queue."""

    label: str
    counter: int


class FollowedView(TicketView):
    stage: str
    """What the citizen has to know now: waiting, soon, called, serving, aside, held, done, missed, not_reached or
    cancelled."""
    ahead_at_issue: int
    expected_from: NotRequired[str]
    """The minute by which half of those who are told it have been called."""
    expected_to: NotRequired[str]
    """The minute by which nine in ten have been."""
    calling: NotRequired[Calling]
    opens_at: NotRequired[str]
    """When the office opens again, where it is closed now."""
    version: int
    time: str


def followed(
    room: Room, ticket: Ticket, *, people_ahead: int, now: datetime, status_url: str
) -> FollowedView:
    """The ticket for whoever holds its link; `status_url` up to its token."""
    office = room.office
    wait = room.wait_left(ticket.id) if ticket.state is State.WAITING else None
    public = public_view(office, ticket, people_ahead=people_ahead, wait=wait, status_url=status_url)
    shown = cast(
        FollowedView,
        {
            **public,
            "stage": stage_of(ticket, people_ahead, wait).value,
            "ahead_at_issue": ticket.people_ahead,
            "version": room.version,
            "time": timestamp(office, now),
        },
    )
    if ticket.state is State.WAITING:
        _add_expectation(shown, office, room.at, wait)
        _add_calling(shown, room, ticket)
    if ticket.state in OPEN and not office.is_open(now):
        opens = office.hours.opens_next(office.local(now))
        if opens:
            shown["opens_at"] = opens.isoformat(timespec="minutes")
    return shown


def mark_of(shown: FollowedView) -> str:
    """Changes with what the citizen sees, and not with every second of a wait."""
    seen = {name: value for name, value in shown.items() if name not in ("version", "time", "wait")}
    return hashlib.blake2b(json.dumps(seen).encode(), digest_size=8).hexdigest()


def _add_expectation(shown: FollowedView, office: Office, at: datetime, wait: Wait | None) -> None:
    """Clock times, by the minute; a wait of seconds is none."""
    if wait is None or wait.p90_s < WORTH_SAYING.total_seconds():
        return
    shown["expected_from"] = _minute(office, at, wait.p50_s)
    shown["expected_to"] = _minute(office, at, wait.p90_s)


def _minute(office: Office, at: datetime, seconds: int) -> str:
    return office.local(at + timedelta(seconds=seconds)).isoformat(timespec="minutes")


def _add_calling(shown: FollowedView, room: Room, ticket: Ticket) -> None:
    newest: Any = next((call for call in room.calls if call.queue_id == ticket.queue_id), None)
    if newest and newest.counter_id in room.office.counters_by_id:
        counter = room.office.counters_by_id[newest.counter_id]
        shown["calling"] = Calling(label=newest.label, counter=counter.number)
