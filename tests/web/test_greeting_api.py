"""What a greeter does for people in the hall."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.storage import people
from queue_app.storage.models import JOURNAL, PRINT_JOBS
from tests.conftest import Clock
from tests.web.conftest import OFFICE, PASSWORD, password_hash
from tests.web.test_pages import csrf

REASON = {"reason": "Bà cụ bị mệt"}


class Huong:
    """The greeter, signed in on her tablet, with kiosk and desk beside her."""

    def __init__(self, application: Application, office: Office, device: Any) -> None:
        with application.database.transaction() as tx:
            people.put_user(
                tx.connection,
                office.id,
                "huong",
                name="Vũ Thanh Hương",
                role="greeter",
                password_hash=password_hash(),
            )
        self.application, self.kiosk, self.desk = application, device("kiosk"), device("desk", 2)
        self.client = application.web.test_client()
        form = {"username": "huong", "password": PASSWORD}
        token = csrf(self.client.get("/signin").text)
        self.signed_in = self.client.post("/signin", data={**form, "csrf_token": token})
        self.headers = {"X-CSRFToken": csrf(self.client.get("/signin?lang=vi", follow_redirects=True).text)}

    def takes(self, queue: str = "A", **wish: Any) -> Any:
        return self.kiosk.post(f"{OFFICE}/tickets", {"queue": queue, **wish}).json

    def does(self, verb: str, ticket: Any, body: Any = None) -> Any:
        return self.client.post(f"{OFFICE}/tickets/{ticket['id']}/{verb}", json=body, headers=self.headers)

    def finds(self, number: str) -> list[Any]:
        answer = self.client.get(f"{OFFICE}/tickets", query_string={"number": number})
        assert answer.status_code == 200
        return list((answer.json or {})["tickets"])

    def jobs(self) -> list[Any]:
        with self.application.database.reading() as tx:
            return list(tx.connection.execute(select(PRINT_JOBS).order_by(PRINT_JOBS.c.id)))

    def prints_all(self) -> None:
        with self.application.database.transaction() as tx:
            tx.connection.execute(PRINT_JOBS.update().values(state="printed"))


@pytest.fixture
def huong(application: Application, office: Office, device: Any) -> Huong:
    return Huong(application, office, device)


def test_a_greeter_who_signs_in_comes_to_her_page(huong: Huong) -> None:
    assert huong.signed_in.headers["Location"] == "/greeter"
    page = huong.client.get("/greeter")
    assert (page.status_code, "Vũ Thanh Hương" in page.text) == (200, True)


@pytest.mark.parametrize("typed", ["1", "001", "a1", "A001", " a 001 ", "A-001"])
def test_a_number_is_found_however_it_is_said(huong: Huong, typed: str) -> None:
    huong.takes("A")
    assert "A001" in [one["label"] for one in huong.finds(typed)]


def test_a_number_without_its_letter_means_every_queue(huong: Huong) -> None:
    huong.takes("A"), huong.takes("B"), huong.takes("B")
    assert sorted(one["label"] for one in huong.finds("1")) == ["A001", "B001"]
    assert [one["label"] for one in huong.finds("b2")] == ["B002"]
    assert huong.finds("B9") == huong.finds("xyz") == huong.finds("A001; DROP") == []


def test_a_found_number_says_where_it_is_and_why(huong: Huong) -> None:
    first, _ = huong.takes("A", priority="elderly"), huong.takes("A")
    (waiting,) = huong.finds("A2")
    assert (waiting["state"], waiting["people_ahead"]) == ("waiting", 1)
    assert waiting["can"] == ["reprint", "mark", "transfer", "cancel"]
    assert huong.desk.post(f"{OFFICE}/tickets/{first['id']}/call", REASON).status_code == 200
    (called,) = huong.finds("A1")
    assert (called["state"], called["counter"], called["priority_mark"]) == ("called", 2, "Ư")
    assert "Bà cụ bị mệt" in called["why"]["vi"]
    assert called["can"] == []


def test_yesterdays_numbers_are_nobodys_today(huong: Huong, clock: Clock) -> None:
    ticket = huong.takes("A")
    assert huong.does("cancel", ticket).status_code == 200
    assert [one["state"] for one in huong.finds("A1")] == ["cancelled"]
    clock.pass_(days=1)
    assert huong.finds("A1") == []


def test_a_class_given_in_the_hall_counts_as_if_it_had_been_chosen_at_the_kiosk(huong: Huong) -> None:
    first, second = huong.takes("A"), huong.takes("A")
    assert huong.does("mark", second, {"priority": "elderly"}).json["priority"] == "elderly"
    (found,) = huong.finds("A2")
    assert found["people_ahead"] == 0
    assert huong.does("mark", second, {"priority": None}).status_code == 200
    (found,) = huong.finds("A2")
    assert (found["people_ahead"], "priority" in found) == (1, False)
    called = huong.desk.post(f"{OFFICE}/counters/2/call-next").json
    assert called["id"] == first["id"]
    refused = huong.does("mark", first, {"priority": "elderly"})
    assert (refused.status_code, refused.json["code"]) == (409, "move-refused")
    unknown = huong.does("mark", second, {"priority": "nobility"})
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown-priority")


def test_a_slip_printed_again_says_so_and_never_comes_out_twice_unasked(huong: Huong, clock: Clock) -> None:
    huong.takes("A")
    ticket = huong.takes("A")
    owed = huong.does("reprint", ticket)
    assert (owed.status_code, owed.json["code"]) == (409, "slip-owed")
    huong.prints_all()
    clock.pass_(minutes=9)
    assert huong.does("reprint", ticket).status_code == 202
    again = huong.does("reprint", ticket)
    assert (again.status_code, again.json["code"]) == (409, "slip-owed")
    *_, first, reprint = huong.jobs()
    assert (first.payload["reprinted_time"], reprint.payload["reprinted_time"]) == ("", "8:19")
    for same in ("label", "issued_time", "status_url", "queue"):
        assert first.payload[same] == reprint.payload[same]
    with huong.application.database.reading() as tx:
        moves = tx.connection.execute(select(JOURNAL.c.move, JOURNAL.c.actor).order_by(JOURNAL.c.seq)).all()
    assert moves[-1].move == "reprint"
    assert moves[-1].actor.startswith("user:")


def test_no_slip_is_promised_where_none_would_come(huong: Huong) -> None:
    ticket = huong.takes("A")
    with huong.application.database.transaction() as tx:
        tx.connection.execute(PRINT_JOBS.update().values(state="printed"))
    huong.takes("A")
    with huong.application.database.transaction() as tx:
        last = PRINT_JOBS.c.ticket_id != ticket["id"]
        tx.connection.execute(PRINT_JOBS.update().where(last).values(reason="paper-out"))
    refused = huong.does("reprint", ticket)
    assert (refused.status_code, refused.json["code"]) == (409, "printer-not-ready")


def test_whoever_has_left_gets_no_slip(huong: Huong) -> None:
    ticket = huong.takes("A")
    huong.prints_all()
    assert huong.does("cancel", ticket).status_code == 200
    refused = huong.does("reprint", ticket)
    assert (refused.status_code, refused.json["code"]) == (409, "move-refused")


@pytest.mark.parametrize("role", ["kiosk", "display"])
def test_a_screen_of_the_hall_finds_nobody(huong: Huong, device: Any, role: str) -> None:
    ticket, screen = huong.takes("A"), device(role)
    assert screen.get(f"{OFFICE}/tickets?number=1").status_code == 403
    for verb, body in (("mark", {"priority": None}), ("reprint", None)):
        assert screen.post(f"{OFFICE}/tickets/{ticket['id']}/{verb}", body).status_code == 403
