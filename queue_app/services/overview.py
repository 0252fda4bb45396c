"""The room as its supervisor sees it: every counter, every queue, the day so far, and what needs somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NotRequired

from typing_extensions import TypedDict

from queue_app.domain.offices import Counter, Office, Queue
from queue_app.domain.standing import InLine
from queue_app.services import printers
from queue_app.services.queues import ClosedView, closed_view
from queue_app.services.rooms import Room, WaitView, timestamp, wait_view
from queue_app.services.screens import Device
from queue_app.storage import today
from queue_app.storage.database import Tx
from queue_app.storage.models.base import AnyRow

SLIPS_SHOWN = 20


class TicketAt(TypedDict):
    id: int
    label: str
    queue: str
    state: str
    since: str
    """When it was called, or when its visit began."""
    target_s: int
    """How long a visit of its queue usually takes."""


class CounterNow(TypedDict):
    number: int
    name: str
    state: str
    queues: list[str]
    staff: str | None
    served: int
    """Visits of today that ended here."""
    ticket: TicketAt | None
    reason: NotRequired[str]
    """Why it pauses."""
    help_since: NotRequired[str]


class QueueNow(TypedDict):
    code: str
    name: str
    name_en: str
    waiting: int
    waiting_since: str | None
    """Since when whoever waits longest has waited."""
    over_target: int
    """How many have waited longer than they should."""
    target_s: int
    wait: WaitView | None
    open_counters: list[int]
    closed: ClosedView | None


class Totals(TypedDict):
    """The business day so far. Waits are those of people who were called."""

    issued: int
    served: int
    no_show: int
    cancelled: int
    waiting: int
    mean_wait_s: int | None
    longest_wait_s: int | None


class SlipInTrouble(TypedDict):
    ticket: int
    label: str
    state: str
    reason: str
    at: str


class PrinterNow(TypedDict):
    name: str
    owed: int
    since: str | None
    """Since when the oldest slip waits."""
    reason: str
    """Why no slip would come out now; "" where one would."""


class Alert(TypedDict):
    """Something that needs somebody; `kind` says what, the rest where and since when."""

    kind: str
    counter: NotRequired[int]
    queue: NotRequired[str]
    screen: NotRequired[str]
    token: NotRequired[int]
    """The screen's, where it has no name."""
    printer: NotRequired[str]
    staff: NotRequired[str]
    many: NotRequired[int]
    since: NotRequired[str]
    reason: NotRequired[str]


class Overview(TypedDict):
    version: int
    office: str
    time: str
    open: bool
    alerts: list[Alert]
    """The most urgent first."""
    screens_alive: int
    """How many televisions and kiosks are there."""
    totals: Totals
    counters: list[CounterNow]
    queues: list[QueueNow]
    printers: list[PrinterNow]
    slips: list[SlipInTrouble]


def read_overview(tx: Tx, room: Room, devices: Sequence[Device] = ()) -> Overview:
    """What the supervisor of this room sees; `devices` are its televisions and kiosks."""
    office, now = room.office, room.at
    day = office.business_day(now, today.closed_through(tx.connection, office.id))
    figures = today.figures(tx.connection, office.id, day)
    seen = Overview(
        version=room.version,
        office=office.code,
        time=timestamp(office, now),
        open=office.is_open(now),
        alerts=[],
        screens_alive=sum(one.alive for one in devices),
        totals=_totals(room, figures),
        counters=_counters(room, figures),
        queues=[_queue(room, queue) for queue in office.queues],
        printers=[_printer(tx, office, now)] if office.printer else [],
        slips=[_slip(office, row) for row in _slips(tx, office, now)],
    )
    lost = [one for one in devices if one.is_lost(office, now)]
    seen["alerts"] = [*alerts(seen), *(_at_screen(office, one) for one in lost)]
    return seen


def alerts(seen: Overview) -> list[Alert]:
    """What needs somebody: people first, then the printer; of people those first who have waited longest."""
    asking = [one for one in seen["counters"] if "help_since" in one]
    lines = [one for one in seen["queues"] if one["waiting"]]
    return [
        *(_help(one) for one in sorted(asking, key=lambda one: one["help_since"])),
        *(_at_queue("nobody-open", one, one["waiting"]) for one in lines if not one["open_counters"]),
        *(
            _at_queue("over-target", one, one["over_target"])
            for one in lines
            if one["over_target"] and one["open_counters"]
        ),
        *(_at_printer(one) for one in seen["printers"] if one["reason"]),
        *([Alert(kind="slips", many=len(seen["slips"]))] if seen["slips"] else []),
    ]


def _help(counter: CounterNow) -> Alert:
    alert = Alert(kind="help", counter=counter["number"], since=counter["help_since"])
    if counter["staff"]:
        alert["staff"] = counter["staff"]
    return alert


