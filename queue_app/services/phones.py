"""What is sent to phones whose page is closed: that the turn is near, and that it has come."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from queue_app.domain.stages import OVER, Stage, stage_of
from queue_app.domain.tickets import State, Ticket
from queue_app.services.rooms import Room
from queue_app.storage import phones, tickets
from queue_app.storage.database import Tx

PHONES_AT_MOST = 3
"""Of one ticket: a family may follow together."""
LINK = "/t/"
_ADDRESS = re.compile(r"(?P<where>https?://[a-z0-9.-]+(:[0-9]{1,5})?)/[!-\[\]-~]*")
"""Nobody's name in front of the host, no backslash, and nothing that is not ASCII."""


@dataclass(frozen=True)
class Message:
    """One change, for one phone. Nothing personal: a number, a counter, and the link the phone has already."""

    phone_id: int
    endpoint: str
    p256dh: str
    auth: str
    seen: str
    """What the phone was told before."""
    told: str
    title: str
    body: str
    link: str


def service_of(endpoint: str, services: Sequence[str]) -> str | None:
    """Which of these services, such as "https://*.push.apple.com", an address belongs to; None where to none.

    Whoever holds a ticket may name any address, and the server goes nowhere else for them. What two readers
    of addresses could take for different hosts is none.
    """
    read = _ADDRESS.fullmatch(endpoint)
    return next((one for one in services if read and fnmatchcase(read["where"], one)), None)


def add_phone(
    tx: Tx, room: Room, ticket: Ticket, *, endpoint: str, p256dh: str, auth: str, language: str
) -> None:
    """Tell this phone from now on; what its page shows at this moment is no news to it."""
    told = _change(ticket, _stage(room, ticket), room)
    phones.add(
        tx.connection,
        ticket.id,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        language=language,
        told=told or "",
        at_most=PHONES_AT_MOST,
    )


def anybody(tx: Tx, office_id: int) -> bool:
    """Whether a phone of this office is to be told of anything."""
    return bool(phones.of_office(tx.connection, office_id))


def due(tx: Tx, room: Room, say: Callable[..., str]) -> tuple[list[Message], list[int]]:
    """What phones have to be told now; and those, by id, whose visit is over.

    `say` has the words: a language, a key, its values.
    """
    rows = phones.of_office(tx.connection, room.office.id)
    found = {one.id: one for one in tickets.by_ids(tx.connection, {row.ticket_id for row in rows})}
    messages, over = [], []
    for row in rows:
        ticket = found[row.ticket_id]
        stage = _stage(room, ticket)
        change = _change(ticket, stage, room)
        if stage in OVER or _is_too_late(room, ticket):
            over.append(row.id)
        elif change and change != row.told:
            counter = room.office.counters_by_id[ticket.counter_id].number if ticket.counter_id else ""
            messages.append(
                Message(
                    phone_id=row.id,
                    endpoint=row.endpoint,
                    p256dh=row.p256dh,
                    auth=row.auth,
                    seen=row.told,
                    told=change,
                    title=say(
                        row.language, f"status.note_{stage.value}", label=ticket.label, counter=counter
                    ),
                    body=say(row.language, f"status.note_{stage.value}_text"),
                    link=LINK + ticket.token,
                )
            )
    return messages, over


def claim(tx: Tx, message: Message) -> bool:
    """Take it upon oneself to send this; False where somebody else has."""
    return phones.claim(tx.connection, message.phone_id, seen=message.seen, told=message.told)


def give_back(tx: Tx, message: Message) -> None:
    """It was not sent; whoever comes next may try, if it is still true."""
    phones.claim(tx.connection, message.phone_id, seen=message.told, told=message.seen)


def forget(tx: Tx, ids: Sequence[int]) -> None:
    """Tell these phones nothing more."""
    if ids:
        phones.forget(tx.connection, ids)


def _stage(room: Room, ticket: Ticket) -> Stage:
    waiting = ticket.state is State.WAITING
    ahead = room.places.get(ticket.id, ticket.people_ahead)
    return stage_of(ticket, ahead, room.wait_left(ticket.id) if waiting else None)


def _is_too_late(room: Room, ticket: Ticket) -> bool:
    """Whether nobody takes in again who was missed."""
    return ticket.ended_at is not None and room.at - ticket.ended_at > room.office.rules.reinstate_within


def _change(ticket: Ticket, stage: Stage, room: Room) -> str:
    """What is news at this stage, in a word that is the same until there is other news; "" where nothing is."""
    if stage is Stage.SOON:
        return "soon"
    if stage is Stage.CALLED and ticket.counter_id in room.office.counters_by_id:
        counter = room.office.counters_by_id[ticket.counter_id or 0].number
        return f"called {counter} {ticket.times_called}"
    return ""
