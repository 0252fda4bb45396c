"""Bringing a database to the shape this version of the program expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from queue_app.storage.database import Database

FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: Database, to: str = "head") -> str:
    """Run the migrations that are missing, all in one transaction; the revision the database has now."""
    config = _config()
    with database.reshaping() as tx:
        config.attributes["connection"] = tx.connection
        command.upgrade(config, to)
    return newest() if to == "head" else to


def revision(database: Database) -> str | None:
    """The revision of the database; None where it is empty."""
    with database.reading() as tx:
        return MigrationContext.configure(tx.connection).get_current_revision()


def newest() -> str:
    """The revision this version of the program expects."""
    return str(ScriptDirectory.from_config(_config()).as_revision_number("head"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config