def _at_queue(kind: str, queue: QueueNow, many: int) -> Alert:
    alert = Alert(kind=kind, queue=queue["code"], many=many)
    if queue["waiting_since"]:
        alert["since"] = queue["waiting_since"]
    return alert


def _at_printer(printer: PrinterNow) -> Alert:
    alert = Alert(kind="printer", printer=printer["name"], many=printer["owed"], reason=printer["reason"])
    if printer["since"]:
        alert["since"] = printer["since"]
    return alert


def _at_screen(office: Office, device: Device) -> Alert:
    alert = Alert(kind=device.role, token=device.token_id)
    if device.name:
        alert["screen"] = device.name
    if device.since:
        alert["since"] = timestamp(office, device.since)
    return alert


def _totals(room: Room, figures: Sequence[AnyRow]) -> Totals:
    called = sum(row.called for row in figures)
    waited = sum(int(row.waited or 0) for row in figures)
    longest = max((row.longest for row in figures if row.longest is not None), default=None)
    return Totals(
        issued=sum(row.tickets for row in figures),
        served=_of_state(figures, "done"),
        no_show=_of_state(figures, "no_show"),
        cancelled=_of_state(figures, "cancelled"),
        waiting=sum(room.waiting.values()),
        mean_wait_s=waited // called // 1_000_000 if called else None,
        longest_wait_s=None if longest is None else int(longest) // 1_000_000,
    )


def _of_state(figures: Sequence[AnyRow], state: str) -> int:
    return sum(row.tickets for row in figures if row.state == state)


def _counters(room: Room, figures: Sequence[AnyRow]) -> list[CounterNow]:
    served: Mapping[int, int] = {row.counter_id: row.tickets for row in figures if row.state == "done"}
    known = room.office.counters_by_id
    return [
        _counter(room.office, known[row.counter_id], row, served.get(row.counter_id, 0))
        for row in room.counters
        if row.counter_id in known
    ]


def _counter(office: Office, counter: Counter, row: AnyRow, served: int) -> CounterNow:
    shown = CounterNow(
        number=counter.number,
        name=counter.name,
        state=row.counter_state,
        queues=list(counter.lags),
        staff=row.user_name,
        served=served,
        ticket=_ticket(office, row) if row.ticket_id else None,
    )
    if row.pause_reason:
        shown["reason"] = row.pause_reason
    if row.help_since:
        shown["help_since"] = timestamp(office, row.help_since)
    return shown


def _ticket(office: Office, row: AnyRow) -> TicketAt:
    queue = office.queues_by_id[row.queue_id]
    return TicketAt(
        id=row.ticket_id,
        label=row.label,
        queue=queue.code,
        state="serving" if row.started_at else "called",
        since=timestamp(office, row.started_at or row.called_at),
        target_s=int(queue.service_time.total_seconds()),
    )


def _queue(room: Room, queue: Queue) -> QueueNow:
    office, known = room.office, room.office.counters_by_id
    since = [waiting_since(office, one, room.at) for one in room.line if one.queue == queue.code]
    target = office.target_wait(queue)
    return QueueNow(
        code=queue.code,
        name=queue.name,
        name_en=queue.name_en,
        waiting=room.waiting.get(queue.code, 0),
        waiting_since=timestamp(office, min(since)) if since else None,
        over_target=sum(room.at - moment > target for moment in since),
        target_s=int(target.total_seconds()),
        wait=wait_view(room.waits.get(queue.code)),
        open_counters=[
            known[row.counter_id].number
            for row in room.counters
            if row.counter_state == "open"
            and row.counter_id in known
            and queue.code in known[row.counter_id].lags
        ],
        closed=closed_view(office, queue, room.at),
    )


def waiting_since(office: Office, one: InLine, now: datetime) -> datetime:
    """Since when somebody has waited today: whom yesterday carried over waits from today's first opening."""
    midnight = office.day_began(now)
    if one.issued_at >= midnight:
        return one.issued_at
    opens = office.hours.opens_next(office.local(midnight))
    return min(opens, now) if opens else midnight


def _printer(tx: Tx, office: Office, now: datetime) -> PrinterNow:
    owed = today.slips_owed(tx.connection, office.printer)
    return PrinterNow(
        name=office.printer,
        owed=owed.slips,
        since=timestamp(office, owed.since) if owed.since else None,
        reason=printers.paper(tx, office, now=now)["reason"],
    )


def _slips(tx: Tx, office: Office, now: datetime) -> Sequence[AnyRow]:
    since = office.day_began(now)
    return today.slips_in_trouble(tx.connection, office.id, since=since, limit=SLIPS_SHOWN)


def _slip(office: Office, row: AnyRow) -> SlipInTrouble:
    return SlipInTrouble(
        ticket=row.ticket_id,
        label=row.label,
        state=row.state,
        reason=row.reason,
        at=timestamp(office, row.queued_at),
    )
