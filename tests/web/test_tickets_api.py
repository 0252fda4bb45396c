"""The contract: tickets over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from queue_app.app import Application
from tests.conftest import Clock
from tests.web.conftest import OFFICE


def test_a_kiosk_takes_a_number(device: Any) -> None:
    answer = device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"}, headers={"Idempotency-Key": "1"})
    assert answer.status_code == 201
    ticket = answer.json
    assert (ticket["label"], ticket["number"], ticket["queue"], ticket["state"]) == (
        "A001",
        1,
        "A",
        "waiting",
    )
    assert ticket["status_url"].endswith("/t/" + ticket["token"])
    assert datetime.fromisoformat(ticket["issued_at"]).utcoffset() is not None
    assert {"id", "people_ahead", "wait", "times_called"} <= ticket.keys()


def test_the_wait_is_promised_once_a_counter_is_open(device: Any) -> None:
    kiosk, desk = device("kiosk"), device("desk", 2)
    assert kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}).json["wait"] is None
    desk.post(f"{OFFICE}/counters/2/call-next")
    kiosk.get(f"{OFFICE}/board")
    assert kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}).json["wait"]["p90_s"] > 0


def test_a_repeated_press_gets_the_first_answer_again_and_no_second_number(device: Any, clock: Clock) -> None:
    kiosk, press = device("kiosk"), {"Idempotency-Key": "press-1"}
    first = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    device("desk", 2).post(f"{OFFICE}/counters/2/call-next")
    clock.pass_(minutes=1)
    again = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    assert (again.status_code, again.json) == (201, first.json)
    assert kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}).json["label"] == "A002"


def test_a_press_is_answered_again_even_when_the_office_has_closed_since(
    device: Any, application: Application
) -> None:
    kiosk, press = device("kiosk"), {"Idempotency-Key": "press-1"}
    first = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    with application.database.transaction() as tx:
        tx.connection.execute(
            text("UPDATE offices SET always_open = false, hours = '{}', config_version = 99")
        )
    application.offices.expire()
    assert kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press).json == first.json
    closed = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert (closed.status_code, closed.json["code"]) == (409, "office-closed")


def test_the_same_key_with_another_wish_is_refused(device: Any) -> None:
    kiosk, press = device("kiosk"), {"Idempotency-Key": "press-1"}
    kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    answer = kiosk.post(f"{OFFICE}/tickets", {"queue": "B"}, headers=press)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "bad-field", "queue"),
        ({"queue": 5}, 422, "bad-field", "queue"),
        ({"queue": None}, 422, "bad-field", "queue"),
        ({"queue": "A", "colour": "red"}, 422, "bad-field", "colour"),
        ({"queue": "A", "language": "xx"}, 422, "bad-field", "language"),
        ({"queue": "B", "procedure": "1.001193"}, 422, "bad-field", "procedure"),
        ({"queue": "A", "procedure": "nothing"}, 422, "unknown-procedure", None),
        ({"queue": "A", "priority": "king"}, 422, "unknown-priority", None),
        ({"queue": "Z"}, 404, "unknown-queue", None),
        (["A"], 400, "bad-request", "body"),
        ("A", 400, "bad-request", "body"),
    ],
)
def test_bad_wishes_are_named(device: Any, body: Any, status: int, code: str, field: str | None) -> None:
    answer = device("kiosk").post(f"{OFFICE}/tickets", body)
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, answer.json["code"], answer.json.get("field")) == (status, code, field)


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"nul", b"[" * 60_000])
def test_what_is_no_json_is_said_to_be_none(device: Any, data: bytes) -> None:
    kiosk = device("kiosk")
    headers = {"Authorization": f"Bearer {kiosk.token}", "Content-Type": "application/json"}
    answer = kiosk.client.post(f"{OFFICE}/tickets", data=data, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "bad-request")


def test_a_body_of_a_megabyte_is_refused(device: Any) -> None:
    assert device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A" * 1_000_000}).json["code"] == "too-large"


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_bad_idempotency_key_is_named(device: Any, key: str) -> None:
    answer = device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["field"]) == (400, "Idempotency-Key")


def test_without_a_token_or_with_a_wrong_one_nobody_gets_in(device: Any) -> None:
    stranger = device(None)
    assert stranger.post(f"{OFFICE}/tickets", {"queue": "A"}).status_code == 401
    stranger.token = "no-such-token"
    answer = stranger.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-required")


def test_a_token_is_good_for_its_own_office_only(device: Any) -> None:
    answer = device("kiosk").post("/api/v1/offices/phuong-khac/tickets", {"queue": "A"})
    assert (answer.status_code, answer.json["code"]) == (403, "wrong-office")
    answer = device("kiosk").post("/api/v1/offices/nowhere/tickets", {"queue": "A"})
    assert (answer.status_code, answer.json["code"]) == (404, "unknown-office")


def test_a_television_takes_no_numbers_and_a_kiosk_calls_nobody(device: Any) -> None:
    assert device("display").post(f"{OFFICE}/tickets", {"queue": "A"}).json["code"] == "not-allowed"
    assert device("kiosk").post(f"{OFFICE}/counters/2/call-next").json["code"] == "not-allowed"


def test_a_desk_calls_for_its_own_counter_only(device: Any) -> None:
    kiosk, desk = device("kiosk"), device("desk", 2)
    kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert desk.post(f"{OFFICE}/counters/1/call-next").json["code"] == "wrong-counter"
    ticket = desk.post(f"{OFFICE}/counters/2/call-next").json
    assert (ticket["state"], ticket["counter"], ticket["times_called"]) == ("called", 2, 1)
    other = device("desk", 1).post(f"{OFFICE}/tickets/{ticket['id']}/finish")
    assert (other.status_code, other.json["code"]) == (403, "wrong-counter")


def test_calling_with_nobody_waiting_is_409(device: Any) -> None:
    answer = device("desk", 2).post(f"{OFFICE}/counters/2/call-next")
    assert (answer.status_code, answer.json["code"]) == (409, "nobody-waiting")
    assert answer.json["title"] == "Không còn ai chờ ở quầy 2."


@pytest.mark.parametrize("counter", ["99", "0", "x", "-1", "²", "9" * 30])
def test_an_unknown_counter_is_404(device: Any, counter: str) -> None:
    answer = device("supervisor").post(f"{OFFICE}/counters/{counter}/call-next")
    assert (answer.status_code, answer.json["code"]) == (404, "unknown-counter")


@pytest.mark.parametrize("ticket", ["99", "x", "-1", "9" * 30])
def test_an_unknown_ticket_is_404(device: Any, ticket: str) -> None:
    answer = device("supervisor").post(f"{OFFICE}/tickets/{ticket}/finish")
    assert (answer.status_code, answer.json["code"]) == (404, "unknown-ticket")


def test_the_whole_visit_over_http(device: Any) -> None:
    kiosk, desk = device("kiosk"), device("desk", 2)
    kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    ticket = desk.post(f"{OFFICE}/counters/2/call-next").json
    states = [
        desk.post(f"{OFFICE}/tickets/{ticket['id']}/{verb}").json["state"]
        for verb in ("recall", "start", "finish")
    ]
    assert states == ["called", "serving", "done"]
    refused = desk.post(f"{OFFICE}/tickets/{ticket['id']}/no-show")
    assert (refused.status_code, refused.json["code"]) == (409, "move-refused")


def test_a_citizen_follows_the_number_and_gives_it_back(device: Any) -> None:
    kiosk, citizen = device("kiosk"), device(None)
    kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    ticket = kiosk.post(f"{OFFICE}/tickets", {"queue": "A", "priority": "disability"}).json
    followed = citizen.get(f"/api/v1/tickets/{ticket['token']}")
    assert followed.json["label"] == "A002"
    assert "priority" not in followed.json
    assert "token" not in followed.json
    assert citizen.post(f"/api/v1/tickets/{ticket['token']}/cancel").json["state"] == "cancelled"
    again = citizen.post(f"/api/v1/tickets/{ticket['token']}/cancel")
    assert (again.status_code, again.json["code"]) == (409, "move-refused")
    assert citizen.get("/api/v1/tickets/unknown").status_code == 404


def test_the_board_names_numbers_and_counters_and_nothing_else(device: Any) -> None:
    kiosk, desk = device("kiosk"), device("desk", 2)
    for priority in (None, "elderly"):
        kiosk.post(f"{OFFICE}/tickets", {"queue": "A", **({"priority": priority} if priority else {})})
    desk.post(f"{OFFICE}/counters/2/call-next")
    board = device("display").get(f"{OFFICE}/board").json
    assert board.keys() == {
        "version", "config", "office", "time", "open", "opens", "calls", "missed", "queues", "counters",
        "announcements",
    }  # fmt: skip
    assert [(call["label"], call["counter"]) for call in board["calls"]] == [("A002", 2)]
    assert [queue["waiting"] for queue in board["queues"]] == [1, 0, 0, 0, 0, 0]
    assert board["counters"][1] == {"number": 2, "name": "Hộ tịch", "state": "open", "label": "A002"}
    assert "elderly" not in str(board)


def test_the_boards_version_grows_with_every_change(device: Any) -> None:
    kiosk, display = device("kiosk"), device("display")
    versions = []
    for _ in range(3):
        kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
        versions.append(display.get(f"{OFFICE}/board").json["version"])
    assert versions == sorted(set(versions))


def test_a_fault_shows_no_traceback(device: Any, application: Application) -> None:
    kiosk = device("kiosk")
    kiosk.get(OFFICE)
    with application.database.transaction() as tx:
        tx.connection.execute(text("DROP TABLE journal"))
    answer = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert (answer.status_code, answer.json["code"]) == (503, "database-unreachable")
    assert "Traceback" not in answer.text
    assert "journal" not in answer.text
