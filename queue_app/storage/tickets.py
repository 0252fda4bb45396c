"""Tickets: the questions and the guarded statements, each promising what it says under any race."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.domain.standing import InLine
from queue_app.domain.tickets import State, Ticket
from queue_app.storage.models import AT_COUNTER, COUNTERS, HELD, NUMBERS, QUEUES, TICKETS, WAITING
from queue_app.storage.models.base import AnyRow, Instant, Lasting

_COLUMNS = [column for column in TICKETS.c if column.name not in ("idempotency_key", "request_digest")]


def next_number(connection: Connection, queue_id: int, day: date) -> int:
    """Take the next number of a queue's day: one statement, so that nobody else can have it."""
    upsert = _number_upsert(connection.dialect.name)
    number: int = connection.execute(upsert, {"queue_id": queue_id, "day": day, "last": 1}).scalar_one()
    return number


@cache
def _number_upsert(dialect: str) -> Any:
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    statement = dialect_insert(NUMBERS)
    return statement.on_conflict_do_update(
        index_elements=[NUMBERS.c.queue_id, NUMBERS.c.day], set_={"last": NUMBERS.c.last + 1}
    ).returning(NUMBERS.c.last)


_OTHERS = TICKETS.alias("others")
_AHEAD = (
    select(func.count())
    .select_from(_OTHERS)
    .where(
        _OTHERS.c.queue_id == bindparam("of_queue"),
        _OTHERS.c.state == literal_column("'waiting'"),
        _OTHERS.c.standing <= bindparam("stands_at", type_=Instant),
    )
    .scalar_subquery()
)
_INSERT = insert(TICKETS).values(people_ahead=_AHEAD).returning(TICKETS.c.id, TICKETS.c.people_ahead)


def add(connection: Connection, values: Mapping[str, Any]) -> tuple[int, int]:
    """Write a new ticket; its id, and how many of its queue stand before it.

    Raises IntegrityError where the office has a ticket with the same idempotency key.
    """
    parameters = {**values, "of_queue": values["queue_id"], "stands_at": values["standing"]}
    row = connection.execute(_INSERT, parameters).one()
    return row.id, row.people_ahead


def claim_next(
    connection: Connection, counter_id: int, lags: Mapping[int, timedelta], *, now: datetime
) -> Ticket | None:
    """Give the counter the waiting ticket with the smallest standing + lag; None where nobody waits.

    One guarded statement: it takes a row that is still waiting, or none. `lags` is by queue id.
    """
    if not lags:
        return None
    row = connection.execute(
        _claim(len(lags)), {"to_counter": counter_id, "now": now, **_lag_values(lags)}
    ).first()
    return _ticket(row) if row else None


def head_of_line(connection: Connection, lags: Mapping[int, timedelta]) -> InLine | None:
    """The ticket that `claim_next` would take now."""
    if not lags:
        return None
    row = connection.execute(_head(len(lags)), _lag_values(lags)).first()
    return InLine(row.id, row.label, "", row.standing, row.issued_at) if row else None


@cache
def _claim(queues: int) -> Any:
    return (
        update(TICKETS)
        .where(TICKETS.c.id == _first(queues).scalar_subquery(), WAITING)
        .values(
            state="called",
            counter_id=bindparam("to_counter"),
            called_at=bindparam("now", type_=Instant),
            times_called=1,
            started_at=None,
        )
        .returning(*_COLUMNS)
    )


@cache
def _head(queues: int) -> Any:
    columns = (TICKETS.c.id, TICKETS.c.label, TICKETS.c.standing, TICKETS.c.issued_at)
    return select(*columns).where(TICKETS.c.id == _first(queues).scalar_subquery())


def _first(queues: int) -> Select[tuple[int]]:
    """The id with the smallest standing + lag: one index seek a queue, then the least of those heads."""
    heads = []
    for number in range(queues):
        queue = (
            select(TICKETS.c.id, _due(number).label("due"))
            .where(TICKETS.c.queue_id == bindparam(f"queue_{number}"), WAITING)
            .order_by(TICKETS.c.standing, TICKETS.c.id)
            .limit(literal_column("1"))
            .subquery(f"head_{number}")
        )
        heads.append(select(queue.c.id, queue.c.due))
    every = union_all(*heads).subquery("heads")
    return select(every.c.id).order_by(every.c.due, every.c.id).limit(literal_column("1"))


def _due(number: int) -> Any:
    return type_coerce(TICKETS.c.standing, Instant) + bindparam(f"lag_{number}", type_=Lasting)


