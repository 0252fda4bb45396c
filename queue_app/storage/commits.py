"""One commit for several transactions: those that come at the same moment are made durable together."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from queue_app.storage.prepared import Prepared

_SAVE, _RELEASE, _UNDO = (
    Prepared(text(sql)) for sql in ("SAVEPOINT member", "RELEASE member", "ROLLBACK TO member")
)
MOST = 16
"""Transactions of one commit: nobody's answer waits for more than these."""


class SharedCommits:
    """Lets a process's transactions into SQLite one after the other; those that follow at once share a commit.

    Whoever leaves the block has been committed durably, or gets an exception; so has, on leaving with an
    exception of its own, what it saw of the others. A failure inside a block undoes that block alone; a
    failure of the commit reaches everybody whose transaction was in it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # A wait for SQLite's own lock is a C call and would stop every greenlet, so writers queue up here.
        self._door = threading.Lock()
        self._group: _Group | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction's own part of a shared one."""
        group = None
        try:
            with self._door:
                group = self._group_with_room()
                with group.member() as connection:
                    yield connection
        finally:
            if group is not None:
                self._settle(group)

    def _group_with_room(self) -> _Group:
        group = self._group
        if group is not None and not group.ended and group.members == MOST:
            group.commit()
        if group is None or group.ended:
            group = self._group = _Group(self._engine)
        return group

    def _settle(self, group: _Group) -> None:
        """Let in those who already wait at the door, then commit, unless one of them has done it."""
        try:
            if not group.ended:
                time.sleep(0)
        finally:
            # However this wait ends, the group does not stay open.
            if not group.ended:
                with self._door:
                    if not group.ended:
                        group.commit()
        if group.fault:
            cause = group.fault.orig if isinstance(group.fault, DBAPIError) else group.fault
            raise OperationalError("COMMIT", None, cause or group.fault) from group.fault


class _Group:
    """The transactions of one commit. Everything here is done by whoever is inside the door."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        try:
            self._transaction = self._connection.begin()
        except BaseException:
            self._connection.close()
            raise
        self._driver: Any = self._connection.connection.dbapi_connection
        self.members = 0
        self.ended = False
        self.fault: Exception | None = None
        """Why nothing of the group stands."""

    @contextmanager
    def member(self) -> Iterator[Connection]:
        """The block of one transaction. The first needs no savepoint: nobody else's work is there to keep."""
        guarded = self.members > 0
        if guarded:
            _SAVE.all(self._connection, {})
        try:
            yield self._connection
            if guarded:
                _RELEASE.all(self._connection, {})
            self._require_alive()
        except BaseException as error:
            self._undo(error, guarded=guarded)
            raise
        self.members += 1

    def commit(self) -> None:
        """Make all of it durable; `fault` says why that failed."""
        try:
            self._transaction.commit()
        except Exception as error:
            self.fault = error
            # SQLite keeps a transaction that it could not commit open, and SQLAlchemy takes it for ended.
            self._driver.rollback()
        finally:
            self._end()

    def _undo(self, error: BaseException, *, guarded: bool) -> None:
        if guarded and self._driver.in_transaction:
            _UNDO.all(self._connection, {})
            _RELEASE.all(self._connection, {})
            return
        if guarded:
            self.fault = error if isinstance(error, Exception) else RuntimeError("rolled back by SQLite")
        self._end()

    def _end(self) -> None:
        self.ended = True
        self._connection.close()

    def _require_alive(self) -> None:
        """Raise if SQLite has given the transaction up by itself, as it does when the disk is full."""
        if not self._driver.in_transaction:
            raise OperationalError("COMMIT", None, RuntimeError("SQLite gave the transaction up"))
