"""Tickets: the questions and the guarded statements, each promising what it says under any race."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.domain.standing import InLine
from queue_app.domain.tickets import State, Ticket, pool_of
from queue_app.storage.models import (
    AT_COUNTER,
    COUNTERS,
    DELIVERIES,
    HELD,
    IN_A_POOL,
    IN_COMMON_LINE,
    NUMBERS,
    QUEUES,
    TICKETS,
)
from queue_app.storage.models.base import AnyRow, Instant, Lasting
from queue_app.storage.prepared import Prepared

_COLUMNS = [column for column in TICKETS.c if column.name not in ("idempotency_key", "request_digest")]


def next_number(
    connection: Connection, queue_id: int, day: date, numbers: range, skip: Collection[int] = ()
) -> int | None:
    """Take the next of a queue's `numbers` of a day that is not one to `skip`; None where all are given.

    One guarded statement, so that nobody else can have the same, and nobody one too many.
    """
    first = next((number for number in numbers if number not in skip), None)
    if first is None:
        return None
    runs = list(_runs(skip))
    upsert = _number_upsert(connection.dialect.name, len(runs))
    values = {"queue_id": queue_id, "day": day, "last": first, "highest": numbers.stop - 1}
    for run, (start, end) in enumerate(runs):
        values |= {f"start_{run}": start, f"end_{run}": end}
    row = upsert.first(connection, values)
    return row.last if row else None


@cache
def _number_upsert(dialect: str, runs: int) -> Prepared:
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    statement = dialect_insert(NUMBERS)
    following = NUMBERS.c.last + 1
    # An office may move a queue's range during the day.
    first = statement.excluded.last
    behind: list[Any] = [
        (following.between(bindparam(f"start_{run}"), bindparam(f"end_{run}")), bindparam(f"end_{run}") + 1)
        for run in range(runs)
    ]
    chosen = case((following < first, first), *behind, else_=following)
    return Prepared(
        statement.on_conflict_do_update(
            index_elements=[NUMBERS.c.queue_id, NUMBERS.c.day],
            set_={"last": chosen},
            where=chosen <= bindparam("highest"),
        ).returning(NUMBERS.c.last)
    )


def _runs(numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    """The numbers as stretches without a gap: first and last of each."""
    start = end = None
    for number in sorted(numbers):
        if end is not None and number == end + 1:
            end = number
            continue
        if start is not None and end is not None:
            yield start, end
        start = end = number
    if start is not None and end is not None:
        yield start, end


_OTHERS = TICKETS.alias("others")
_AHEAD = (
    select(func.count())
    .select_from(_OTHERS)
    .where(
        _OTHERS.c.queue_id == bindparam("of_queue"),
        _OTHERS.c.state == literal_column("'waiting'"),
        _OTHERS.c.pool.is_(None),
        _OTHERS.c.standing <= bindparam("stands_at", type_=Instant),
    )
    .scalar_subquery()
)
_INSERT = Prepared(
    insert(TICKETS).values(people_ahead=_AHEAD).returning(TICKETS.c.id, TICKETS.c.people_ahead)
)


def add(connection: Connection, values: Mapping[str, Any]) -> tuple[int, int]:
    """Write a new ticket; its id, and how many of its queue stand before it.

    Raises IntegrityError where the office has a ticket with the same idempotency key.
    """
    parameters = {**values, "of_queue": values["queue_id"], "stands_at": values["standing"]}
    row = _INSERT.one(connection, parameters)
    return row.id, row.people_ahead


@dataclass(frozen=True)
class NextUp:
    """Who is first and second in line for a counter, and the counter itself as it stands."""

    counter_state: str
    user_id: int | None
    line: Sequence[AnyRow]
    """At most two: id, label, queue_id, standing, issued_at, pool."""


def next_up(connection: Connection, counter_id: int, lags: Mapping[int, timedelta]) -> NextUp:
    """The two that the counter would call next: its pools first, then by standing + lag, ties by id.

    `lags` is by queue id. One index seek a queue, whatever the number waiting or kept in history.
    """
    values = {"of_counter": counter_id, "counter_pool": pool_of(counter_id=counter_id), **_lag_values(lags)}
    rows = _next_up(len(lags)).all(connection, values)
    return NextUp(rows[0].counter_state, rows[0].user_id, [row for row in rows if row.id is not None])


@cache
def _next_up(queues: int) -> Prepared:
    heads = [_pool_head("own_counter", literal_column("0"), bindparam("counter_pool"))]
    persons = literal_column("'user:'", String) + cast(COUNTERS.c.user_id, String)
    of_person = select(persons).where(
        COUNTERS.c.id == bindparam("of_counter"), COUNTERS.c.user_id.is_not(None)
    )
    heads.append(_pool_head("own_person", literal_column("0"), of_person.scalar_subquery()))
    heads += [_queue_head(number) for number in range(queues)]
    every = union_all(*heads).subquery("every")
    order = (every.c.rank, every.c.due, every.c.id)
    two = select(every).order_by(*order).limit(literal_column("2")).subquery("two")
    return Prepared(
        select(COUNTERS.c.state.label("counter_state"), COUNTERS.c.user_id, *two.c)
        .select_from(COUNTERS.outerjoin(two, true()))
        .where(COUNTERS.c.id == bindparam("of_counter"))
        .order_by(two.c.rank, two.c.due, two.c.id)
    )


_LINE_COLUMNS = (
    TICKETS.c.id,
    TICKETS.c.label,
    TICKETS.c.queue_id,
    TICKETS.c.standing,
    TICKETS.c.issued_at,
    TICKETS.c.pool,
)


def _pool_head(name: str, rank: Any, pool: Any) -> Any:
    due = type_coerce(TICKETS.c.standing, BigInteger).label("due")
    # A person may have moved to another office; who waits for them here is none of its business.
    here = select(COUNTERS.c.office_id).where(COUNTERS.c.id == bindparam("of_counter")).scalar_subquery()
    in_pool = (TICKETS.c.pool == pool, TICKETS.c.office_id == here, IN_A_POOL)
    return _head(name, select(*_LINE_COLUMNS, rank.label("rank"), due).where(*in_pool))


def _queue_head(number: int) -> Any:
    lag = bindparam(f"lag_{number}", type_=Lasting)
    due = type_coerce(type_coerce(TICKETS.c.standing, Instant) + lag, BigInteger).label("due")
    line = select(*_LINE_COLUMNS, literal_column("1").label("rank"), due)
    return _head(
        f"head_{number}", line.where(TICKETS.c.queue_id == bindparam(f"queue_{number}"), IN_COMMON_LINE)
    )


def _head(name: str, line: Any) -> Any:
    """The first two of one line, which its index has side by side."""
    first = line.order_by(TICKETS.c.standing, TICKETS.c.id).limit(literal_column("2")).subquery(name)
    return select(first)


def _lag_values(lags: Mapping[int, timedelta]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, (queue_id, lag) in enumerate(lags.items()):
        values |= {f"queue_{number}": queue_id, f"lag_{number}": lag}
    return values


_CALL = Prepared(
    update(TICKETS)
    .where(TICKETS.c.id == bindparam("of_ticket"), TICKETS.c.state == bindparam("from_state"))
    .values(
        state="called",
        counter_id=bindparam("to_counter"),
        called_at=bindparam("now", type_=Instant),
        first_called_at=func.coalesce(TICKETS.c.first_called_at, bindparam("now", type_=Instant)),
        times_called=1,
        started_at=None,
        back_at=None,
    )
    .returning(*_COLUMNS)
)


def claim(
    connection: Connection, ticket_id: int, counter_id: int, *, seen: State, now: datetime
) -> Ticket | None:
    """Give the counter this ticket; None where it is in the state `seen` no more.

    One guarded statement: it takes the row as it was seen, or none.
    """
    values = {"of_ticket": ticket_id, "to_counter": counter_id, "from_state": seen.value, "now": now}
    row = _CALL.first(connection, values)
    return _ticket(row) if row else None


_FINISH_AT_COUNTER = Prepared(
    update(TICKETS)
    .where(TICKETS.c.counter_id == bindparam("of_counter"), AT_COUNTER)
    .values(state="done", ended_at=bindparam("now", type_=Instant), note=None)
    .returning(*_COLUMNS)
)


def finish_at_counter(connection: Connection, counter_id: int, *, now: datetime) -> Ticket | None:
    """End the visit at the counter; None where nobody was there."""
    row = _FINISH_AT_COUNTER.first(connection, {"of_counter": counter_id, "now": now})
    return _ticket(row) if row else None


def move(connection: Connection, ticket: Ticket, to: State, **changes: Any) -> Ticket | None:
    """Bring `ticket` from the state it was read in to `to`; None where it is in that state no more."""
    values = {"of_ticket": ticket.id, "from_state": ticket.state.value, "to_state": to.value}
    row = _move(tuple(changes)).first(
        connection, values | {f"new_{name}": new for name, new in changes.items()}
    )
    return _ticket(row) if row else None


@cache
def _move(changed: tuple[str, ...]) -> Prepared:
    """The statement is built once for each set of columns: building costs as much as running it."""
    changes = {name: bindparam(f"new_{name}", type_=TICKETS.c[name].type) for name in changed}
    return Prepared(
        update(TICKETS)
        .where(TICKETS.c.id == bindparam("of_ticket"), TICKETS.c.state == bindparam("from_state"))
        .values(state=bindparam("to_state"), **changes)
        .returning(*_COLUMNS)
    )


_AT_THE_COUNTER = Prepared(select(*_COLUMNS).where(TICKETS.c.counter_id == bindparam("counter"), AT_COUNTER))


def at_counter(connection: Connection, counter_id: int) -> Ticket | None:
    """The ticket that was called to the counter or is being served there."""
    row = _AT_THE_COUNTER.first(connection, {"counter": counter_id})
    return _ticket(row) if row else None


def by_id(connection: Connection, office_id: int, ticket_id: int) -> Ticket | None:
    row = connection.execute(
        select(*_COLUMNS).where(TICKETS.c.id == ticket_id, TICKETS.c.office_id == office_id)
    ).first()
    return _ticket(row) if row else None


def by_token(connection: Connection, token: str) -> Ticket | None:
    row = connection.execute(select(*_COLUMNS).where(TICKETS.c.token == token)).first()
    return _ticket(row) if row else None


def by_ids(connection: Connection, ids: Collection[int]) -> list[Ticket]:
    """The tickets of these ids, of whatever office, in no order."""
    rows = connection.execute(select(*_COLUMNS).where(TICKETS.c.id.in_(ids)))
    return [_ticket(row) for row in rows]


def labelled(connection: Connection, office_id: int, labels: Collection[str], since: date) -> list[Ticket]:
    """The office's tickets with one of these labels since that day, the newest first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(TICKETS.c.office_id == office_id, TICKETS.c.label.in_(labels), TICKETS.c.day >= since)
        .order_by(TICKETS.c.day.desc(), TICKETS.c.id.desc())
    )
    return [_ticket(row) for row in rows]