def _lag_values(lags: Mapping[int, timedelta]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, (queue_id, lag) in enumerate(lags.items()):
        values |= {f"queue_{number}": queue_id, f"lag_{number}": lag}
    return values


def move(connection: Connection, ticket: Ticket, to: State, **changes: Any) -> Ticket | None:
    """Bring `ticket` from the state it was read in to `to`; None where it is in that state no more."""
    values = {"of_ticket": ticket.id, "from_state": ticket.state.value, "to_state": to.value}
    row = connection.execute(
        _move(tuple(changes)), values | {f"new_{name}": new for name, new in changes.items()}
    ).first()
    return _ticket(row) if row else None


@cache
def _move(changed: tuple[str, ...]) -> Any:
    """The statement is built once for each set of columns: building costs as much as running it."""
    changes = {name: bindparam(f"new_{name}", type_=TICKETS.c[name].type) for name in changed}
    return (
        update(TICKETS)
        .where(TICKETS.c.id == bindparam("of_ticket"), TICKETS.c.state == bindparam("from_state"))
        .values(state=bindparam("to_state"), **changes)
        .returning(*_COLUMNS)
    )


_AT_THE_COUNTER = select(*_COLUMNS).where(TICKETS.c.counter_id == bindparam("counter"), AT_COUNTER)


def at_counter(connection: Connection, counter_id: int) -> Ticket | None:
    """The ticket that was called to the counter or is being served there."""
    row = connection.execute(_AT_THE_COUNTER, {"counter": counter_id}).first()
    return _ticket(row) if row else None


def by_id(connection: Connection, office_id: int, ticket_id: int) -> Ticket | None:
    row = connection.execute(
        select(*_COLUMNS).where(TICKETS.c.id == ticket_id, TICKETS.c.office_id == office_id)
    ).first()
    return _ticket(row) if row else None


def by_token(connection: Connection, token: str) -> Ticket | None:
    row = connection.execute(select(*_COLUMNS).where(TICKETS.c.token == token)).first()
    return _ticket(row) if row else None


def by_key(connection: Connection, office_id: int, key: str) -> tuple[Ticket, bytes] | None:
    """The ticket that was issued under this idempotency key, and the digest of what was asked."""
    row = connection.execute(
        select(*_COLUMNS, TICKETS.c.request_digest).where(
            TICKETS.c.office_id == office_id, TICKETS.c.idempotency_key == key
        )
    ).first()
    return (_ticket(row), row.request_digest) if row else None


_IN_LINE = (
    select(
        TICKETS.c.id,
        TICKETS.c.label,
        TICKETS.c.queue_id,
        TICKETS.c.standing,
        TICKETS.c.issued_at,
        TICKETS.c.priority,
    )
    .where(TICKETS.c.queue_id.in_(bindparam("queues", expanding=True)), WAITING)
    .order_by(TICKETS.c.standing, TICKETS.c.id)
    .limit(bindparam("limit"))
)


def waiting_line(connection: Connection, queues: Mapping[int, str], limit: int) -> list[InLine]:
    """The first `limit` waiting tickets of these queues (id → code), earliest standing first."""
    rows = connection.execute(_IN_LINE, {"queues": list(queues), "limit": limit})
    return [
        InLine(ticket_id, label, queues[queue_id], standing, issued_at, priority)
        for ticket_id, label, queue_id, standing, issued_at, priority in rows
    ]


_CALLS = (
    select(
        TICKETS.c.id,
        TICKETS.c.label,
        TICKETS.c.queue_id,
        TICKETS.c.counter_id,
        TICKETS.c.called_at,
        TICKETS.c.times_called,
    )
    .where(
        TICKETS.c.office_id == bindparam("office"),
        TICKETS.c.called_at.is_not(None),
        TICKETS.c.day == bindparam("day"),
        TICKETS.c.state.in_(["called", "serving", "done", "no_show"]),
    )
    .order_by(TICKETS.c.called_at.desc(), TICKETS.c.id.desc())
    .limit(bindparam("limit"))
)


def last_calls(connection: Connection, office_id: int, day: date, limit: int) -> Sequence[AnyRow]:
    """The tickets of `day` that were called last, newest first."""
    return connection.execute(_CALLS, {"office": office_id, "day": day, "limit": limit}).all()


def people_ahead(connection: Connection, ticket: Ticket) -> int:
    """How many of its queue stand before a waiting ticket."""
    ahead: int = connection.execute(
        select(func.count())
        .select_from(TICKETS)
        .where(
            TICKETS.c.queue_id == ticket.queue_id,
            WAITING,
            or_(
                TICKETS.c.standing < ticket.standing,
                (TICKETS.c.standing == ticket.standing) & (TICKETS.c.id < ticket.id),
            ),
        )
    ).scalar_one()
    return ahead


def open_before(connection: Connection, office_id: int, day: date) -> list[Ticket]:
    """The tickets of `day` and earlier whose visit is not over."""
    queues = select(QUEUES.c.id).where(QUEUES.c.office_id == office_id)
    counters = select(COUNTERS.c.id).where(COUNTERS.c.office_id == office_id)
    # Each by its own small index: one over all open tickets would be one more page to write for every number.
    kinds = (
        WAITING & TICKETS.c.queue_id.in_(queues),
        AT_COUNTER & TICKETS.c.counter_id.in_(counters),
        HELD & (TICKETS.c.office_id == office_id),
    )
    rows = [
        row
        for kind in kinds
        for row in connection.execute(select(*_COLUMNS).where(kind, TICKETS.c.day <= day))
    ]
    return sorted((_ticket(row) for row in rows), key=lambda ticket: ticket.id)


def forget_keys(connection: Connection, office_id: int, day: date) -> None:
    """Drop the idempotency keys of days before `day`: nobody repeats yesterday's press."""
    connection.execute(
        update(TICKETS)
        .where(TICKETS.c.office_id == office_id, TICKETS.c.idempotency_key.is_not(None), TICKETS.c.day < day)
        .values(idempotency_key=None, request_digest=None)
    )


def _ticket(row: AnyRow) -> Ticket:
    return Ticket(
        id=row.id,
        office_id=row.office_id,
        queue_id=row.queue_id,
        day=row.day,
        number=row.number,
        label=row.label,
        state=State(row.state),
        standing=row.standing,
        issued_at=row.issued_at,
        priority=row.priority,
        procedure=row.procedure,
        language=row.language,
        token=row.token,
        people_ahead=row.people_ahead,
        promise=row.promise,
        counter_id=row.counter_id,
        called_at=row.called_at,
        times_called=row.times_called,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
