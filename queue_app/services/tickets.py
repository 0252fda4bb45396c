"""What can be done with a ticket."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NotRequired

from typing_extensions import TypedDict

from queue_app.domain import standing
from queue_app.domain.errors import (
    CounterChanged,
    MoveRefused,
    NobodyWaiting,
    OfficeClosed,
    TooFewCalls,
    UnknownTicket,
)
from queue_app.domain.estimates import Wait
from queue_app.domain.events import RoomChanged, SlipQueued
from queue_app.domain.journal import Entry
from queue_app.domain.offices import Counter, Office, Priority, Queue
from queue_app.domain.slips import TicketSlip
from queue_app.domain.tickets import Move, State, Ticket, after, label
from queue_app.services import counters
from queue_app.services.rooms import WaitView, clock_time, timestamp, wait_view
from queue_app.storage import journal, offices, outbox, tickets
from queue_app.storage.database import Tx


@dataclass(frozen=True)
class Wish:
    """What somebody at the kiosk asks for."""

    queue: Queue
    priority: Priority | None = None
    procedure: str | None = None
    language: str = "vi"

    @property
    def head_start(self) -> timedelta:
        return self.priority.head_start if self.priority else timedelta(0)


@dataclass(frozen=True)
class Press:
    """One press of the button, however often its request is repeated."""

    key: str
    digest: bytes
    """Of what was asked for: the same key with another wish is a mistake."""


def issue_ticket(
    tx: Tx,
    office: Office,
    wish: Wish,
    *,
    actor: str,
    now: datetime,
    wait: Wait | None = None,
    status_url: str = "",
    press: Press | None = None,
) -> Ticket:
    """Give out the next number of a queue, with its journal row and its slip, all in this transaction.

    `wait` is what is promised on the slip; `status_url` is where the citizen follows the number, up to its
    token. Raises OfficeClosed outside the hours, and IntegrityError where `press` has a ticket already.
    """
    if not office.is_open(now):
        raise OfficeClosed(opens=_opening(office, now))
    queue, priority = wish.queue, wish.priority
    day = office.business_day(now)
    number = tickets.next_number(tx.connection, queue.id, day)
    values: dict[str, Any] = {
        "office_id": office.id,
        "queue_id": queue.id,
        "day": day,
        "number": number,
        "label": label(queue.code, number),
        "state": State.WAITING.value,
        "standing": standing.standing_of(now, wish.head_start),
        "issued_at": now,
        "priority": priority.code if priority else None,
        "procedure": wish.procedure,
        "language": wish.language,
        "token": _new_token(now),
        "promise": dict(wait_view(wait) or {}) or None,
        "times_called": 0,
    }
    keyed = {"idempotency_key": press.key, "request_digest": press.digest} if press else {}
    ticket_id, ahead = tickets.add(tx.connection, values | keyed)
    ticket = Ticket(
        **{**values, "state": State.WAITING},
        id=ticket_id,
        people_ahead=ahead,
        counter_id=None,
        called_at=None,
        started_at=None,
        ended_at=None,
    )
    _record(tx, Entry.of(Move.ISSUE, ticket, None, at=now, actor=actor))
    if office.printer:
        slip = _slip(office, wish, ticket, wait, status_url + ticket.token)
        outbox.add_print_job(
            tx.connection,
            office_id=office.id,
            ticket_id=ticket.id,
            printer=office.printer,
            kind="ticket",
            payload=slip.to_payload(),
            now=now,
        )
        tx.announce(SlipQueued(office.id, office.printer))
    return ticket


ANY = -1
"""Whatever ticket is at the counter."""


def call_next(
    tx: Tx,
    office: Office,
    counter: Counter,
    *,
    actor: str,
    user_id: int | None = None,
    present: int | None = ANY,
    now: datetime,
) -> Ticket:
    """Call the person whose place in line is earliest among the queues this counter serves.

    The counter opens if it was not; the ticket it still has is finished with the same press.
    `present` is the ticket that the caller believes to be there (None: nobody): two who press at once then
    do not send away a person whom neither has seen. Raises NobodyWaiting when no one is, CounterTaken when
    somebody else sits there, CounterChanged when another ticket is; then nothing changes.
    """
    counters.occupy(tx, office, counter, user_id=user_id, now=now)
    there = tickets.at_counter(tx.connection, counter.id)
    if present is not ANY and present != (there.id if there else None):
        raise CounterChanged(counter=counter.number)
    finished = _finish_present(tx, office, there, actor=actor, now=now)
    lags = {office.queue(code).id: lag for code, lag in counter.lags.items()}
    ticket = tickets.claim_next(tx.connection, counter.id, lags, now=now)
    if ticket is None:
        raise NobodyWaiting(counter=counter.number)
    rival = tickets.head_of_line(tx.connection, lags)
    why = _why(office, counter, ticket, rival)
    _record(tx, *finished, Entry.of(Move.CALL, ticket, State.WAITING, at=now, actor=actor, why=why))
    return ticket


def recall(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """Call the ticket once more; the number and the counter stay."""
    return _move(
        tx,
        office,
        Move.RECALL,
        ticket,
        actor=actor,
        now=now,
        called_at=now,
        times_called=ticket.times_called + 1,
    )


def start(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """The person has come to the counter."""
    return _move(tx, office, Move.START, ticket, actor=actor, now=now, started_at=now)


def finish(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """The visit is over."""
    ended = _move(tx, office, Move.FINISH, ticket, actor=actor, now=now, ended_at=now)
    _learn(tx, office, ended, now=now)
    return ended


def no_show(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """Nobody came. Raises TooFewCalls before the office's number of calls."""
    after(Move.NO_SHOW, ticket.state)
    if ticket.times_called < office.calls_before_no_show:
        raise TooFewCalls(calls=ticket.times_called, needed=office.calls_before_no_show)
    return _move(tx, office, Move.NO_SHOW, ticket, actor=actor, now=now, ended_at=now)