def by_key(connection: Connection, office_id: int, key: str) -> tuple[Ticket, bytes] | None:
    """The ticket that was issued under this idempotency key, and the digest of what was asked."""
    row = connection.execute(
        select(*_COLUMNS, TICKETS.c.request_digest).where(
            TICKETS.c.office_id == office_id, TICKETS.c.idempotency_key == key
        )
    ).first()
    return (_ticket(row), row.request_digest) if row else None


def waiting_line(
    connection: Connection, queues: Mapping[int, str], limit: int
) -> tuple[list[InLine], dict[str, int]]:
    """The first `limit` waiting tickets of each queue (id → code), earliest standing first; how many wait in each."""
    values = {f"queue_{number}": queue_id for number, queue_id in enumerate(queues)} | {"limit": limit}
    rows = _waiting_line(len(queues)).all(connection, values)
    line, common, alone = [], dict.fromkeys(queues.values(), 0), dict.fromkeys(queues.values(), 0)
    for ticket_id, label, queue_id, standing, issued_at, pool, priority, of_queue in rows:
        code = queues.get(queue_id)
        if code is None:
            continue
        if pool is None:
            common[code] = of_queue
        else:
            alone[code] += 1
        line.append(InLine(ticket_id, label, code, standing, issued_at, priority, pool))
    return line, {code: common[code] + alone[code] for code in common}


