"""Procedures as everybody may read them."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from queue_app.domain.offices import Office
from queue_app.domain.procedures import Procedure, search
from queue_app.services.printers import require_paper
from queue_app.services.slips import checklist_slip, queue_slip
from queue_app.storage.database import Tx


class TimeView(TypedDict):
    days: int
    unit: str


class FeeView(TypedDict):
    vnd: int
    per: str
    """What it is taken for, such as "trang"; "" where it is for the whole."""


class ProcedureView(TypedDict):
    code: str
    queue: str
    name: str
    name_en: str
    field: str
    time: TimeView | None
    """None where the counter has to say it."""
    fee: FeeView | None
    """None where the counter has to say it."""
    papers: list[str]


def found(office: Office, asked: str) -> list[Procedure]:
    """The office's procedures that answer to these words, best first; all of them where there are none."""
    return search(office.procedures.values(), asked)


def procedure_view(procedure: Procedure) -> ProcedureView:
    time, fee = procedure.time, procedure.fee
    return ProcedureView(
        code=procedure.code,
        queue=procedure.queue,
        name=procedure.name,
        name_en=procedure.name_en,
        field=procedure.field,
        time=TimeView(days=time.days, unit=time.unit.value) if time else None,
        fee=FeeView(vnd=fee.vnd, per=fee.per) if fee else None,
        papers=list(procedure.papers),
    )


def print_checklist(tx: Tx, office: Office, procedure: Procedure, *, language: str, now: datetime) -> None:
    """Let a slip with the papers of a procedure come out for the person who stands there.

    Raises PrinterNotReady where none would: it must not come out when they have long gone.
    """
    require_paper(tx, office, now=now)
    queue_slip(
        tx, office, "checklist", checklist_slip(office, procedure, language=language, now=now), now=now
    )
