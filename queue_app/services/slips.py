"""What is written on the paper of a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_app.domain.estimates import Wait
from queue_app.domain.offices import Office, Priority, Queue
from queue_app.domain.procedures import Procedure
from queue_app.domain.slips import ChecklistSlip, TicketSlip
from queue_app.domain.tickets import Ticket
from queue_app.services.rooms import clock_time

WORTH_SAYING = timedelta(seconds=20)
"""A shorter wait is none, and no time is promised."""


def ticket_slip(
    office: Office,
    queue: Queue,
    priority: Priority | None,
    ticket: Ticket,
    *,
    wait: Wait | None,
    status_url: str,
) -> TicketSlip:
    """The slip of a ticket that was just issued; `wait` is what it promises."""
    local = office.local(ticket.issued_at)
    promised = wait is not None and wait.p90_s >= WORTH_SAYING.total_seconds()
    procedure = office.procedures.get(ticket.procedure or "")
    return TicketSlip(
        authority=office.authority,
        office=office.name,
        label=ticket.label,
        queue=queue.name_in(ticket.language),
        priority_mark=priority.mark if priority else "",
        people_ahead=ticket.people_ahead,
        expected_from=clock_time(local + timedelta(seconds=wait.p50_s)) if wait and promised else "",
        expected_to=clock_time(local + timedelta(seconds=wait.p90_s)) if wait and promised else "",
        issued_time=clock_time(local),
        issued_date=local.strftime("%d/%m/%Y"),
        status_url=status_url,
        bring=procedure.bring if procedure else "",
        footer=office.footer,
        hotline=office.hotline,
        language=ticket.language,
    )


def checklist_slip(office: Office, procedure: Procedure, *, language: str, now: datetime) -> ChecklistSlip:
    """What to have ready for a procedure, as the office knows it today."""
    queue, time, fee = office.queue(procedure.queue), procedure.time, procedure.fee
    return ChecklistSlip(
        authority=office.authority,
        office=office.name,
        procedure=procedure.name_in(language),
        papers=procedure.papers,
        days=time.days if time else 0,
        unit=time.unit.value if time else "",
        fee_vnd=fee.vnd if fee else None,
        fee_per=fee.per if fee else "",
        queue=f"{queue.code} – {queue.name_in(language)}",
        printed_date=office.local(now).strftime("%d/%m/%Y"),
        hotline=office.hotline,
        language=language,
    )