@cache
def _waiting_line(queues: int) -> Prepared:
    """Queue by queue, so that each part is one walk along its index; then who waits for one counter alone."""
    parts = []
    for number in range(queues):
        here = (TICKETS.c.queue_id == bindparam(f"queue_{number}")) & IN_COMMON_LINE
        count = select(func.count()).select_from(TICKETS).where(here).scalar_subquery()
        columns = (*_LINE_COLUMNS, TICKETS.c.priority, count.label("of_queue"))
        first = select(*columns).where(here).order_by(TICKETS.c.standing, TICKETS.c.id)
        parts.append(select(first.limit(bindparam("limit")).subquery(f"line_{number}")))
    in_pools = select(*_LINE_COLUMNS, TICKETS.c.priority, literal_column("0").label("of_queue")).where(
        IN_A_POOL
    )
    parts.append(in_pools)
    every = union_all(*parts).subquery("every")
    return Prepared(select(every).order_by(every.c.standing, every.c.id))


def _count(waiting: Any) -> Any:
    here = select(func.count()).select_from(TICKETS).where(TICKETS.c.queue_id == QUEUES.c.id, waiting)
    return here.scalar_subquery()


_WAITING_NOW = Prepared(
    select(QUEUES.c.code, (_count(IN_COMMON_LINE) + _count(IN_A_POOL)).label("waiting")).where(
        QUEUES.c.office_id == bindparam("office"), QUEUES.c.active
    )
)


