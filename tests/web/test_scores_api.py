"""Supervisors ask how well the promised waits were kept."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.services import access
from queue_app.services.access import Role
from tests.conftest import Clock
from tests.web.conftest import OFFICE


def ask(application: Application, office: Office, clock: Clock, role: Role, words: str = "") -> Any:
    with application.database.transaction() as tx:
        at = office.counter(3) if role is Role.DESK else None
        token = access.create_token(tx, office, role, at, now=clock())
    client: FlaskClient = application.web.test_client()
    return client.get(f"{OFFICE}/estimate-score{words}", headers={"Authorization": f"Bearer {token}"})


def test_a_supervisor_reads_the_last_seven_days(
    application: Application, office: Office, clock: Clock
) -> None:
    answer = ask(application, office, clock, Role.SUPERVISOR)
    assert answer.status_code == 200
    assert answer.json == {
        "office": "phuong-thanh-liet",
        "since": "2026-11-17",
        "until": "2026-11-23",
        "all": None,
        "by_queue": [],
        "by_hour": [],
        "by_queue_and_hour": [],
    }


@pytest.mark.parametrize("role", [Role.KIOSK, Role.DESK, Role.DISPLAY])
def test_nobody_else_does(application: Application, office: Office, clock: Clock, role: Role) -> None:
    assert ask(application, office, clock, role).status_code == 403


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("?since=yesterday", "since"),
        ("?since=2026-11-24", "since"),
        ("?since=2025-01-01", "since"),
        ("?since=9999-12-31", "since"),
        ("?since=0001-01-01", "since"),
        ("?until=0001-01-02", "until"),
    ],
)
def test_days_that_are_none_are_refused(
    application: Application, office: Office, clock: Clock, words: str, field: str
) -> None:
    answer = ask(application, office, clock, Role.ADMIN, words)
    assert (answer.status_code, answer.json["code"], answer.json["field"]) == (422, "bad-field", field)
