"""The contract: counters paused and gone on with."""

from __future__ import annotations

from typing import Any

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.services import counters
from queue_app.storage import offices, people
from tests.conftest import MONDAY, Clock
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


def test_a_counter_asks_for_help_until_somebody_comes_and_the_public_is_not_told(
    device: Any, application: Application, office: Office, clock: Clock
) -> None:
    desk, colleague, display = device("desk", 2), device("desk", 3), device("display")
    at = f"{OFFICE}/counters/2"
    assert desk.post(f"{at}/help").json["code"] == "counter-closed"
    desk.post(f"{at}/open")
    before = display.get(f"{OFFICE}/board").json["counters"]
    asked = desk.post(f"{at}/help").json
    assert asked == {"number": 2, "help_since": "2026-11-23T08:10:00.000+07:00"}
    clock.pass_(minutes=2)
    assert desk.post(f"{at}/help").json == asked
    assert display.get(f"{OFFICE}/board").json["counters"] == before
    assert colleague.post(f"{at}/help").json["code"] == "wrong-counter"
    with application.database.reading() as tx:
        row = offices.counters_now(tx.connection, office.id)[1]
    assert row.help_since == MONDAY
    assert colleague.post(f"{at}/help/end").json == {"number": 2, "help_since": None}
    assert display.post(f"{at}/help/end").json["code"] == "not-allowed"
    assert desk.post(f"{OFFICE}/counters/99/help").json["code"] == "unknown-counter"


def test_who_goes_home_needs_no_help_any_more(device: Any, application: Application, office: Office) -> None:
    desk = device("desk", 2)
    for verb in ("open", "help", "close"):
        assert desk.post(f"{OFFICE}/counters/2/{verb}").status_code == 200
    with application.database.reading() as tx:
        assert offices.counters_now(tx.connection, office.id)[1].help_since is None


def test_a_device_without_a_page_asks_how_its_counter_stands(device: Any) -> None:
    desk = device("desk", 2)
    waiting = device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"}).json
    seen = desk.get(f"{OFFICE}/counters/2").json
    assert (seen["ticket"], [one["id"] for one in seen["next"]]) == (None, [waiting["id"]])
    desk.post(f"{OFFICE}/counters/2/call-next")
    assert desk.get(f"{OFFICE}/counters/2").json["ticket"]["id"] == waiting["id"]
    assert device("desk", 3).get(f"{OFFICE}/counters/2").json["code"] == "wrong-counter"
    assert device("display").get(f"{OFFICE}/counters/2").json["code"] == "not-allowed"