def cancel(tx: Tx, office: Office, ticket: Ticket, *, actor: str, now: datetime) -> Ticket:
    """The citizen gives the number back."""
    return _move(tx, office, Move.CANCEL, ticket, actor=actor, now=now, ended_at=now)


VERBS = {"recall": recall, "start": start, "finish": finish, "no-show": no_show}
"""What a desk does with the ticket it has, by the name in the address."""


def find(tx: Tx, office: Office, ticket_id: int) -> Ticket:
    """The office's ticket with this id; UnknownTicket if there is none."""
    ticket = tickets.by_id(tx.connection, office.id, ticket_id)
    if ticket is None:
        raise UnknownTicket(ticket=ticket_id)
    return ticket


def _move(
    tx: Tx, office: Office, move: Move, ticket: Ticket, *, actor: str, now: datetime, **changes: Any
) -> Ticket:
    moved = tickets.move(tx.connection, ticket, after(move, ticket.state), **changes)
    if moved is None:
        raise MoveRefused(move=move.value, state=ticket.state.value)
    _record(tx, Entry.of(move, moved, ticket.state, at=now, actor=actor))
    return moved


def _record(tx: Tx, *entries: Entry) -> None:
    """Write the journal, and let the room be told of it."""
    office_id = tx.office_id
    journal.add(tx.connection, office_id, tx.version, entries)
    tx.announce(RoomChanged(office_id))


def _finish_present(
    tx: Tx, office: Office, present: Ticket | None, *, actor: str, now: datetime
) -> list[Entry]:
    if present is None:
        return []
    ended = tickets.move(tx.connection, present, after(Move.FINISH, present.state), ended_at=now)
    if ended is None:
        raise MoveRefused(move=Move.FINISH.value, state=present.state.value)
    _learn(tx, office, ended, now=now)
    return [Entry.of(Move.FINISH, ended, present.state, at=now, actor=actor)]


_SHORTEST = timedelta(seconds=20)
_LONGEST = 5
"""Visits shorter, or this many times longer than usual, are slips of the finger: nothing is learned."""


def _learn(tx: Tx, office: Office, ticket: Ticket, *, now: datetime) -> None:
    began, queue = ticket.started_at or ticket.called_at, office.queues_by_id.get(ticket.queue_id)
    if began and queue and _SHORTEST <= now - began <= _LONGEST * queue.service_time:
        offices.learn_pace(tx.connection, queue.id, now - began, queue.service_time)


def _why(office: Office, counter: Counter, ticket: Ticket, rival: standing.InLine | None) -> dict[str, Any]:
    """The reason of a call as the journal keeps it: times as RFC 3339, the lag in seconds."""
    why: dict[str, Any] = {
        "standing": timestamp(office, ticket.standing),
        "issued_at": timestamp(office, ticket.issued_at),
        "lag_s": counter.lags[office.queues_by_id[ticket.queue_id].code].total_seconds(),
    }
    if rival:
        why |= {"rival": rival.label, "rival_standing": timestamp(office, rival.standing)}
    return why


_EPOCH_DAY = 719163
"""1970-01-01 as an ordinal."""


def _new_token(now: datetime) -> str:
    """A citizen's unguessable token: 128 random bits behind the day it was made.

    The day in front keeps a day's tokens side by side in their index, however many years lie before.
    """
    return f"{now.toordinal() - _EPOCH_DAY:x}-{secrets.token_urlsafe(16)}"


TOKEN = re.compile(r"^[0-9a-f]{1,6}-[A-Za-z0-9_-]{22}$")


def _opening(office: Office, now: datetime) -> str:
    opens = office.hours.opens_next(office.local(now))
    return opens.strftime("%H:%M %d/%m/%Y") if opens else ""


def _slip(office: Office, wish: Wish, ticket: Ticket, wait: Wait | None, status_url: str) -> TicketSlip:
    local = office.local(ticket.issued_at)
    promised = wait is not None and wait.p90_s >= _SHORTEST.total_seconds()
    procedure = office.procedures.get(wish.procedure or "")
    return TicketSlip(
        authority=office.authority,
        office=office.name,
        label=ticket.label,
        queue=wish.queue.name_in(wish.language),
        priority_mark=wish.priority.mark if wish.priority else "",
        people_ahead=ticket.people_ahead,
        expected_from=clock_time(local + timedelta(seconds=wait.p50_s)) if wait and promised else "",
        expected_to=clock_time(local + timedelta(seconds=wait.p90_s)) if wait and promised else "",
        issued_time=clock_time(local),
        issued_date=local.strftime("%d/%m/%Y"),
        status_url=status_url,
        bring=procedure.bring if procedure else "",
        footer=office.footer,
        hotline=office.hotline,
        language=wish.language,
    )


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
    token: NotRequired[str]
    status_url: str


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
    return public
