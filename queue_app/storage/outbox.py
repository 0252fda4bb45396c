"""The print queue, and the effects of the clock: rows that are claimed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, literal_column, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from queue_app.storage.models import JOB_RUNS, PRINT_JOBS
from queue_app.storage.models.base import AnyRow, Instant
from queue_app.storage.prepared import Prepared

_OWED = PRINT_JOBS.c.state.in_([literal_column("'queued'"), literal_column("'sending'")])
_INSERT = Prepared(insert(PRINT_JOBS).values(state="queued", reason="", attempts=0).inline())


def add_print_job(
    connection: Connection,
    *,
    office_id: int,
    ticket_id: int | None,
    printer: str,
    kind: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write a slip that must come out; the worker of its printer claims it."""
    _INSERT.all(
        connection,
        {
            "office_id": office_id,
            "ticket_id": ticket_id,
            "printer": printer,
            "kind": kind,
            "payload": dict(payload),
            "queued_at": now,
        },
    )


_FIRST = (
    select(PRINT_JOBS.c.id)
    .where(PRINT_JOBS.c.printer == bindparam("at_printer"), _OWED)
    .order_by(PRINT_JOBS.c.id)
    .limit(literal_column("1"))
    .scalar_subquery()
)
_OLDEST = Prepared(
    select(
        PRINT_JOBS.c.id,
        PRINT_JOBS.c.state,
        PRINT_JOBS.c.claimed_by,
        PRINT_JOBS.c.reason,
        PRINT_JOBS.c.queued_at,
    ).where(PRINT_JOBS.c.id == _FIRST)
)
_CLAIM = Prepared(
    update(PRINT_JOBS)
    # The oldest owed slip or none: while it is on its way nobody prints the one behind it.
    .where(PRINT_JOBS.c.id == _FIRST, PRINT_JOBS.c.state == "queued")
    .values(
        state="sending",
        claimed_by=bindparam("worker"),
        claimed_at=bindparam("now"),
        attempts=PRINT_JOBS.c.attempts + 1,
    )
    .returning(PRINT_JOBS.c.id, PRINT_JOBS.c.kind, PRINT_JOBS.c.payload)
)


def claim_print_job(connection: Connection, printer: str, worker: str, *, now: datetime) -> AnyRow | None:
    """Take the oldest slip that this printer owes; None while there is none or another worker has it."""
    return _CLAIM.first(connection, {"at_printer": printer, "worker": worker, "now": now})


_END = (
    update(PRINT_JOBS)
    .where(
        PRINT_JOBS.c.id == bindparam("job"),
        PRINT_JOBS.c.claimed_by == bindparam("worker"),
        PRINT_JOBS.c.state == literal_column("'sending'"),
    )
    .values(
        state=bindparam("to_state"),
        reason=bindparam("because"),
        claimed_by=bindparam("still_claimed_by"),
        ended_at=bindparam("ended", type_=Instant),
    )
)


def end_print_job(
    connection: Connection, job_id: int, worker: str, state: str, reason: str, *, now: datetime
) -> None:
    """Record what came of a claimed slip; "queued" puts it back at the head of its line."""
    owed = state == "queued"
    values = {"job": job_id, "worker": worker, "to_state": state, "because": reason}
    connection.execute(
        _END, values | {"still_claimed_by": None if owed else worker, "ended": None if owed else now}
    )


def abandon_print_jobs(connection: Connection, printer: str, *, before: datetime, now: datetime) -> int:
    """Mark the slips whose worker died while sending: nobody knows what came out. How many there were."""
    return connection.execute(
        update(PRINT_JOBS)
        .where(
            PRINT_JOBS.c.printer == printer,
            PRINT_JOBS.c.state == "sending",
            PRINT_JOBS.c.claimed_at <= before,
        )
        .values(state="unknown", reason="worker-died", ended_at=now)
    ).rowcount


def owes_slip(connection: Connection, ticket_id: int) -> bool:
    """Whether a slip of this ticket has yet to come out."""
    owed = select(PRINT_JOBS.c.id).where(_OWED, PRINT_JOBS.c.ticket_id == ticket_id).limit(1)
    return connection.execute(owed).first() is not None


def first_run(connection: Connection, office_id: int, job: str, slot: str, *, now: datetime) -> bool:
    """Whether this effect of the clock has not happened yet; from now on it has."""
    dialect_insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name]
    statement = dialect_insert(JOB_RUNS).on_conflict_do_nothing().returning(JOB_RUNS.c.slot)
    values = {"office_id": office_id, "job": job, "slot": slot, "ran_at": now}
    return connection.execute(statement, values).first() is not None


def forget_runs(connection: Connection, office_id: int, job: str, *, before: datetime) -> None:
    """Drop what an effect of every minute has left of the minutes before; nobody asks for them again."""
    connection.execute(
        delete(JOB_RUNS).where(
            JOB_RUNS.c.office_id == office_id, JOB_RUNS.c.job == job, JOB_RUNS.c.ran_at < before
        )
    )


def owed(connection: Connection, printer: str) -> AnyRow | None:
    """The oldest slip in this printer's queue: its state, why it is still there, since when."""
    return _OLDEST.first(connection, {"at_printer": printer})


_AMONG_THE_LAST = 500
"""How many slips of all printers are looked through for one printer's last."""


def last_ended(connection: Connection, printer: str) -> AnyRow | None:
    """What came of the last slip of this printer: state, reason and when; None where it was long ago."""
    newest = select(func.coalesce(func.max(PRINT_JOBS.c.id), 0)).scalar_subquery()
    return connection.execute(
        select(PRINT_JOBS.c.state, PRINT_JOBS.c.reason, PRINT_JOBS.c.ended_at)
        .where(PRINT_JOBS.c.id > newest - _AMONG_THE_LAST, PRINT_JOBS.c.printer == printer, not_(_OWED))
        .order_by(PRINT_JOBS.c.id.desc())
        .limit(1)
    ).first()
