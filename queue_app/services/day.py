"""The turn of the business day; it happens once, however often it is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_app.domain.events import RoomChanged
from queue_app.domain.journal import CLOCK, Entry
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, after
from queue_app.storage import journal, offices, outbox, tickets
from queue_app.storage.database import Tx


def turn_day(tx: Tx, office: Office, *, now: datetime) -> int:
    """End all visits of the days before this one: who was not called has left, who was served is done.

    Nothing is ended at the closing hour itself, when people who have a number are still served.
    The counters close too. How many tickets were ended; a second time there is nothing left to end.
    """
    yesterday = office.business_day(now) - timedelta(days=1)
    entries = []
    for ticket in tickets.open_before(tx.connection, office.id, yesterday):
        ended = tickets.move(tx.connection, ticket, after(Move.CLOSE_DAY, ticket.state), ended_at=now)
        if ended:
            entries.append(Entry.of(Move.CLOSE_DAY, ended, ticket.state, at=now, actor=CLOCK))
    if entries:
        journal.add(tx, entries)
    if outbox.first_run(tx.connection, office.id, "turn-day", yesterday.isoformat(), now=now):
        offices.leave_counters(tx.connection, office.id)
        tickets.forget_keys(tx.connection, office.id, yesterday)
    tx.announce(RoomChanged(office.id))
    return len(entries)
