"""Statements of the hot paths: compiled once, run on the driver's own cursor.

SQLAlchemy builds the statement, converts what goes in and comes out and names the errors, as ever; what it
does anew for each execution is left out, which is three quarters of what a small statement costs.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect

from queue_app.storage.models.base import AnyRow

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


class Prepared:
    """A Core statement, run with values for its parameters as `Connection.execute` would run it.

    A parameter stands for one value: no IN over a list, no literals that are filled in late.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def all(self, connection: Connection, values: Values) -> list[AnyRow]:
        """Every row, its columns by name and by place."""
        form = self._form(connection.dialect, values)
        return form.run(connection, form.given(values))

    def first(self, connection: Connection, values: Values) -> AnyRow | None:
        """The first row; None where there is none."""
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def one(self, connection: Connection, values: Values) -> AnyRow:
        """The row of a statement that always has one."""
        return self.all(connection, values)[0]

    def each(self, connection: Connection, several: Sequence[Values]) -> None:
        """Run it for one after the other, all with the same parameters; what comes back is dropped."""
        form = self._form(connection.dialect, several[0])
        form.run(connection, [form.given(values) for values in several], many=True)

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        key = (dialect.name, *values)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form.of(self._statement, dialect, values)
        return form


class _Parameter(NamedTuple):
    name: str
    convert: _Convert
    is_given: bool
    constant: Any


class _Form(NamedTuple):
    """A statement as one kind of database takes it, with one set of parameters."""

    sql: str
    parameters: Sequence[_Parameter]
    by_name: bool
    row: Callable[[Sequence[Any]], Any]
    converts: Sequence[tuple[int, Callable[[Any], Any]]]
    """Of the columns that the driver does not give as they are: place and conversion."""

    @classmethod
    def of(cls, statement: Any, dialect: Dialect, values: Values) -> _Form:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(values))
        names = compiled.positiontup if compiled.positional else list(compiled.bind_names.values())
        columns = compiled._result_columns
        results = [column.type._cached_result_processor(dialect, None) for column in columns]
        made = namedtuple("Row", [column.keyname for column in columns], rename=True)  # type: ignore[misc]
        return cls(
            str(compiled),
            [_parameter(compiled, name, values) for name in names],
            not compiled.positional,
            partial(tuple.__new__, made),
            [(place, convert) for place, convert in enumerate(results) if convert],
        )

    def given(self, values: Values) -> Any:
        """What the driver is to be given for these values."""
        ready = tuple(
            [
                constant if not is_given else convert(values[name]) if convert else values[name]
                for name, convert, is_given, constant in self.parameters
            ]
        )
        return dict(zip((one.name for one in self.parameters), ready, strict=True)) if self.by_name else ready

    def run(self, connection: Connection, given: Any, *, many: bool = False) -> list[Any]:
        sql = self.sql
        cursor = connection.connection.cursor()
        try:
            for listen in connection.engine.dispatch.before_cursor_execute:
                sql, given = listen(connection, cursor, sql, given, None, many)
            if many:
                cursor.executemany(sql, given)
                return []
            cursor.execute(sql, given)
            rows = cursor.fetchall() if cursor.description else []
        except connection.dialect.loaded_dbapi.Error as error:
            # It raises the error under the name that SQLAlchemy has for it, and gives up a broken connection.
            connection._handle_dbapi_exception(error, sql, given, cursor, None)
        finally:
            cursor.close()
        return self._converted(rows)

    def _converted(self, rows: Sequence[Any]) -> list[Any]:
        """Column by column, for a line of people is a thousand rows."""
        if rows and self.converts:
            columns: list[Any] = list(zip(*rows, strict=True))
            for place, convert in self.converts:
                columns[place] = map(convert, columns[place])
            return list(map(self.row, zip(*columns, strict=True)))
        return list(map(self.row, rows))


def _parameter(compiled: Any, name: str, values: Values) -> _Parameter:
    convert = compiled._bind_processors.get(name)
    if name in values:
        return _Parameter(name, convert, True, None)
    constant = compiled.params[name]
    return _Parameter(name, None, False, convert(constant) if convert else constant)
