"""Offices as they are configured, and their counters as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, update

from queue_app.domain.calendar import WEEKDAYS, Hours, Session
from queue_app.domain.errors import UnknownOffice
from queue_app.domain.offices import Closing, Counter, Office, Priority, Queue, Rules, Said
from queue_app.domain.procedures import Procedure
from queue_app.domain.voice import Numbers, Voice
from queue_app.storage import announcements
from queue_app.storage.database import Tx
from queue_app.storage.models import (
    AT_COUNTER,
    COUNTER_QUEUES,
    COUNTERS,
    LEARNED,
    OFFICES,
    QUEUES,
    TICKETS,
    USERS,
    CounterRow,
    OfficeRow,
    PriorityRow,
    ProcedureRow,
    QueueRow,
)
from queue_app.storage.models.base import AnyRow, Instant
from queue_app.storage.prepared import Prepared

_CONFIG_VERSION = select(OFFICES.c.id, OFFICES.c.config_version).where(OFFICES.c.code == bindparam("code"))


def config_version(connection: Connection, code: str) -> int:
    """At which version the office's configuration last changed; UnknownOffice if there is none."""
    row = connection.execute(_CONFIG_VERSION, {"code": code}).first()
    if row is None:
        raise UnknownOffice(office=code)
    version: int = row.config_version
    return version


def codes(connection: Connection) -> list[str]:
    """The codes of all offices."""
    return list(connection.execute(select(OFFICES.c.code).order_by(OFFICES.c.id)).scalars())


def load(tx: Tx, code: str) -> Office:
    """The whole office; UnknownOffice if there is none of this code."""
    row = tx.session.scalars(select(OfficeRow).where(OfficeRow.code == code)).first()
    if row is None:
        raise UnknownOffice(office=code)
    rows = tx.session.scalars(
        select(QueueRow).where(QueueRow.office_id == row.id).order_by(QueueRow.position)
    ).all()
    queues = [queue for queue in rows if queue.active]
    counters, retired_counters = _counters(tx, row.id, {queue.id: queue.code for queue in queues})
    letters = {queue.id: queue.code for queue in queues}
    return Office(
        id=row.id,
        code=row.code,
        name=row.name,
        authority=row.authority,
        slogan=row.slogan,
        hotline=row.hotline,
        timezone=row.timezone,
        hours=hours_of(row.hours, always=row.always_open),
        footer=tuple(row.footer),
        header=tuple(row.header),
        welcome=row.welcome,
        translations={spoken: _said(texts) for spoken, texts in row.texts.items()},
        accent=row.accent,
        emblem=row.emblem,
        config=row.config_version,
        printer=row.printer,
        rules=_rules(row),
        languages=tuple(row.languages),
        queues=tuple(_queue(queue, row) for queue in queues),
        counters=counters,
        voice=_voice(row.voice),
        retired_queues=tuple(_queue(queue, row) for queue in rows if not queue.active),
        retired_counters=retired_counters,
        priorities=_priorities(tx, row.id),
        procedures=_procedures(tx, row.id, letters),
        announcements=announcements.of_office(tx.connection, row.id),
    )


def hours_of(week: dict[str, list[str]], *, always: bool = False) -> Hours:
    """Hours from their written form: weekday → ["7:30-11:30", …]; ValueError where that is not its form."""
    return Hours(tuple(tuple(_session(text) for text in week.get(day, [])) for day in WEEKDAYS), always)


def _session(written: str) -> Session:
    opens, closes = (datetime.strptime(part.strip(), "%H:%M").time() for part in written.split("-"))  # noqa: DTZ007
    if not opens < closes:
        raise ValueError(f"{written!r} ends before it begins")
    return Session(time(opens.hour, opens.minute), time(closes.hour, closes.minute))


def _voice(written: dict[str, Any]) -> Voice:
    usual = Voice()
    return Voice(
        numbers=Numbers(written.get("numbers", usual.numbers)),
        counters=Numbers(written.get("counters", usual.counters)),
        zero_tens=written.get("zero_tens", usual.zero_tens),
        thousand=written.get("thousand", usual.thousand),
        four=written.get("four", usual.four),
        times=written.get("times", usual.times),
        speak_within=timedelta(
            seconds=written.get("speak_within_seconds", usual.speak_within.total_seconds())
        ),
        packs=written.get("packs", usual.packs),
    )


def _said(texts: dict[str, Any]) -> Said:
    header, footer = (tuple(texts[place]) for place in ("slip_header", "slip_footer"))
    words = {name: texts[name] for name in ("name", "authority", "slogan", "welcome")}
    return Said(**words, header=header, footer=footer)


