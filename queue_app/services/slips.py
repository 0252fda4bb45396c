"""What is written on the paper of a ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from queue_app.domain.estimates import Wait
from queue_app.domain.events import SlipQueued
from queue_app.domain.offices import Office, Priority, Queue
from queue_app.domain.procedures import Procedure
from queue_app.domain.slips import ChecklistSlip, TicketSlip
from queue_app.domain.tickets import State, Ticket, label
from queue_app.profiles.schema import OfficeProfile, OfficeTexts
from queue_app.services.rooms import clock_time
from queue_app.storage import outbox
from queue_app.storage.database import Tx

WORTH_SAYING = timedelta(seconds=20)
"""A shorter wait is none, and no time is promised."""


def queue_slip(
    tx: Tx,
    office: Office,
    kind: str,
    slip: TicketSlip | ChecklistSlip,
    *,
    ticket_id: int | None = None,
    now: datetime,
) -> None:
    """Owe the office's printer this slip: the row stands or falls with the transaction."""
    outbox.add_print_job(
        tx.connection,
        office_id=office.id,
        ticket_id=ticket_id,
        printer=office.printer,
        kind=kind,
        payload=slip.to_payload(),
        now=now,
    )
    tx.announce(SlipQueued(office.id, office.printer))


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
    expected_from, expected_to = _between(local, wait)
    procedure, said = office.procedures.get(ticket.procedure or ""), office.said_in(ticket.language)
    return TicketSlip(
        authority=said.authority,
        office=said.name,
        label=ticket.label,
        queue=queue.name_in(ticket.language),
        priority_mark=priority.mark if priority else "",
        people_ahead=ticket.people_ahead,
        expected_from=expected_from,
        expected_to=expected_to,
        issued_time=clock_time(local),
        issued_date=local.strftime("%d/%m/%Y"),
        status_url=status_url,
        bring=procedure.bring if procedure else "",
        header=said.header,
        footer=said.footer,
        hotline=office.hotline,
        language=ticket.language,
    )


def reprinted_slip(
    office: Office, ticket: Ticket, *, people_ahead: int, wait: Wait | None, status_url: str, now: datetime
) -> TicketSlip:
    """The slip of a ticket once more: what it is and was, where it stands now, and that this is not the first."""
    queue = office.queues_by_id[ticket.queue_id]
    priority = next((one for one in office.priorities if one.code == ticket.priority), None)
    first = ticket_slip(office, queue, priority, ticket, wait=None, status_url=status_url)
    local = office.local(now)
    expected_from, expected_to = _between(local, wait)
    return replace(
        first,
        people_ahead=people_ahead if ticket.state is State.WAITING else None,
        expected_from=expected_from,
        expected_to=expected_to,
        reprinted_time=clock_time(local),
    )


def _between(local: datetime, wait: Wait | None) -> tuple[str, str]:
    """The clock times that a wait from `local` on promises; empty where it promises none."""
    if wait is None or wait.p90_s < WORTH_SAYING.total_seconds():
        return "", ""
    early, late = (clock_time(local + timedelta(seconds=seconds)) for seconds in (wait.p50_s, wait.p90_s))
    return early, late


def sample_slip(profile: OfficeProfile, *, language: str, now: datetime) -> TicketSlip:
    """The slip of a ticket that nobody has, as this profile would have it printed."""
    said = profile.texts.get(language, OfficeTexts())
    queue, local = profile.queues[0], now.astimezone(ZoneInfo(profile.timezone))
    prefix = queue.code if queue.prefix is None else queue.prefix
    return TicketSlip(
        authority=said.authority or profile.authority,
        office=said.name or profile.name,
        label=label(prefix, queue.first_number, queue.digits),
        queue=queue.name_en if language == "en" else queue.name,
        priority_mark="",
        people_ahead=3,
        expected_from=clock_time(local + timedelta(minutes=10)),
        expected_to=clock_time(local + timedelta(minutes=25)),
        issued_time=clock_time(local),
        issued_date=local.strftime("%d/%m/%Y"),
        status_url="",
        bring="",
        header=tuple(said.slip_header or profile.slip_header),
        footer=tuple(said.slip_footer or profile.slip_footer),
        hotline=profile.hotline,
        language=language,
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
