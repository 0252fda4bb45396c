"""What people are told while the disk is full, and that they are served again once it is not."""

from __future__ import annotations

from typing import Any

from queue_app.app import Application
from tests.races.invariants import what_must_stay_true
from tests.races.test_faults import let_grow
from tests.web.conftest import OFFICE


def test_a_full_disk_is_said_to_everybody_and_the_screens_go_on(
    application: Application, device: Any
) -> None:
    kiosk, desk = device("kiosk"), device("desk", 2)
    given = [kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}).json]
    let_grow(application.database, by=0)
    while (answer := kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})).status_code == 201:
        given.append(answer.json)
    assert (answer.status_code, answer.json["code"]) == (503, "database-unreachable")
    assert answer.content_type == "application/problem+json"
    assert kiosk.get(f"{OFFICE}/board").json["queues"][0]["waiting"] == len(given)
    let_grow(application.database, by=10_000)
    again = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert (again.status_code, again.json["number"]) == (201, len(given) + 1)
    assert desk.post(f"{OFFICE}/counters/2/call-next").json["label"] == "A001"
    url = application.settings.database_url
    what_must_stay_true(url, [(one["label"], one["id"]) for one in (*given, again.json)])