def _rules(row: OfficeRow) -> Rules:
    return Rules(
        calls_before_no_show=row.calls_before_no_show,
        reinstate_within=row.reinstate_within,
        transfer_to_end=row.transfer_to_end,
        closing=Closing(row.closing),
        closes_after=row.closes_after,
        more_time=row.more_time,
        more_time_at_most=row.more_time_at_most,
        target_wait=row.target_wait,
    )


def _queue(row: QueueRow, office: OfficeRow) -> Queue:
    return Queue(
        id=row.id,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        service_time=row.service_time,
        prefix=row.prefix,
        digits=row.digits,
        first_number=row.first_number,
        last_number=row.last_number,
        daily_limit=row.daily_limit,
        hours=hours_of(row.hours, always=office.always_open) if row.hours else None,
        last_ticket=row.last_ticket,
        closed_reason=row.closed_reason,
        target_wait=row.target_wait,
    )


def _counters(
    tx: Tx, office_id: int, letters: dict[int, str]
) -> tuple[tuple[Counter, ...], tuple[Counter, ...]]:
    """The counters in use, and those that are no more."""
    rows = tx.session.scalars(
        select(CounterRow).where(CounterRow.office_id == office_id).order_by(CounterRow.number)
    ).all()
    lags: dict[int, dict[str, timedelta]] = {row.id: {} for row in rows}
    for served in tx.connection.execute(
        select(COUNTER_QUEUES).where(COUNTER_QUEUES.c.counter_id.in_(list(lags)))
    ):
        if served.queue_id in letters:
            lags[served.counter_id][letters[served.queue_id]] = served.lag
    made = [(row.active, Counter(row.id, row.number, row.name, lags[row.id])) for row in rows]
    return tuple(one for active, one in made if active), tuple(one for active, one in made if not active)


def _priorities(tx: Tx, office_id: int) -> tuple[Priority, ...]:
    rows = tx.session.scalars(
        select(PriorityRow)
        .where(PriorityRow.office_id == office_id, PriorityRow.active)
        .order_by(PriorityRow.position)
    )
    return tuple(
        Priority(row.code, row.name, row.name_en, row.mark, row.head_start, row.confirm) for row in rows
    )


def _procedures(tx: Tx, office_id: int, letters: dict[int, str]) -> dict[str, Procedure]:
    rows = tx.session.scalars(
        select(ProcedureRow)
        .where(ProcedureRow.office_id == office_id, ProcedureRow.active)
        .order_by(ProcedureRow.id)
    )
    return {
        row.code: Procedure.of(
            row.code, letters[row.queue_id], name=row.name, name_en=row.name_en, facts=row.facts
        )
        for row in rows
        if row.queue_id in letters
    }


def close_queue(tx: Tx, queue_id: int, reason: str | None) -> None:
    """Keep why the queue was closed by hand; None opens it. Every process knows within a second."""
    tx.connection.execute(update(QUEUES).where(QUEUES.c.id == queue_id).values(closed_reason=reason))
    has_changed(tx)


def open_queues(tx: Tx) -> list[str]:
    """Open the office's queues that were closed by hand; the letters of those that were."""
    closed = (QUEUES.c.office_id == tx.office_id, QUEUES.c.closed_reason.is_not(None))
    found = update(QUEUES).where(*closed).values(closed_reason=None).returning(QUEUES.c.code)
    letters = sorted(tx.connection.execute(found).scalars())
    if letters:
        has_changed(tx)
    return letters


def has_changed(tx: Tx) -> None:
    """The office is made otherwise from now on: whoever keeps it at hand reads it again."""
    tx.connection.execute(
        update(OFFICES).where(OFFICES.c.id == tx.office_id).values(config_version=tx.version)
    )


_ROOM = Prepared(
    select(
        OFFICES.c.version,
        COUNTERS.c.id.label("counter_id"),
        COUNTERS.c.state.label("counter_state"),
        COUNTERS.c.pause_reason,
        COUNTERS.c.help_since,
        COUNTERS.c.user_id,
        USERS.c.name.label("user_name"),
        USERS.c.username,
        TICKETS.c.id.label("ticket_id"),
        TICKETS.c.label,
        TICKETS.c.queue_id,
        TICKETS.c.called_at,
        TICKETS.c.started_at,
        select(LEARNED.c.known).where(LEARNED.c.office_id == OFFICES.c.id).scalar_subquery().label("known"),
    )
    .select_from(
        OFFICES.outerjoin(COUNTERS, (COUNTERS.c.office_id == OFFICES.c.id) & COUNTERS.c.active)
        .outerjoin(USERS, USERS.c.id == COUNTERS.c.user_id)
        .outerjoin(TICKETS, (TICKETS.c.counter_id == COUNTERS.c.id) & AT_COUNTER)
    )
    .where(OFFICES.c.id == bindparam("office"))
    .order_by(COUNTERS.c.number)
)


