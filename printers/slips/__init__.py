"""What stands on each kind of slip; a new kind is one new file and one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from printers.documents import Document
from printers.slips.checklist import checklist_document
from printers.slips.ticket import ticket_document
from queue_app.domain.slips import ChecklistSlip, TicketSlip
from queue_app.texts import Texts


def document_of(kind: str, payload: dict[str, Any], texts: Texts) -> Document:
    """The document of a print job; KeyError names a kind nobody knows."""
    return _KINDS[kind](payload, texts)


def _ticket(payload: dict[str, Any], texts: Texts) -> Document:
    return ticket_document(TicketSlip.from_payload(payload), texts)


def _checklist(payload: dict[str, Any], texts: Texts) -> Document:
    return checklist_document(ChecklistSlip.from_payload(payload), texts)


_KINDS: Mapping[str, Callable[[dict[str, Any], Texts], Document]] = {
    "ticket": _ticket,
    "checklist": _checklist,
}