def waiting_now(connection: Connection, office_id: int) -> dict[str, int]:
    """How many wait in each queue of the office, by its letter, without reading who they are."""
    return {row.code: row.waiting for row in _WAITING_NOW.all(connection, {"office": office_id})}


def _part(number: int, states: tuple[str, ...], newest: Any, limit: str, *when: Any) -> Any:
    columns = ("id", "label", "queue_id", "counter_id", "called_at", "times_called", "ended_at")
    found = (
        select(*(TICKETS.c[name] for name in columns), literal_column(str(number)).label("part"))
        .where(
            TICKETS.c.office_id == bindparam("office"),
            TICKETS.c.state.in_([literal_column(f"'{state}'") for state in states]),
            *when,
        )
        .order_by(newest.desc(), TICKETS.c.id.desc())
        .limit(bindparam(limit))
    )
    return select(found.subquery(f"part_{number}"))


_CALLS, _CALLS_AHEAD, _MISSED = range(3)
_CALLED = ("called", "serving", "done", "no_show")
_AT, _NOW = TICKETS.c.called_at, bindparam("now", type_=Instant)
_PARTS = union_all(
    _part(_CALLS, _CALLED, _AT, "calls", _AT.between(bindparam("since", type_=Instant), _NOW)),
    _part(_CALLS_AHEAD, _CALLED, _AT, "calls", _AT > _NOW, bindparam("tomorrow", type_=Instant) >= _AT),
    _part(
        _MISSED,
        ("no_show",),
        TICKETS.c.ended_at,
        "missed",
        bindparam("called_since", type_=Instant) <= _AT,
        TICKETS.c.ended_at >= bindparam("ended_since", type_=Instant),
    ),
).subquery("parts")
_CALLED_LATELY = Prepared(
    select(_PARTS).order_by(
        _PARTS.c.part,
        case((_PARTS.c.part == _MISSED, _PARTS.c.ended_at), else_=_PARTS.c.called_at).desc(),
        _PARTS.c.id.desc(),
    )
)
AHEAD = timedelta(minutes=1)
"""What a call may lie ahead of the reader's clock without the clock having been set back."""


@dataclass(frozen=True)
class Called:
    """Whom a board names; id, label, queue_id, counter_id, called_at, times_called and ended_at of each."""

    calls: Sequence[AnyRow]
    """The tickets that were called last, newest first."""
    missed: Sequence[AnyRow]
    """Those of them that were marked absent, the last one first."""


def called_lately(
    connection: Connection,
    office_id: int,
    *,
    since: datetime,
    missed_since: tuple[datetime, datetime],
    now: datetime,
    calls: int,
    missed: int,
) -> Called:
    """So many of the last calls since then, and of those called and marked absent since `missed_since`.

    What was called in the future was called before the clock was set back, and so comes last: or else new
    calls would reach no screen for as long as the clock went back. The missed are looked for among the calls,
    so the nearer the first of their two times is, the less that costs.
    """
    values = {"office": office_id, "since": since, "calls": calls, "missed": missed}
    values |= {"called_since": missed_since[0], "ended_since": missed_since[1]}
    until = {"now": now + AHEAD, "tomorrow": now + timedelta(days=1)}
    rows = _CALLED_LATELY.all(connection, values | until)
    return Called(
        [row for row in rows if row.part != _MISSED][:calls], [row for row in rows if row.part == _MISSED]
    )


def people_ahead(connection: Connection, ticket: Ticket) -> int:
    """How many stand before a waiting ticket: of its queue, or of those who wait where it waits alone."""
    line = (
        (TICKETS.c.pool == ticket.pool) & IN_A_POOL
        if ticket.pool
        else (TICKETS.c.queue_id == ticket.queue_id) & IN_COMMON_LINE
    )
    ahead: int = connection.execute(
        select(func.count())
        .select_from(TICKETS)
        .where(
            line,
            or_(
                TICKETS.c.standing < ticket.standing,
                (TICKETS.c.standing == ticket.standing) & (TICKETS.c.id < ticket.id),
            ),
        )
    ).scalar_one()
    return ahead


