"""Engines, transactions, and what is told once a transaction stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import cached_property
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, bindparam, create_engine, event, make_url, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from queue_app.domain.events import Event
from queue_app.storage.commits import SharedCommits
from queue_app.storage.models import OFFICES
from queue_app.storage.prepared import Prepared

log = structlog.get_logger()

Listener = Callable[[Event], None]


class DatabaseUnreachable(Exception):
    """Nothing answers at the database's address, or it refuses us."""


class Tx:
    """One open transaction: statements go through `connection`, objects through `session`."""

    def __init__(self, connection: Connection, office_id: int = 0, version: int = 0) -> None:
        self.connection = connection
        self.office_id = office_id
        self.version = version
        """The version of the office that this transaction makes true; both are 0 outside one office."""
        self.closed_through: date | None = None
        """The newest business day of the office that has been closed."""
        self.carried: Sequence[str] = ()
        """The labels that were still open after that close."""
        self.announced: list[Event] = []

    @cached_property
    def session(self) -> Session:
        # With a savepoint of its own a flush that fails undoes no more than this transaction.
        return Session(bind=self.connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    def of_office(self, office_id: int) -> Tx:
        """This transaction at work in one office: it has taken the office's next version, as `transaction` does.

        What is announced there is told with the rest.
        """
        if office_id == self.office_id:
            return self
        there = _of_office(self.connection, office_id)
        there.announced = self.announced
        return there

    def announce(self, happened: Event) -> None:
        """Tell the listeners once the commit stands; the same event is told once."""
        if happened not in self.announced:
            self.announced.append(happened)

    def flush(self) -> None:
        if "session" in self.__dict__:
            self.session.flush()

    @contextmanager
    def closing(self) -> Iterator[Tx]:
        """Bring what the session still holds into the transaction at the end of the block, or drop it."""
        try:
            yield self
            if "session" in self.__dict__:
                self.session.commit()
        finally:
            if "session" in self.__dict__:
                self.session.close()


class Database:
    """One database: SQLite with one writer at a time, or PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writing = _sqlite(url, "BEGIN IMMEDIATE", poolclass=StaticPool)
            self._reading = _sqlite(url, "BEGIN", pool_size=4, max_overflow=16)
        else:
            self._writing = create_engine(url, pool_size=8, max_overflow=8, hide_parameters=True)
            self._reading = self._writing.execution_options(isolation_level="REPEATABLE READ")
        self._shared = SharedCommits(self._writing) if self.is_sqlite else None
        self._listeners: list[Listener] = []

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` with each announced event, after the commit; its faults stay its own."""
        self._listeners.append(listener)

    @contextmanager
    def transaction(self, office_id: int | None = None) -> Iterator[Tx]:
        """A writing transaction; durable at the end of the block, undone on any exception.

        With `office_id` it first takes the office's next version, which puts all transactions of one
        office in a row: nobody decides on a line that somebody else is changing.
        """
        with self._begun() as connection, _of_office(connection, office_id or 0).closing() as tx:
            yield tx
        for happened in tx.announced:
            self._tell(happened)

    @contextmanager
    def reshaping(self) -> Iterator[Tx]:
        """A transaction in which tables may be made anew. Nobody else may be at work.

        SQLite knows a changed key only as a new table, and does not drop the old one while rows refer to it:
        so here it looks at references once, at the end. IntegrityError if one of them leads nowhere.
        """
        if not self.is_sqlite:
            with self.transaction() as tx:
                yield tx
            return
        driver: Any = self._writing.raw_connection().driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with self.transaction() as tx:
                yield tx
                if lost := tx.connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise IntegrityError("PRAGMA foreign_key_check", tuple(lost), ValueError(lost))
        finally:
            driver.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that only reads and sees one state throughout."""
        with self._reading.begin() as connection:
            yield Tx(connection)

    def check(self) -> None:
        """Raise DatabaseUnreachable, with the driver's own first line, if the database does not answer."""
        try:
            with self._reading.connect() as connection:
                connection.execute(select(1))
        except OperationalError as error:
            raise DatabaseUnreachable(str(error.orig).strip().splitlines()[0]) from None

    def close(self) -> None:
        self._writing.dispose()
        self._reading.dispose()

    def _begun(self) -> AbstractContextManager[Connection]:
        return self._shared.transaction() if self._shared else self._writing.begin()

    def _tell(self, happened: Event) -> None:
        for listener in self._listeners:
            try:
                listener(happened)
            except Exception:
                log.exception("listener_failed", listener=repr(listener), happened=type(happened).__name__)


_NEXT_VERSION = Prepared(
    update(OFFICES)
    .where(OFFICES.c.id == bindparam("office"))
    .values(version=OFFICES.c.version + 1)
    .returning(OFFICES.c.version, OFFICES.c.closed_through, OFFICES.c.carried)
)


def _of_office(connection: Connection, office_id: int) -> Tx:
    if not office_id:
        return Tx(connection)
    version, closed_through, carried = _NEXT_VERSION.one(connection, {"office": office_id})
    tx = Tx(connection, office_id, version)
    tx.closed_through, tx.carried = closed_through, carried or ()
    return tx


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16000",
    # A log of up to 16 MB: pages that change with every ticket reach the file four times less often.
    "wal_autocheckpoint=4000",
)


def _sqlite(url: str, begin: str, **pool: Any) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False}, **pool
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    beginning = Prepared(text(begin))

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        beginning.all(connection, {})

    return engine
