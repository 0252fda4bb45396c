"""Printers as far as the office knows them: by what came of their last slips."""

from __future__ import annotations

from datetime import datetime, timedelta

from typing_extensions import TypedDict

from queue_app.domain.errors import PrinterNotReady
from queue_app.domain.offices import Office
from queue_app.storage import outbox
from queue_app.storage.database import Tx

LATE = timedelta(seconds=20)
"""A slip that has waited so long is held up, also where nobody has said by what."""
DOUBT = timedelta(minutes=5)
"""How long a slip of unknown fate speaks against its printer; by then somebody has looked at it."""


class PaperView(TypedDict):
    """Whether a slip would come out now."""

    comes: bool
    reason: str
    """Why not: no-printer, paper-out, cover-open, offline …; "" where one would."""


def paper(tx: Tx, office: Office, *, now: datetime) -> PaperView:
    """What the worker of the office's printer knew last."""
    if not office.printer:
        return PaperView(comes=False, reason="no-printer")
    if owed := outbox.owed(tx.connection, office.printer):
        late = "late" if now - owed.queued_at > LATE else ""
        reason = owed.reason or late
        return PaperView(comes=not reason, reason=reason)
    last = outbox.last_ended(tx.connection, office.printer)
    doubtful = last and last.state == "unknown" and now - last.ended_at < DOUBT
    return PaperView(comes=not doubtful, reason=last.reason if last and doubtful else "")


def require_paper(tx: Tx, office: Office, *, now: datetime) -> None:
    """Raise PrinterNotReady where no slip would come out now."""
    found = paper(tx, office, now=now)
    if not found["comes"]:
        raise PrinterNotReady(reason=found["reason"])
