"""The people and places that tests are about."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from playwright.sync_api import Browser, sync_playwright
from structlog.testing import LogCapture

from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services.offices import import_profile
from queue_app.storage import migrate
from queue_app.storage.database import Database
from tests.requires import POSTGRESQL, need_chromium, need_postgresql

MONDAY = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)
"""Monday 23/11/2026, 8:10 in Hà Nội."""


@contextmanager
def postgresql_database() -> Iterator[str]:
    """The address of an empty PostgreSQL database that ends with the block."""
    need_postgresql()
    name = f"queue_app_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield POSTGRESQL.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://") + f"/{name}"
    finally:
        with psycopg.connect(POSTGRESQL, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'queue.sqlite'}"
    else:
        with postgresql_database() as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database without an office."""
    opened = Database(database_url)
    migrate.upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def thanh_liet(database: Database) -> Office:
    """The office of Thanh Liệt, open at any hour."""
    profile = schema.read(schema.find("phuong-thanh-liet"))
    with database.transaction() as tx:
        return import_profile(tx, profile, always_open=True, now=MONDAY)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at 8:10 on Monday 23/11/2026 in Hà Nội until it is moved."""
    return Clock()


@pytest.fixture
def log_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[Any]]:
    """Hears the log of one module, however quiet a command that ran before has made the others."""

    def listen(module: str) -> list[Any]:
        told = LogCapture()
        loud = structlog.wrap_logger(None, processors=[told], wrapper_class=structlog.BoundLogger)
        monkeypatch.setattr(f"{module}.log", loud)
        return told.entries

    return listen


class Clock:
    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> datetime:
        """Let time pass; the new moment."""
        self.now += timedelta(**time)
        return self.now


CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",  # as a television in kiosk mode is started
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for all tests."""
    path = need_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