def counters_now(connection: Connection, office_id: int) -> Sequence[AnyRow]:
    """The office's version and what it has learned, and a row a counter: its state, who is there, its ticket.

    There is at least one row.
    """
    return _ROOM.all(connection, {"office": office_id})


_STATE = (
    select(COUNTERS.c.state, COUNTERS.c.user_id, USERS.c.name.label("user_name"))
    .select_from(COUNTERS.outerjoin(USERS, USERS.c.id == COUNTERS.c.user_id))
    .where(COUNTERS.c.id == bindparam("counter"))
)


def counter_state(connection: Connection, counter_id: int) -> AnyRow:
    """state, user_id and user_name of a counter."""
    return connection.execute(_STATE, {"counter": counter_id}).one()


def occupy_counter(connection: Connection, counter_id: int, *, user_id: int | None, now: datetime) -> bool:
    """Open a counter for this person, unless somebody else is there: whether it is theirs now.

    A device of the counter's own (`user_id` None) may use it whoever sits there.
    """
    values = {"counter": counter_id, "user": user_id, "now": now}
    return bool(connection.execute(_OCCUPY_FOR_ANYBODY if user_id is None else _OCCUPY, values).rowcount)


_OCCUPY_FOR_ANYBODY = (
    update(COUNTERS)
    .where(COUNTERS.c.id == bindparam("counter"))
    .values(
        state="open",
        user_id=func.coalesce(bindparam("user", type_=COUNTERS.c.user_id.type), COUNTERS.c.user_id),
        pause_reason=None,
        opened_at=func.coalesce(COUNTERS.c.opened_at, bindparam("now", type_=Instant)),
    )
)
_OCCUPY = _OCCUPY_FOR_ANYBODY.where(
    or_(COUNTERS.c.user_id.is_(None), COUNTERS.c.user_id == bindparam("user", type_=COUNTERS.c.user_id.type))
)


def take_over_counter(connection: Connection, counter_id: int, *, user_id: int | None, now: datetime) -> None:
    """Open a counter for this person, whoever sits there."""
    connection.execute(
        update(COUNTERS)
        .where(COUNTERS.c.id == counter_id)
        .values(state="open", user_id=user_id, pause_reason=None, opened_at=now)
    )


def pause_counter(connection: Connection, counter_id: int, *, user_id: int | None, reason: str) -> bool:
    """Pause a counter that is not closed, unless somebody else is there: whether it pauses now."""
    paused = (
        update(COUNTERS)
        .where(COUNTERS.c.id == counter_id, COUNTERS.c.state != "closed", *_theirs(user_id))
        .values(state="paused", pause_reason=reason)
    )
    return bool(connection.execute(paused).rowcount)


def ask_for_help(connection: Connection, counter_id: int, *, now: datetime) -> datetime | None:
    """Keep since when this counter asks for help, the first time it did; None where it is closed."""
    since = func.coalesce(COUNTERS.c.help_since, bindparam("now", type_=Instant))
    asked = (
        update(COUNTERS)
        .where(COUNTERS.c.id == counter_id, COUNTERS.c.state != "closed")
        .values(help_since=since)
        .returning(COUNTERS.c.help_since)
    )
    found: datetime | None = connection.execute(asked, {"now": now}).scalar()
    return found


def end_help(connection: Connection, counter_id: int) -> None:
    """The counter needs no help any more."""
    connection.execute(update(COUNTERS).where(COUNTERS.c.id == counter_id).values(help_since=None))


def close_counter(connection: Connection, counter_id: int, *, user_id: int | None) -> bool:
    """Close a counter, unless somebody else is there: whether it is closed now."""
    closed = update(COUNTERS).where(COUNTERS.c.id == counter_id, *_theirs(user_id)).values(**_CLOSED)
    return bool(connection.execute(closed).rowcount)


def _theirs(user_id: int | None) -> list[ColumnElement[bool]]:
    """Nobody sits there, or this person; a device of the counter's own acts whoever does."""
    return [] if user_id is None else [or_(COUNTERS.c.user_id.is_(None), COUNTERS.c.user_id == user_id)]


_CLOSED = {"state": "closed", "user_id": None, "opened_at": None, "pause_reason": None, "help_since": None}


def seats_elsewhere(connection: Connection, office_id: int, user_id: int) -> Sequence[AnyRow]:
    """id and office_id of the counters of other offices where this person is."""
    seats = select(COUNTERS.c.id, COUNTERS.c.office_id).where(
        COUNTERS.c.office_id != office_id, COUNTERS.c.user_id == user_id
    )
    return connection.execute(seats).all()


