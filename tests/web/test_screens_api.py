"""The contract: pairing a television over HTTP, and how it is told where to go."""

from __future__ import annotations

from typing import Any

import pytest

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.services import settings
from tests.conftest import Clock
from tests.web.conftest import OFFICE, Device

PATH = f"{OFFICE}/screens"
COUNTER_3 = {"name": "Tivi quầy 3", "kind": "counter", "settings": {"counters": "3"}}


@pytest.fixture
def television(application: Application, device: Any) -> Any:
    """A television that shows a code: its bearer token is what only it knows."""
    waiting = device(None).post("/api/v1/pairings")
    assert waiting.status_code == 201
    made = Device(application.web.test_client(use_cookies=False), waiting.json["secret"])
    made.code = waiting.json["code"]  # type: ignore[attr-defined]
    return made


def seen(listed: Any) -> Any:
    """The first screen of the list, as whoever changes it says that they saw it."""
    return {name: listed[0][name] for name in ("token", "name", "kind", "settings")}


def test_a_television_shows_its_code_until_it_is_paired_and_then_knows_its_place(
    device: Any, television: Any
) -> None:
    waits = television.get("/api/v1/screens/mine").json
    assert (waits["paired"], waits["code"]) == (False, television.code)
    paired = device("supervisor").post(PATH, {"code": television.code, **COUNTER_3})
    assert paired.status_code == 201
    (screen,) = paired.json
    address = "/tv/phuong-thanh-liet/counter?counters=3"
    assert (screen["name"], screen["address"], screen["alive"]) == ("Tivi quầy 3", address, False)
    assert television.get("/api/v1/screens/mine").json == {
        "paired": True,
        "name": "Tivi quầy 3",
        "address": address,
    }
    assert television.get(f"{OFFICE}/board").status_code == 200


def test_a_changed_board_is_told_to_the_television_and_so_is_that_it_has_none(
    application: Application, device: Any, television: Any
) -> None:
    supervisor = device("supervisor")
    paired = supervisor.post(PATH, {"code": television.code, **COUNTER_3}).json
    number = paired[0]["id"]
    auth = {"token": television.token, "release": "old"}
    screen = application.sockets.test_client(application.web, auth=auth)
    screen.emit("watch", {"office": "phuong-thanh-liet", "topic": "board"}, callback=True)
    assert supervisor.get(PATH).json[0]["alive"] is True
    assert supervisor.get(PATH).json[0]["same_release"] is False
    common = {"name": "Tivi chung", "kind": "main"}
    listed = supervisor.post(f"{PATH}/{number}", {**common, "saw": seen(paired)}).json
    stale = supervisor.post(f"{PATH}/{number}/remove", {"saw": seen(paired)})
    assert (stale.status_code, stale.json["code"]) == (409, "setting-changed")
    supervisor.post(f"{PATH}/{number}/remove", {"saw": seen(listed)})
    told = [one["args"][0] for one in screen.get_received() if one["name"] == "guide"]
    assert [one["address"] for one in told] == [
        "/tv/phuong-thanh-liet/counter?counters=3",
        "/tv/phuong-thanh-liet",
        "/tv",
    ]
    assert told[0]["release"] not in ("", "old")
    forgotten = television.get("/api/v1/screens/mine")
    assert (forgotten.status_code, forgotten.json["code"]) == (404, "unknown-screen")


def test_a_television_whose_counter_is_no_more_is_sent_on_and_finds_its_way_by_itself(
    application: Application, device: Any, television: Any, office: Office, clock: Clock
) -> None:
    device("supervisor").post(PATH, {"code": television.code, **COUNTER_3})
    screen = application.sockets.test_client(
        application.web, auth={"token": television.token, "release": "old"}
    )
    screen.emit("watch", {"office": "phuong-thanh-liet", "topic": "board"}, callback=True)
    screen.get_received()
    with application.database.transaction(office.id) as tx:
        settings.retire(tx, office, "counters", "3", actor="console", now=clock())
    (guide,) = [one["args"][0] for one in screen.get_received() if one["name"] == "guide"]
    assert guide["address"] == "/tv/phuong-thanh-liet"
    page = television.get("/tv/phuong-thanh-liet/counter?counters=3")
    assert page.status_code == 400
    assert '<meta http-equiv="refresh" content="60">' in page.text
    assert "displays/parts/astray.js" in page.text
    assert "refresh" not in television.get("/nowhere").text


def test_who_guesses_codes_has_to_wait(device: Any, television: Any) -> None:
    supervisor = device("supervisor")
    guesses = [supervisor.post(PATH, {"code": "XXXXXX", **COUNTER_3}).status_code for _ in range(11)]
    assert guesses == [404] * 10 + [429]
    assert supervisor.post(PATH, {"code": television.code, **COUNTER_3}).status_code == 429


def test_a_board_that_could_not_be_shown_is_refused_and_the_code_stays_good(
    device: Any, television: Any
) -> None:
    supervisor = device("supervisor")
    wrong = COUNTER_3 | {"settings": {"counters": "77"}}
    refused = supervisor.post(PATH, {"code": television.code, **wrong})
    assert refused.json["code"] == "bad-board"
    assert supervisor.post(PATH, {"code": television.code, **COUNTER_3}).status_code == 201


@pytest.mark.parametrize(("role", "counter"), [("display", None), ("kiosk", None), ("desk", 3)])
def test_others_pair_no_screens_and_see_none(device: Any, role: str, counter: int | None) -> None:
    one = device(role, counter)
    assert one.get(PATH).json["code"] == "not-allowed"
    assert one.post(PATH, {"code": "XXXXXX", **COUNTER_3}).json["code"] == "not-allowed"


def test_a_screen_without_a_name_is_listed_by_its_token_with_its_release(
    application: Application, device: Any
) -> None:
    kiosk = device("kiosk")
    auth = {"token": kiosk.token, "release": application.web.extensions["queue_app"].release}
    application.sockets.test_client(application.web, auth=auth)
    (listed,) = device("supervisor").get(PATH).json
    assert (listed["role"], listed["alive"], listed["same_release"], "name" in listed) == (
        "kiosk",
        True,
        True,
        False,
    )
