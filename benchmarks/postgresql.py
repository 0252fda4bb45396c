"""Databases of the benchmarks' own on a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from benchmarks.office import set_up
from benchmarks.past import fill
from queue_app.storage import migrate
from queue_app.storage.database import Database

SERVER = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")


def past(many: int, folder: Path) -> str:
    """The address of a database with `many` past tickets; made once, kept as long as its tables stay."""
    name = f"past_{migrate.newest()}_{many}"
    if not _has(name):
        making = f"{name}_in_the_making"
        _tell("DROP DATABASE IF EXISTS {}", making)
        _tell("CREATE DATABASE {}", making)
        office = set_up(folder, database=_address(making)).made.office
        database = Database(_address(making))
        try:
            fill(database, office, many)
        finally:
            database.close()
        _tell("ALTER DATABASE {} RENAME TO {}", making, name)
    return _address(name)


@contextmanager
def fresh() -> Iterator[str]:
    """The address of an empty database, for as long as it is needed."""
    name = f"bench_{os.getpid()}"
    _tell("CREATE DATABASE {}", name)
    try:
        yield _address(name)
    finally:
        _tell("DROP DATABASE {} WITH (FORCE)", name)


def _has(name: str) -> bool:
    with psycopg.connect(SERVER) as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchall())


def _tell(statement: LiteralString, *names: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _address(name: str) -> str:
    url = make_url(SERVER).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)
