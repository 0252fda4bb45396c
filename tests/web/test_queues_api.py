"""The contract: queues closed and opened by hand."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from queue_app.app import Application, create_app
from tests.conftest import Clock
from tests.web.conftest import OFFICE

REASON = {"reason": "Cán bộ họp đột xuất"}


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_a_supervisor_closes_a_queue_and_the_kiosk_hears_why(device: Any, role: str) -> None:
    supervisor, kiosk = device(role), device("kiosk")
    kiosk.get(OFFICE)
    closed = supervisor.post(f"{OFFICE}/queues/A/close", REASON)
    told = {"because": "by-hand", "reason": "Cán bộ họp đột xuất"}
    assert (closed.status_code, closed.json) == (200, {"code": "A", "closed": told})
    refused = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    assert (refused.status_code, refused.json["code"]) == (409, "queue-closed")
    assert refused.json["title"] == "Hàng chờ A tạm ngừng phát số: Cán bộ họp đột xuất"
    first, second = kiosk.get(OFFICE).json["queues"][:2]
    assert (first["open"], first["closed"]) == (False, told)
    assert (second["open"], second["closed"]) == (True, None)
    assert supervisor.post(f"{OFFICE}/queues/A/open").json == {"code": "A", "closed": None}
    assert kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}).status_code == 201


def test_the_reason_in_somebodys_own_words_is_not_logged(device: Any, log_of: Any) -> None:
    told = log_of("queue_app.web.api.queues")
    device("supervisor").post(f"{OFFICE}/queues/A/close", {"reason": "Chị Hà ốm"})
    assert "queue_closed" in {line["event"] for line in told}
    assert "Chị Hà" not in str(told)


def test_a_queue_stays_closed_over_a_restart(device: Any, application: Application, clock: Clock) -> None:
    device("supervisor").post(f"{OFFICE}/queues/A/close", REASON)
    again = create_app(application.settings, clock=clock)
    queue = again.offices.get("phuong-thanh-liet").queue("A")
    assert queue.closed_reason == "Cán bộ họp đột xuất"
    again.database.close()


def test_a_press_before_the_queue_was_closed_keeps_its_answer(device: Any) -> None:
    kiosk, press = device("kiosk"), {"Idempotency-Key": "press-1"}
    first = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    device("supervisor").post(f"{OFFICE}/queues/A/close", REASON)
    again = kiosk.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    assert (again.status_code, again.json) == (201, first.json)


@pytest.mark.parametrize("role", ["kiosk", "display"])
def test_a_device_in_the_hall_closes_nothing(device: Any, role: str) -> None:
    for verb in ("close", "open"):
        answer = device(role).post(f"{OFFICE}/queues/A/{verb}", REASON)
        assert (answer.status_code, answer.json["code"]) == (403, "not-allowed")


def test_a_desk_closes_no_queue(device: Any) -> None:
    assert device("desk", 2).post(f"{OFFICE}/queues/A/close", REASON).json["code"] == "not-allowed"


@pytest.mark.parametrize(
    ("letter", "body", "status", "code"),
    [
        ("Z", REASON, 404, "unknown-queue"),
        ("A", {}, 422, "bad-field"),
        ("A", {"reason": "x"}, 422, "bad-field"),
        ("A", {"reason": "   \t  "}, 422, "bad-field"),
        ("A", {"reason": "x" * 201}, 422, "bad-field"),
    ],
)
def test_what_is_no_queue_or_no_reason_is_said(
    device: Any, letter: str, body: Any, status: int, code: str
) -> None:
    answer = device("supervisor").post(f"{OFFICE}/queues/{letter}/close", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_the_office_says_which_class_of_priority_is_confirmed_at_the_counter(device: Any) -> None:
    classes = device("kiosk").get(OFFICE).json["priorities"]
    assert {one["code"]: (one["mark"], one["confirm"]) for one in classes} == {
        "elderly": ("Ư", False),
        "disability": ("Ư", True),
        "maternity": ("Ư", False),
        "merit": ("Ư", True),
    }


@pytest.fixture
def late_afternoon(application: Application, clock: Clock, device: Any) -> Any:
    """A kiosk at 16:45 where four wait for the one counter of queue A that is open, at eight minutes each."""
    kiosk = device("kiosk")
    for _ in range(5):
        kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
    with application.database.transaction() as tx:
        tx.connection.execute(text("UPDATE offices SET always_open = false, config_version = 99"))
    application.offices.expire()
    clock.pass_(hours=8, minutes=35)
    device("desk", 2).post(f"{OFFICE}/counters/2/call-next")
    kiosk.get(f"{OFFICE}/board")
    return kiosk


def test_whoever_may_not_be_served_today_is_asked_and_gets_a_number_on_yes(late_afternoon: Any) -> None:
    press = {"Idempotency-Key": "press-1"}
    asked = late_afternoon.post(f"{OFFICE}/tickets", {"queue": "A"}, headers=press)
    assert (asked.status_code, asked.json["code"]) == (409, "may-not-be-served")
    assert asked.json["closes_at"] == "2026-11-23T17:00:00.000+07:00"
    assert asked.json["promised_at"] > asked.json["closes_at"]
    wish = {"queue": "A", "late": True}
    yes = late_afternoon.post(f"{OFFICE}/tickets", wish, headers=press)
    assert (yes.status_code, yes.json["label"]) == (201, "A006")
    again = late_afternoon.post(f"{OFFICE}/tickets", wish, headers=press)
    assert (again.status_code, again.json) == (201, yes.json)


def test_where_nobody_calls_yet_the_wait_is_judged_as_if_all_counters_of_the_queue_did(
    late_afternoon: Any, clock: Clock
) -> None:
    clock.pass_(hours=-1)
    wish = {"queue": "B"}
    waiting = [late_afternoon.post(f"{OFFICE}/tickets", wish).status_code for _ in range(16)]
    clock.pass_(hours=1)
    late_afternoon.get(f"{OFFICE}/board")
    asked = late_afternoon.post(f"{OFFICE}/tickets", wish)
    assert set(waiting) == {201}
    assert (asked.status_code, asked.json["code"]) == (409, "may-not-be-served")


def test_a_press_that_was_answered_in_time_is_answered_again_when_it_has_become_late(
    late_afternoon: Any, clock: Clock
) -> None:
    press = {"Idempotency-Key": "press-1"}
    first = late_afternoon.post(f"{OFFICE}/tickets", {"queue": "B"}, headers=press)
    assert first.status_code == 201, "nobody calls B, but if somebody did, there would be time"
    clock.pass_(minutes=14)
    again = late_afternoon.post(f"{OFFICE}/tickets", {"queue": "B"}, headers=press)
    assert again.json == first.json
