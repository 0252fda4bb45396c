"""The topic "room": who may watch it, and that it is pushed; and supervisors who act from afar."""

from __future__ import annotations

from typing import Any

import pytest

from queue_app.app import Application
from queue_app.storage import people
from tests.web.conftest import OFFICE

WISH = {"office": "phuong-thanh-liet", "topic": "room"}


def watching(application: Application, device: Any) -> Any:
    return application.sockets.test_client(application.web, auth={"token": device.token})


def test_a_supervisor_sees_the_room_and_hears_of_each_change(application: Application, device: Any) -> None:
    screen = watching(application, device("supervisor"))
    room = screen.emit("watch", WISH, callback=True)
    assert [one["number"] for one in room["counters"]] == list(range(1, 9))
    device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"})
    application.pusher.push()
    told = [one["args"][0] for one in screen.get_received() if one["name"] == "room"]
    assert told[-1]["totals"]["issued"] == 1
    assert told[-1]["version"] > room["version"]


def test_a_supervisor_who_is_one_no_more_sees_the_room_no_more(application: Application, device: Any) -> None:
    browser, office = application.web.test_client(), application.offices.get("phuong-thanh-liet")
    with application.database.transaction() as tx:
        lan = people.put_user(
            tx.connection, office.id, "lan", name="Phạm Ngọc Lan", role="supervisor", password_hash="x"
        )
    with browser.session_transaction() as session:
        session.update(user_id=lan, epoch=1)
    screen: Any = application.sockets.test_client(application.web, flask_test_client=browser)
    assert "counters" in screen.emit("watch", WISH, callback=True)
    demoted = {"key": "lan", "field": "role", "before": "supervisor", "after": "staff"}
    assert device("admin").post(f"{OFFICE}/people", {"changes": [demoted]}).status_code == 200
    application.pusher.watching.doorkeeper.expire()
    application.pusher.watching.dismiss()
    assert not screen.is_connected()


def test_a_room_that_nobody_watches_is_not_read(application: Application, device: Any) -> None:
    screen = watching(application, device("supervisor"))
    supervising = application.pusher.beside[0].__self__  # type: ignore[attr-defined]
    office_id = application.offices.get("phuong-thanh-liet").id
    assert not supervising.is_watched(office_id)
    screen.emit("watch", WISH, callback=True)
    assert supervising.is_watched(office_id)
    screen.disconnect()
    assert not supervising.is_watched(office_id)


@pytest.mark.parametrize(("role", "counter"), [("display", None), ("kiosk", None), ("desk", 3)])
def test_others_do_not_see_the_whole_room(
    application: Application, device: Any, role: str, counter: int | None
) -> None:
    answer = watching(application, device(role, counter)).emit("watch", WISH, callback=True)
    assert answer["error"]["code"] == "not-allowed"


def test_a_supervisor_pauses_opens_and_closes_a_counter_without_sitting_down(
    application: Application, device: Any
) -> None:
    desk, supervisor, at = device("desk", 2), device("supervisor"), f"{OFFICE}/counters/2"
    desk.post(f"{at}/open")
    afar = {"from_afar": True}
    answers = [
        supervisor.post(f"{at}/pause", {"reason": "Họp giao ban", **afar}),
        supervisor.post(f"{at}/open", afar),
        supervisor.post(f"{at}/close", afar),
    ]
    assert [(one.status_code, one.json["state"]) for one in answers] == [
        (200, "paused"),
        (200, "open"),
        (200, "closed"),
    ]
    refused = desk.post(f"{at}/close", afar)
    assert refused.json["code"] == "not-allowed"