def any_at_all(connection: Connection) -> bool:
    """Whether anybody has ever taken a number."""
    return connection.execute(select(TICKETS.c.id).limit(1)).first() is not None


def open_before(connection: Connection, office_id: int, day: date) -> list[Ticket]:
    """The tickets of `day` and earlier whose visit is not over."""
    queues = select(QUEUES.c.id).where(QUEUES.c.office_id == office_id)
    counters = select(COUNTERS.c.id).where(COUNTERS.c.office_id == office_id)
    # Each by its own small index: one over all open tickets would be one more page to write for every number.
    kinds = (
        IN_COMMON_LINE & TICKETS.c.queue_id.in_(queues),
        IN_A_POOL & (TICKETS.c.office_id == office_id),
        AT_COUNTER & TICKETS.c.counter_id.in_(counters),
        HELD & (TICKETS.c.office_id == office_id),
    )
    rows = [
        row
        for kind in kinds
        for row in connection.execute(select(*_COLUMNS).where(kind, TICKETS.c.day <= day))
    ]
    return sorted((_ticket(row) for row in rows), key=lambda ticket: ticket.id)


def still_open(connection: Connection, office_id: int) -> dict[int, int]:
    """How many wait or are at a counter, from where they may come back to the line, by their queue's id."""
    queues = select(QUEUES.c.id).where(QUEUES.c.office_id == office_id)
    counters = select(COUNTERS.c.id).where(COUNTERS.c.office_id == office_id)
    kinds = (
        IN_COMMON_LINE & TICKETS.c.queue_id.in_(queues),
        IN_A_POOL & (TICKETS.c.office_id == office_id),
        AT_COUNTER & TICKETS.c.counter_id.in_(counters),
        HELD & (TICKETS.c.office_id == office_id),
    )
    found: Counter[int] = Counter()
    for kind in kinds:
        found.update(connection.execute(select(TICKETS.c.queue_id).where(kind)).scalars())
    return found


def labels_of_day(connection: Connection, office_id: int, day: date) -> dict[int, set[str]]:
    """The labels that the office's queues have given on this day, by queue."""
    given: dict[int, set[str]] = {}
    today = (TICKETS.c.office_id == office_id, TICKETS.c.day == day)
    for row in connection.execute(select(TICKETS.c.queue_id, TICKETS.c.label).where(*today)):
        given.setdefault(row.queue_id, set()).add(row.label)
    return given


def forget_keys(connection: Connection, office_id: int, day: date) -> None:
    """Drop the idempotency keys of days before `day`: nobody repeats yesterday's press."""
    connection.execute(
        update(TICKETS)
        .where(TICKETS.c.office_id == office_id, TICKETS.c.idempotency_key.is_not(None), TICKETS.c.day < day)
        .values(idempotency_key=None, request_digest=None)
    )


def forget_notes(connection: Connection, office_id: int, *, since: date, until: date) -> None:
    """Drop the notes for colleagues of the visits of these days that are over."""
    connection.execute(
        update(TICKETS)
        .where(
            TICKETS.c.office_id == office_id,
            TICKETS.c.day.between(since, until),
            TICKETS.c.note.is_not(None),
            TICKETS.c.ended_at.is_not(None),
        )
        .values(note=None)
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
        priority_confirmed=row.priority_confirmed,
        first_called_at=row.first_called_at,
        pool=row.pool,
        handed_by=row.handed_by,
        note=row.note,
        back_at=row.back_at,
        step_backs=row.step_backs,
    )


def in_pool(connection: Connection, pool: str) -> list[Ticket]:
    """Who waits for this counter or person alone, earliest standing first."""
    rows = connection.execute(
        select(*_COLUMNS).where(TICKETS.c.pool == pool, IN_A_POOL).order_by(TICKETS.c.standing, TICKETS.c.id)
    )
    return [_ticket(row) for row in rows]


def held(connection: Connection, office_id: int) -> list[Ticket]:
    """Who has stepped aside in this office, earliest standing first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(HELD, TICKETS.c.office_id == office_id)
        .order_by(TICKETS.c.standing, TICKETS.c.id)
    )
    return [_ticket(row) for row in rows]


def add_deliveries(connection: Connection, ticket: Ticket, delivered: Mapping[str, int]) -> None:
    """Write what the visit ended with: procedure → quantity."""
    connection.execute(
        insert(DELIVERIES),
        [
            {
                "office_id": ticket.office_id,
                "ticket_id": ticket.id,
                "procedure": procedure,
                "quantity": quantity,
            }
            for procedure, quantity in delivered.items()
        ],
    )
