"""What a supervisor asks of the day so far: figures, and slips that did not come out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, Connection, bindparam, func, literal_column, select, type_coerce

from queue_app.storage.models import OFFICES, PRINT_JOBS, TICKETS
from queue_app.storage.models.base import AnyRow, Instant
from queue_app.storage.prepared import Prepared


def closed_through(connection: Connection, office_id: int) -> date | None:
    """The newest business day of the office that has been closed."""
    found: date | None = connection.execute(
        select(OFFICES.c.closed_through).where(OFFICES.c.id == office_id)
    ).scalar()
    return found


_WAITED = type_coerce(TICKETS.c.first_called_at, BigInteger) - type_coerce(TICKETS.c.issued_at, BigInteger)
_FIGURES = Prepared(
    select(
        TICKETS.c.state,
        TICKETS.c.counter_id,
        func.count().label("tickets"),
        func.count(TICKETS.c.first_called_at).label("called"),
        func.sum(_WAITED).label("waited"),
        func.max(_WAITED).label("longest"),
    )
    .where(TICKETS.c.office_id == bindparam("office"), TICKETS.c.day == bindparam("day"))
    .group_by(TICKETS.c.state, TICKETS.c.counter_id)
)


def figures(connection: Connection, office_id: int, day: date) -> Sequence[AnyRow]:
    """By state and counter: tickets of the day, how many were called, and what these waited, in microseconds."""
    return _FIGURES.all(connection, {"office": office_id, "day": day})


_LATER = PRINT_JOBS.alias("later")
_TROUBLED = Prepared(
    select(
        PRINT_JOBS.c.id,
        PRINT_JOBS.c.ticket_id,
        TICKETS.c.label,
        PRINT_JOBS.c.state,
        PRINT_JOBS.c.reason,
        PRINT_JOBS.c.queued_at,
    )
    .select_from(PRINT_JOBS.join(TICKETS, TICKETS.c.id == PRINT_JOBS.c.ticket_id))
    .where(
        PRINT_JOBS.c.office_id == bindparam("office"),
        PRINT_JOBS.c.queued_at >= bindparam("since", type_=Instant),
        PRINT_JOBS.c.state.in_([literal_column("'unknown'"), literal_column("'failed'")]),
        ~select(_LATER.c.id)
        .where(_LATER.c.id > PRINT_JOBS.c.id, _LATER.c.ticket_id == PRINT_JOBS.c.ticket_id)
        .exists(),
    )
    .order_by(PRINT_JOBS.c.id.desc())
    .limit(bindparam("limit"))
)


def slips_in_trouble(
    connection: Connection, office_id: int, *, since: datetime, limit: int
) -> Sequence[AnyRow]:
    """The newest slips since then whose fate a person must look into; not those that were printed again."""
    return _TROUBLED.all(connection, {"office": office_id, "since": since, "limit": limit})


_OWED = Prepared(
    select(
        func.count().label("slips"),
        func.min(PRINT_JOBS.c.queued_at).label("since"),
    ).where(
        PRINT_JOBS.c.printer == bindparam("at_printer"),
        PRINT_JOBS.c.state.in_([literal_column("'queued'"), literal_column("'sending'")]),
    )
)


def slips_owed(connection: Connection, printer: str) -> AnyRow:
    """How many `slips` this printer owes, and `since` when the oldest waits."""
    return _OWED.one(connection, {"at_printer": printer})
