"""The contract: what the boards announce, from when until when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Clock
from tests.web.conftest import OFFICE

PATH = f"{OFFICE}/announcements"


def on_the_board(device: Any) -> list[Any]:
    return [one["text"] for one in device("display").get(f"{OFFICE}/board").json["announcements"]]


def test_a_supervisor_announces_something_changes_it_and_takes_it_away(device: Any) -> None:
    supervisor = device("supervisor")
    (first,) = supervisor.get(PATH).json
    said = {
        "text": "Sáng nay máy in ở quầy 3 đang sửa",
        "text_en": "The printer at counter 3 is being mended",
    }
    answer = supervisor.post(PATH, said)
    assert answer.status_code == 201
    new = answer.json[1]
    assert (new["text_en"], new["shown"]) == (said["text_en"], True)
    assert on_the_board(device) == [first["text"], said["text"]]
    supervisor.post(f"{PATH}/order", {"ids": [new["id"]]})
    assert on_the_board(device) == [said["text"], first["text"]]
    supervisor.post(f"{PATH}/{new['id']}", {"text": "Máy in đã sửa xong"})
    assert on_the_board(device) == ["Máy in đã sửa xong", first["text"]]
    supervisor.post(f"{PATH}/{new['id']}/remove")
    assert on_the_board(device) == [first["text"]]
    again = supervisor.post(f"{PATH}/{new['id']}/remove")
    assert (again.status_code, again.json["code"]) == (404, "unknown-announcement")


def test_an_announcement_comes_and_goes_by_the_offices_clock(device: Any, clock: Clock) -> None:
    supervisor = device("supervisor")
    while_we_meet = {"shown_from": "2026-11-23T08:30", "shown_until": "2026-11-23T02:00:00Z"}
    planned = supervisor.post(PATH, {"text": "Nghỉ họp đến 9 giờ", **while_we_meet}).json[1]
    assert (planned["shown"], planned["shown_from"][11:16], planned["shown_until"][11:16]) == (
        False,
        "08:30",
        "09:00",
    )
    seen = []
    for _ in range(3):
        seen.append("Nghỉ họp đến 9 giờ" in on_the_board(device))
        clock.pass_(minutes=30)
    assert seen == [False, True, False]


def test_what_was_announced_stands_in_the_log_of_changes_and_can_be_taken_back(device: Any) -> None:
    supervisor, admin = device("supervisor"), device("admin")
    (first,) = supervisor.get(PATH).json
    planned = {"text": "Nghỉ họp", "shown_from": "2026-11-23T08:00"}
    supervisor.post(PATH, planned)
    supervisor.post(f"{PATH}/{first['id']}/remove")
    change = admin.get(f"{OFFICE}/changes").json["changes"][0]
    assert [(one["field"], len(one["before"]), len(one["after"])) for one in change["parts"]] == [
        ("announcements", 2, 1)
    ]
    taken_back = admin.post(f"{OFFICE}/changes/{change['id']}/take-back")
    assert taken_back.status_code == 200
    assert [one["text"] for one in supervisor.get(PATH).json] == [first["text"], "Nghỉ họp"]
    assert supervisor.get(PATH).json[1]["shown_from"][11:16] == "08:00"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "x" * 201},
        {"text": "Họp", "shown_from": "tomorrow"},
        {"text": "Họp", "shown_from": "2026-11-23T09:00", "shown_until": "2026-11-23T08:00"},
    ],
)
def test_what_nobody_could_read_or_would_ever_see_is_refused(device: Any, body: Any) -> None:
    answer = device("supervisor").post(PATH, body)
    assert (answer.status_code, answer.json["code"]) == (422, "bad-field")


@pytest.mark.parametrize(("role", "counter"), [("display", None), ("kiosk", None), ("desk", 3)])
def test_only_supervisors_speak_to_everybody(device: Any, role: str, counter: int | None) -> None:
    assert device(role, counter).post(PATH, {"text": "Họp"}).json["code"] == "not-allowed"


def test_another_offices_announcements_are_out_of_reach(device: Any) -> None:
    (first,) = device("supervisor").get(PATH).json
    other = PATH.replace("thanh-liet", "khac")
    assert device("supervisor").post(f"{other}/{first['id']}/remove").json["code"] == "wrong-office"
