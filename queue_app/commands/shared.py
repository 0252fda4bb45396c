"""What every command of queue-app needs: its settings, the database, an office."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from queue_app import logs, serving
from queue_app.config import Logging, Settings, read_settings
from queue_app.domain.offices import Office
from queue_app.serving import CannotServe
from queue_app.storage import migrate as migrations
from queue_app.storage import offices as stored
from queue_app.storage.database import Database, Tx

PRIVATE = 0o077
"""The umask under which the data folder is written."""

COMMON = (
    click.option(
        "--config", "config_file", type=click.Path(path_type=Path), help="The deployment's config.toml."
    ),
    click.option(
        "--data", "data_folder", type=click.Path(path_type=Path), help="The data folder  [default: ./data]"
    ),
)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command understand --config and --data behind its name too, and get `settings`."""

    @wraps(command)
    @click.pass_context
    def with_settings(
        context: click.Context,
        /,
        *arguments: Any,
        config_file: Path | None,
        data_folder: Path | None,
        **options: Any,
    ) -> Any:
        before: dict[str, Path | None] = context.find_root().obj
        file = config_file or before["config_file"] or _default_config()
        data = data_folder or before["data_folder"] or Path("data")
        return command(read_settings(file, data), *arguments, **options)

    for option in COMMON:
        with_settings = option(with_settings)
    return with_settings


def _default_config() -> Path | None:
    """config.toml of the current folder, if there is one."""
    file = Path("config.toml")
    return file if file.is_file() else None


@contextmanager
def open_database(settings: Settings, *, make: bool = False, migrated: bool = False) -> Iterator[Database]:
    """The database; what is written meanwhile nobody else can read. Without `make` it must be there."""
    logs.set_up(Logging(format="console", level="warning"))
    before = os.umask(PRIVATE)
    try:
        with _database(settings, make=make) as database:
            if migrated and migrations.revision(database) != migrations.newest():
                raise CannotServe("the database has not the shape this version needs; run: queue-app migrate")
            yield database
    finally:
        os.umask(before)


@contextmanager
def _database(settings: Settings, *, make: bool) -> Iterator[Database]:
    if not make:
        serving.check_there_is_a_database(settings)
    elif not settings.database.url:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        database.check()
        yield database
    finally:
        database.close()


@contextmanager
def open_office(settings: Settings, code: str) -> Iterator[tuple[Tx, Office]]:
    with open_database(settings, migrated=True) as database, database.transaction() as tx:
        yield tx, stored.load(tx, code)
