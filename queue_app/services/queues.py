"""Queues: whether one gives numbers now, and closing and opening one by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NotRequired

from typing_extensions import TypedDict

from queue_app.domain.errors import MayNotBeServed, OfficeClosed, QueueClosed
from queue_app.domain.estimates import Wait
from queue_app.domain.events import OfficeChanged, RoomChanged
from queue_app.domain.offices import Office, Queue
from queue_app.storage import offices
from queue_app.storage.database import Tx


class ClosedView(TypedDict):
    """That a queue gives no numbers now: because of what, the office's own reason, and until when."""

    because: str
    reason: str
    until: NotRequired[str]


def require_giving(office: Office, queue: Queue, *, now: datetime) -> None:
    """Raise OfficeClosed or QueueClosed unless the queue gives numbers now; both say when it does again."""
    if not office.is_open(now):
        raise OfficeClosed(opens=_written(office.hours.opens_next(office.local(now))))
    if closed := office.closed(queue, now):
        raise QueueClosed(
            because=closed.because.value,
            queue=queue.code,
            reason=closed.reason,
            opens=_written(closed.until),
        )


def require_served_today(office: Office, queue: Queue, wait: Wait | None, *, now: datetime) -> None:
    """Raise MayNotBeServed where one in ten with this wait would be called only after the day's closing time.

    Where nothing is known of the wait nobody is asked; nor where the office never closes.
    """
    local = office.local(now)
    closes = office.hours_of(queue).ends(local)
    if wait is None or closes is None:
        return
    promised = local + timedelta(seconds=wait.p90_s)
    if promised >= closes:
        raise MayNotBeServed(
            promised=f"{promised:%H:%M}",
            closes=f"{closes:%H:%M}",
            promised_at=promised.isoformat(timespec="milliseconds"),
            closes_at=closes.isoformat(timespec="milliseconds"),
        )


def close_queue(tx: Tx, office: Office, queue: Queue, *, reason: str) -> None:
    """Give no more numbers, until somebody opens it again or the day is closed; who has one is served.

    `reason` is for everybody.
    """
    _tell(tx, office, queue, reason)


def open_queue(tx: Tx, office: Office, queue: Queue) -> None:
    """Give numbers again, within its hours."""
    _tell(tx, office, queue, None)


def closed_view(office: Office, queue: Queue, now: datetime) -> ClosedView | None:
    """Why the queue gives no numbers, as everybody may see it; None where it does."""
    closed = office.closed(queue, now)
    if closed is None:
        return None
    shown = ClosedView(because=closed.because.value, reason=closed.reason)
    if closed.until:
        shown["until"] = closed.until.isoformat(timespec="milliseconds")
    return shown


def _tell(tx: Tx, office: Office, queue: Queue, reason: str | None) -> None:
    offices.close_queue(tx, queue.id, reason)
    tx.announce(OfficeChanged(office.id))
    tx.announce(RoomChanged(office.id))


def _written(opens: datetime | None) -> str:
    return opens.strftime("%H:%M %d/%m/%Y") if opens else ""