def leave_seat(connection: Connection, counter_id: int) -> bool:
    """Nobody sits at this counter any more; whether it is closed, for one with a ticket goes on without them."""
    has_ticket = select(TICKETS.c.id).where(TICKETS.c.counter_id == counter_id, AT_COUNTER).exists()
    here = COUNTERS.c.id == counter_id
    if connection.execute(update(COUNTERS).where(here, ~has_ticket).values(**_CLOSED)).rowcount:
        return True
    connection.execute(update(COUNTERS).where(here).values(user_id=None))
    return False


def busy_elsewhere(connection: Connection, user_id: int, counter_id: int) -> AnyRow | None:
    """number and label of another counter of this person's that still has a ticket."""
    return connection.execute(
        select(COUNTERS.c.number, TICKETS.c.label)
        .join_from(COUNTERS, TICKETS, TICKETS.c.counter_id == COUNTERS.c.id)
        .where(
            COUNTERS.c.user_id == user_id,
            COUNTERS.c.id != counter_id,
            AT_COUNTER,
        )
    ).first()


def sits_at(connection: Connection, office_id: int, user_id: int) -> int | None:
    """The number of the counter of the office where this person is; None where they are at none of its own."""
    number: int | None = connection.execute(
        select(COUNTERS.c.number).where(COUNTERS.c.user_id == user_id, *_staffed(office_id))
    ).scalar()
    return number


def anybody_at(connection: Connection, office_id: int, pool: str) -> bool:
    """Whether somebody is there who calls those of this pool: its counter is not closed, its person sits at one."""
    kind, _, number = pool.partition(":")
    owner = COUNTERS.c.id if kind == "counter" else COUNTERS.c.user_id
    there = select(COUNTERS.c.id).where(owner == int(number), *_staffed(office_id))
    return connection.execute(there).first() is not None


def _staffed(office_id: int) -> list[ColumnElement[bool]]:
    """A counter of this office that is in use and not closed: nobody calls at any other."""
    return [COUNTERS.c.office_id == office_id, COUNTERS.c.active, COUNTERS.c.state != "closed"]


def leave_counters(connection: Connection, office_id: int, *, user_id: int, but: int) -> list[int]:
    """Close every counter where this person is, but the one with id `but`; the ids of those that were closed."""
    theirs = (COUNTERS.c.office_id == office_id, COUNTERS.c.user_id == user_id, COUNTERS.c.id != but)
    left = _CLOSE_COUNTERS.where(*theirs).returning(COUNTERS.c.id)
    return list(connection.execute(left).scalars())


def close_idle_counters(connection: Connection, office_id: int, *, opened_by: datetime) -> Sequence[AnyRow]:
    """Close every counter that nobody has used since then: id and user_id, the person there, of each.

    Whoever has a ticket, opened theirs later or has called somebody later stays.
    """
    busy = select(TICKETS.c.id).where(TICKETS.c.counter_id == COUNTERS.c.id, AT_COUNTER).exists()
    was_open = or_(COUNTERS.c.opened_at.is_(None), COUNTERS.c.opened_at <= opened_by)
    called = select(TICKETS.c.id).where(
        TICKETS.c.office_id == office_id,
        TICKETS.c.counter_id == COUNTERS.c.id,
        TICKETS.c.called_at.is_not(None),
        TICKETS.c.called_at > opened_by,
    )
    idle = select(COUNTERS.c.id, COUNTERS.c.user_id).where(
        COUNTERS.c.office_id == office_id, COUNTERS.c.state != "closed", was_open, ~busy, ~called.exists()
    )
    left = connection.execute(idle).all()
    connection.execute(_CLOSE_COUNTERS.where(COUNTERS.c.id.in_([row.id for row in left])))
    return left


_CLOSE_COUNTERS = update(COUNTERS).where(COUNTERS.c.state != "closed").values(**_CLOSED)


def close_through(connection: Connection, office_id: int, day: date) -> bool:
    """Whether `day` is closed by this very statement: neither it nor the day after it was closed before.

    What lies further ahead was closed by a clock that was wrong, and does not count.
    """
    closed = OFFICES.c.closed_through
    day_after = day + timedelta(days=1)
    claim = (
        update(OFFICES)
        .where(
            OFFICES.c.id == office_id,
            or_(closed.is_(None), closed < day, closed > day_after),
        )
        .values(closed_through=day)
    )
    return bool(connection.execute(claim).rowcount)


def set_carried(connection: Connection, office_id: int, labels: Sequence[str]) -> None:
    """Remember the labels that no number of the next day may be."""
    connection.execute(update(OFFICES).where(OFFICES.c.id == office_id).values(carried=list(labels) or None))
