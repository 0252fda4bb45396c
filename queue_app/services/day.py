"""The business day's opening and closing; each happens once, however often it is asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from queue_app.domain.events import RoomChanged
from queue_app.domain.journal import CLOCK, Entry
from queue_app.domain.offices import Office
from queue_app.domain.tickets import Move, State, after
from queue_app.storage import journal, offices, outbox, tickets
from queue_app.storage.database import Tx


def day_to_close(office: Office, *, now: datetime) -> date:
    """The last day whose business is over: today after its last session, else yesterday."""
    local = office.local(now)
    return local.date() if office.hours.day_is_over(local) else local.date() - timedelta(days=1)


def close_day(tx: Tx, office: Office, day: date, *, now: datetime) -> int:
    """End all visits of `day` and earlier: who still waits did not get their turn, who is served is done.

    The counters close too. How many tickets were ended; a second time there is nothing left to end.
    """
    left = tickets.open_before(tx.connection, office.id, day)
    entries = []
    for ticket in left:
        ended = tickets.move(tx.connection, ticket, after(Move.CLOSE_DAY, ticket.state), ended_at=now)
        if ended:
            entries.append(Entry.of(Move.CLOSE_DAY, ended, State(ticket.state), at=now, actor=CLOCK))
    if entries:
        journal.add(tx.connection, office.id, tx.version, entries)
    if outbox.first_run(tx.connection, office.id, "close-day", day.isoformat(), now=now):
        offices.leave_counters(tx.connection, office.id)
        tickets.forget_keys(tx.connection, office.id, day)
    tx.announce(RoomChanged(office.id))
    return len(entries)


def open_day(tx: Tx, office: Office) -> None:
    """Let every screen see that the office has opened."""
    tx.announce(RoomChanged(office.id))
