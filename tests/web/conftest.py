"""An application without its background tasks, asked through Flask's own test client."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_app.app import Application, create_app
from queue_app.config import Printer, Settings
from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services import access
from queue_app.services.access import Role
from queue_app.services.offices import import_profile
from queue_app.storage import migrate, people
from queue_app.storage.database import Database
from tests.conftest import MONDAY, Clock

PASSWORD = "mật khẩu thử"
OFFICE = "/api/v1/offices/phuong-thanh-liet"


@cache
def password_hash() -> str:
    """Made once: it is meant to take long."""
    return PasswordHasher().hash(PASSWORD)


@pytest.fixture
def application(tmp_path: Path, clock: Clock) -> Iterator[Application]:
    """Thanh Liệt, open at any hour, and a second office, on SQLite."""
    settings = Settings(data=tmp_path, printers=(Printer(name="kiosk", driver="virtual", port=0),))
    database = Database(settings.database_url)
    migrate.upgrade(database)
    profile = schema.read(schema.find("phuong-thanh-liet"))
    other = profile.model_copy(update={"office": profile.office.model_copy(update={"code": "phuong-khac"})})
    with database.transaction() as tx:
        office = import_profile(tx, profile, always_open=True, now=MONDAY)
        import_profile(tx, other, always_open=True, now=MONDAY)
        tx.flush()
        people.put_user(
            tx.connection, office.id, "ha", name="Lê Thu Hà", role="staff", password_hash=password_hash()
        )
    database.close()
    application = create_app(settings, clock=clock)
    application.web.testing = False
    yield application
    application.renderer.close()
    application.database.close()


@pytest.fixture
def office(application: Application) -> Office:
    return application.offices.get("phuong-thanh-liet")


class Device:
    """Somebody who sends requests: a device with its token, or a browser."""

    def __init__(self, client: FlaskClient, token: str | None = None) -> None:
        self.client, self.token = client, token

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, headers=self._headers(options.pop("headers", {})), **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.client.post(path, json=body, headers=self._headers(options.pop("headers", {})), **options)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **more}


@pytest.fixture
def device(application: Application, office: Office, clock: Clock) -> Any:
    """Makes a device: `device("kiosk")`, `device("desk", 3)`, `device(None)` for one without a token."""

    def make(role: str | None, counter: int | None = None) -> Device:
        client = application.web.test_client(use_cookies=False)
        if role is None:
            return Device(client)
        with application.database.transaction() as tx:
            at = office.counter(counter) if counter else None
            return Device(client, access.create_token(tx, office, Role(role), at, now=clock()))

    return make
