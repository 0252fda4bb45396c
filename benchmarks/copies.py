"""More years before the first: copies of all that a past consists of, made by the database itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Table, Text, func, insert, literal, select, text, type_coerce

from queue_app.storage.database import Database
from queue_app.storage.models import JOURNAL, NUMBERS, PRINT_JOBS, TICKETS
from queue_app.storage.models.base import Instant, Lasting

COUNTED = {"tickets": "id", "journal": "seq", "print_jobs": "id"}
"""What tells the rows of a table apart."""


def copy_years(database: Database, times: int, *, days: int) -> None:
    """Add `times` copies of the whole past of `days` days, each before the last."""
    if times <= 0:
        return
    with database.transaction() as tx:
        counts = {name: _last(tx.connection, name) for name in COUNTED}
        first: date = tx.connection.execute(select(func.min(NUMBERS.c.day))).scalar_one()
    for copy in range(1, times + 1):
        earlier = timedelta(days=copy * days)
        with database.transaction() as tx:
            for table in (TICKETS, JOURNAL, PRINT_JOBS):
                made = table.c[COUNTED[table.name]] <= counts[table.name]
                _copy(tx.connection, table, made, copy=copy, counts=counts, earlier=earlier)
            _copy(tx.connection, NUMBERS, NUMBERS.c.day >= first, copy=copy, counts=counts, earlier=earlier)
    if not database.is_sqlite:
        _count_on(database)


def _last(connection: Connection, name: str) -> int:
    table = TICKETS.metadata.tables[name]
    last: int = connection.execute(select(func.max(table.c[COUNTED[name]]))).scalar_one()
    return last


def _copy(
    connection: Connection, table: Table, made: Any, *, copy: int, counts: dict[str, int], earlier: timedelta
) -> None:
    """Copy the rows that were `made` first: numbered on, and so much earlier."""
    values = [_value(connection, column, copy, counts, earlier).label(column.name) for column in table.c]
    connection.execute(insert(table).from_select([*table.c], select(*values).where(made)))


def _value(connection: Connection, column: Any, copy: int, counts: dict[str, int], earlier: timedelta) -> Any:
    table = column.table.name
    if isinstance(column.type, Instant):
        return type_coerce(column, Instant) - literal(earlier, Lasting)
    if column.name == "day":
        return _day(connection, column, earlier)
    if column.name == "token":
        return literal(f"{copy:x}-").concat(func.substr(column, 3))
    if column.name == "ticket_id":
        return column + copy * counts["tickets"]
    if column.name == COUNTED.get(table):
        return column + copy * counts[table]
    return column


def _day(connection: Connection, column: Any, earlier: timedelta) -> Any:
    if connection.dialect.name == "sqlite":
        return type_coerce(func.date(column, f"-{earlier.days} days"), Text)
    return column - earlier.days


def _count_on(database: Database) -> None:
    """Let PostgreSQL go on after the last row, and know how many there are."""
    with database.transaction() as tx:
        for table in (TICKETS, PRINT_JOBS):
            last = select(func.max(table.c.id)).scalar_subquery()
            tx.connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))
        tx.connection.execute(text("ANALYZE"))
