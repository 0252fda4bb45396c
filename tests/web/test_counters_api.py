"""The contract: counters paused and gone on with."""

from __future__ import annotations

from typing import Any

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.services import counters
from queue_app.storage import people
from tests.conftest import Clock
from tests.web.conftest import OFFICE

BREAK = {"reason": "Nghỉ giữa giờ"}


def test_a_counter_pauses_with_a_reason_and_goes_on(device: Any) -> None:
    desk, display = device("desk", 2), device("display")
    desk.post(f"{OFFICE}/counters/2/open")
    paused = desk.post(f"{OFFICE}/counters/2/pause", BREAK)
    assert (paused.status_code, paused.json) == (200, {"number": 2, "state": "paused", **BREAK})
    assert display.get(f"{OFFICE}/board").json["counters"][1] == {
        "number": 2,
        "name": "Hộ tịch",
        "state": "paused",
        "label": None,
        "reason": "Nghỉ giữa giờ",
    }
    assert desk.post(f"{OFFICE}/counters/2/open").json == {"number": 2, "state": "open"}
    assert "reason" not in display.get(f"{OFFICE}/board").json["counters"][1]


def test_only_the_counters_own_device_acts_where_somebody_sits(
    device: Any, application: Application, office: Office, clock: Clock
) -> None:
    with application.database.transaction(office.id) as tx:
        row = people.user_named(tx.connection, "ha")
        assert row
        counters.open_counter(tx, office, office.counter(2), user_id=row.id, now=clock())
    supervisor, desk = device("supervisor"), device("desk", 2)
    waiting = device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"}).json
    at = f"{OFFICE}/counters/2"
    refused = [supervisor.post(f"{at}/{verb}", {}) for verb in ("call-next", "open", "close")]
    refused.append(supervisor.post(f"{at}/pause", BREAK))
    by_hand = {"reason": "Người cao tuổi", "counter": 2}
    refused.append(supervisor.post(f"{OFFICE}/tickets/{waiting['id']}/call", by_hand))
    assert [answer.json["code"] for answer in refused] == ["counter-taken"] * 5
    assert desk.post(f"{at}/call-next").status_code == 200
    assert supervisor.post(f"{at}/close", {"take_over": True}).json["state"] == "closed"


def test_a_closed_counter_has_nothing_to_pause_and_a_pause_needs_its_reason(device: Any) -> None:
    desk = device("desk", 2)
    closed = desk.post(f"{OFFICE}/counters/2/pause", BREAK)
    assert (closed.status_code, closed.json["code"]) == (409, "counter-closed")
    desk.post(f"{OFFICE}/counters/2/open")
    without = desk.post(f"{OFFICE}/counters/2/pause")
    assert (without.status_code, without.json["field"]) == (422, "reason")
    assert device("desk", 3).post(f"{OFFICE}/counters/2/pause", BREAK).json["code"] == "wrong-counter"
