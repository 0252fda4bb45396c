"""The contract: what is done with a ticket between its call and its end, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.domain.tickets import MOVES, Move, State
from queue_app.storage import people
from queue_app.storage.models import COUNTERS, DELIVERIES, JOURNAL, NUMBERS, OFFICES, PRINT_JOBS, TICKETS
from tests.conftest import Clock
from tests.web.conftest import OFFICE, Device, password_hash

REASON = {"reason": "Bà cụ bị mệt"}
VERBS: dict[str, tuple[Move, Any]] = {
    "recall": (Move.RECALL, None),
    "start": (Move.START, None),
    "hold": (Move.HOLD, None),
    "resume": (Move.RESUME, None),
    "transfer": (Move.TRANSFER, {"queue": "B"}),
    "finish": (Move.FINISH, None),
    "no-show": (Move.NO_SHOW, None),
    "reinstate": (Move.REINSTATE, None),
    "cancel": (Move.CANCEL, None),
    "call": (Move.CALL, REASON),
    "priority": (Move.CONFIRM, {"confirmed": True}),
    "note": (Move.NOTE, {"note": "Hẹn chiều nay quay lại"}),
}
"""By the name in the address: the move, and a body that is right."""


class Hall:
    """Kiosk, the desk of counter 2 and a supervisor; and a look into the database behind them."""

    def __init__(self, application: Application, device: Any) -> None:
        self.application = application
        self.kiosk, self.desk, self.supervisor = device("kiosk"), device("desk", 2), device("supervisor")

    def takes(self, queue: str = "A", **wish: Any) -> Any:
        return self.kiosk.post(f"{OFFICE}/tickets", {"queue": queue, **wish}).json

    def does(self, verb: str, ticket: Any, body: Any = None, by: Device | None = None) -> Any:
        return (by or self.desk).post(f"{OFFICE}/tickets/{ticket['id']}/{verb}", body)

    def called(self, **wish: Any) -> Any:
        ticket = self.takes(**wish)
        assert self.does("call", ticket, REASON).status_code == 200
        return ticket

    def in_state(self, state: State) -> Any:
        """A ticket with a class of priority that is in this state."""
        wish = {"priority": "elderly"}
        if state is State.WAITING:
            return self.takes(**wish)
        ticket = self.called(**wish)
        way = {"serving": "start", "held": "hold", "done": "finish", "no_show": "no-show"}
        if state is State.CANCELLED:
            self.does("hold", ticket)
            self.does("cancel", ticket)
        elif state is not State.CALLED:
            self.does(way[state.value], ticket)
        return ticket

    def everything(self) -> list[list[Any]]:
        """All rows that a move could write."""
        with self.application.database.reading() as tx:
            return [
                [tuple(row) for row in tx.connection.execute(select(table))]
                for table in (TICKETS, COUNTERS, JOURNAL, DELIVERIES, PRINT_JOBS, NUMBERS, OFFICES)
            ]


@pytest.fixture
def hall(application: Application, device: Any) -> Hall:
    return Hall(application, device)


@pytest.fixture
def person(application: Application, office: Office) -> Any:
    """Signs somebody in: `person("greeter")`; their browser sends its cookie and its token against forgery."""

    def sign_in(role: str) -> Device:
        username = f"nguoi-{role}"
        with application.database.transaction() as tx:
            values = {"name": "Trần Văn Minh", "role": role, "password_hash": password_hash()}
            people.put_user(tx.connection, office.id, username, **values)
            row = people.user_named(tx.connection, username)
        assert row
        client = application.web.test_client()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/signin").text)
        assert token
        with client.session_transaction() as session:
            session["user_id"], session["epoch"] = row.id, row.session_epoch
        return Browser(client, token[1])

    return sign_in


class Browser(Device):
    def __init__(self, client: FlaskClient, csrf_token: str) -> None:
        super().__init__(client)
        self.csrf_token = csrf_token

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"X-CSRFToken": self.csrf_token, **more}


def test_every_verb_of_a_visit_has_its_address(hall: Hall) -> None:
    ticket = hall.takes(priority="elderly")
    for verb, body, state in (
        ("call", REASON, "called"),
        ("recall", None, "called"),
        ("priority", {"confirmed": True}, "called"),
        ("start", None, "serving"),
        ("hold", None, "held"),
        ("resume", None, "waiting"),
        ("call", REASON, "called"),
        ("no-show", None, "no_show"),
        ("reinstate", None, "waiting"),
        ("call", REASON, "called"),
        ("finish", {"delivered": []}, "done"),
    ):
        answer = hall.does(verb, ticket, body)
        assert (answer.status_code, answer.json["state"], answer.json["label"]) == (200, state, "A001"), verb
        assert "token" not in answer.json


@pytest.mark.parametrize("verb", VERBS)
def test_what_the_table_of_moves_has_not_is_409_and_leaves_nothing_behind(hall: Hall, verb: str) -> None:
    move, body = VERBS[verb]
    for state in State:
        ticket = hall.in_state(state)
        before = hall.everything()
        answer = hall.does(verb, ticket, body)
        if state in MOVES[move]:
            assert (answer.status_code, answer.json["state"]) == (200, MOVES[move][state].value)
            assert hall.everything() != before
        else:
            assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
            assert (answer.json["code"], answer.json["state"]) == ("move-refused", state.value)
            assert answer.json["title"]
            assert hall.everything() == before


def test_absent_too_early_and_back_too_late_are_refused(
    hall: Hall, application: Application, clock: Clock
) -> None:
    absent = hall.in_state(State.NO_SHOW)
    clock.pass_(minutes=30, seconds=1)
    before = hall.everything()
    late = hall.does("reinstate", absent)
    assert (late.status_code, late.json["code"], late.json["minutes"]) == (409, "too-late-to-reinstate", 30)
    assert hall.everything() == before
    with application.database.transaction() as tx:
        tx.connection.execute(OFFICES.update().values(calls_before_no_show=2, config_version=99))
    application.offices.expire()
    early = hall.does("no-show", hall.called())
    assert (early.status_code, early.json["code"], early.json["needed"]) == (409, "too-few-calls", 2)


def test_what_was_delivered_is_said_at_the_end(hall: Hall, office: Office) -> None:
    code = next(iter(office.procedures))
    ticket = hall.called()
    before = hall.everything()
    unknown = hall.does("finish", ticket, {"delivered": [{"procedure": code}, {"procedure": "9.999999"}]})
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown-procedure")
    assert hall.everything() == before
    assert hall.does("finish", ticket, {"delivered": [{"procedure": code, "quantity": 3}]}).status_code == 200
    with hall.application.database.reading() as tx:
        rows = tx.connection.execute(select(DELIVERIES.c.procedure, DELIVERIES.c.quantity)).all()
    assert [tuple(row) for row in rows] == [(code, 3)]


BAD_BODIES: list[tuple[str, Any, int, str]] = [
    ("finish", [], 400, "body"),
    ("finish", {"delivered": "1.001193"}, 422, "delivered"),
    ("finish", {"delivered": [{}]}, 422, "delivered.0.procedure"),
    ("finish", {"delivered": [{"procedure": "1", "quantity": 0}]}, 422, "delivered.0.quantity"),
    ("finish", {"delivered": [{"procedure": "1", "quantity": "3"}]}, 422, "delivered.0.quantity"),
    ("finish", {"delivered": [{"procedure": "1"}] * 2}, 422, "delivered"),
    ("finish", {"delivered": [{"procedure": "1"}] * 51}, 422, "delivered"),
    ("transfer", "B", 400, "body"),
    ("transfer", {}, 400, "body"),
    ("transfer", {"queue": "B", "back": True}, 400, "body"),
    ("transfer", {"queue": "B", "counter": 3}, 400, "body"),
    ("transfer", {"counter": "3"}, 422, "counter"),
    ("transfer", {"counter": 0}, 422, "counter"),
    ("transfer", {"queue": "B", "standing": "first"}, 422, "standing"),
    ("transfer", {"queue": "B", "note": "x" * 301}, 422, "note"),
    ("transfer", {"queue": "B", "colour": "red"}, 422, "colour"),
    ("transfer", {"queue": "B", "note": "a\0b"}, 422, "note"),
    ("transfer", {"person": "\u200b"}, 422, "person"),
    ("call", {}, 422, "reason"),
    ("call", {"reason": "   "}, 422, "reason"),
    ("call", {"reason": "abc\u202e"}, 422, "reason"),
    ("call", {**REASON, "present": -1}, 422, "present"),
    ("call", {"reason": "ok"}, 422, "reason"),
    ("call", {"reason": "x" * 201}, 422, "reason"),
    ("call", {**REASON, "present": "12"}, 422, "present"),
    ("priority", {}, 422, "confirmed"),
    ("priority", {"confirmed": "yes"}, 422, "confirmed"),
    ("note", {}, 422, "note"),
    ("note", {"note": "x" * 301}, 422, "note"),
    ("note", {"note": "a\u202eb"}, 422, "note"),
]


def test_a_bad_body_is_named_by_its_field(hall: Hall) -> None:
    called, waiting = hall.called(priority="elderly"), hall.takes()
    before = hall.everything()
    for verb, body, status, field in BAD_BODIES:
        answer = hall.does(verb, waiting if verb == "call" else called, body)
        assert (verb, body, answer.status_code, answer.json["field"]) == (verb, body, status, field)
    assert hall.everything() == before


NO_PLACES: list[tuple[Any, int, str]] = [
    ({"queue": "Z"}, 404, "unknown-queue"),
    ({"counter": 99}, 404, "unknown-counter"),
    ({"person": "nobody"}, 404, "unknown-person"),
    ({"person": "ha"}, 409, "person-away"),
    ({"counter": 3}, 409, "counter-closed"),
    ({"back": True}, 409, "nobody-to-return-to"),
]


def test_a_ticket_goes_only_where_somebody_would_call_it(hall: Hall) -> None:
    ticket = hall.called()
    before = hall.everything()
    for body, status, code in NO_PLACES:
        answer = hall.does("transfer", ticket, body)
        assert (body, answer.status_code, answer.json["code"]) == (body, status, code)
    assert hall.everything() == before


def test_who_was_not_served_yet_waits_apart_only_for_a_reason(hall: Hall, device: Any) -> None:
    first, ticket = hall.takes(), hall.takes()
    device("desk", 1).post(f"{OFFICE}/counters/1/open")
    refused = hall.does("transfer", ticket, {"counter": 1}, by=hall.supervisor)
    assert (refused.status_code, refused.json["code"]) == (409, "reason-required")
    assert ticket["label"] in refused.json["title"]
    moved = hall.does("transfer", ticket, {"counter": 1, **REASON}, by=hall.supervisor)
    assert moved.status_code == 200
    with hall.application.database.reading() as tx:
        why = tx.connection.execute(select(JOURNAL.c.why).order_by(JOURNAL.c.seq.desc())).scalar()
    assert why == {"to_counter": 1, **REASON}
    assert hall.does("transfer", first, {"queue": "B"}, by=hall.supervisor).status_code == 200


def test_a_refusal_says_state_and_move_in_words(hall: Hall) -> None:
    refused = hall.does("resume", hall.takes())
    assert refused.json["title"] == "Phiếu đang ở trạng thái “đang chờ”, không thể làm “vào lại hàng chờ”."
    assert (refused.json["state"], refused.json["move"]) == ("waiting", "resume")


def test_hand_in_pay_and_back_over_http(hall: Hall, device: Any) -> None:
    ticket = hall.called()
    moved = hall.does("transfer", ticket, {"queue": "B", "note": "Thu phí 8.000 đồng"})
    assert (moved.json["queue"], moved.json["state"], moved.json["label"]) == ("B", "waiting", "A001")
    cashier = device("desk", 4)
    assert cashier.post(f"{OFFICE}/counters/4/call-next").json["label"] == "A001"
    back = hall.does("transfer", ticket, {"back": True}, by=cashier)
    assert (back.status_code, back.json["state"]) == (200, "waiting")
    assert hall.desk.post(f"{OFFICE}/counters/2/call-next").json["label"] == "A001"


def test_another_counters_ticket_is_not_a_desks_to_move(hall: Hall, device: Any) -> None:
    ticket, other = hall.called(priority="elderly"), device("desk", 3)
    before = hall.everything()
    for verb, (_, body) in VERBS.items():
        answer = hall.does(verb, ticket, body, by=other)
        refused = (409, "move-refused") if verb == "call" else (403, "wrong-counter")
        assert (verb, answer.status_code, answer.json["code"]) == (verb, *refused)
    assert hall.everything() == before


@pytest.mark.parametrize("role", ["kiosk", "display"])
def test_a_kiosk_and_a_television_move_nobody(hall: Hall, device: Any, role: str) -> None:
    ticket, stranger = hall.takes(priority="elderly"), device(None)
    who = device(role)
    before = hall.everything()
    for verb, (_, body) in VERBS.items():
        answer = hall.does(verb, ticket, body, by=who)
        assert (verb, answer.status_code, answer.json["code"]) == (verb, 403, "not-allowed")
        assert hall.does(verb, ticket, body, by=stranger).status_code == 401
    assert who.get(f"{OFFICE}/tickets/{ticket['id']}/why").status_code == 403
    assert hall.everything() == before


def test_a_greeter_helps_those_who_wait_and_touches_nobody_at_a_counter(hall: Hall, person: Any) -> None:
    greeter = person("greeter")
    absent = hall.in_state(State.NO_SHOW)
    assert hall.does("reinstate", absent, by=greeter).status_code == 200
    assert hall.does("transfer", absent, {"queue": "B"}, by=greeter).json["queue"] == "B"
    assert hall.does("cancel", absent, by=greeter).json["state"] == "cancelled"
    called = hall.called(priority="elderly")
    before = hall.everything()
    for verb, (_, body) in VERBS.items():
        refused = hall.does(verb, called, body, by=greeter)
        assert (verb, refused.status_code) == (verb, 403)
    assert hall.does("call", hall.takes(), REASON, by=greeter).json["code"] == "not-allowed"
    assert hall.everything()[1] == before[1]


def test_a_supervisor_moves_tickets_at_any_counter(hall: Hall) -> None:
    ticket = hall.called()
    assert hall.does("hold", ticket, by=hall.supervisor).json["state"] == "held"
    unsaid = hall.does("call", ticket, REASON, by=hall.supervisor)
    assert (unsaid.status_code, unsaid.json["field"]) == (422, "counter")
    called = hall.does("call", ticket, {**REASON, "counter": 3}, by=hall.supervisor)
    assert (called.status_code, called.json["counter"]) == (200, 3)


def test_a_person_moves_the_ticket_at_their_own_counter_only(hall: Hall, person: Any) -> None:
    staff = person("staff")
    assert staff.post(f"{OFFICE}/counters/3/open").status_code == 200
    mine, other = hall.takes(), hall.called()
    called = hall.does("call", mine, REASON, by=staff)
    assert (called.status_code, called.json["counter"]) == (200, 3)
    assert hall.does("start", mine, by=staff).json["state"] == "serving"
    assert hall.does("finish", mine, by=person("admin")).status_code == 200
    assert hall.does("start", other, by=staff).status_code == 200, "nobody sits at counter 2"
    supervisor = person("supervisor")
    supervisor.post(f"{OFFICE}/counters/2/open")
    taken = hall.does("finish", other, by=staff)
    assert (taken.status_code, taken.json["code"]) == (409, "counter-taken")


def test_a_press_that_is_sent_again_because_its_answer_was_lost_calls_nobody_else(
    hall: Hall, application: Application
) -> None:
    first, second, third = (hall.takes() for _ in range(3))
    press = f"{OFFICE}/counters/2/call-next"
    for present, called in ((None, first), (first["id"], second)):
        answered = hall.desk.post(press, {"present": present})
        assert answered.json["id"] == called["id"]
        before = hall.everything()
        again = hall.desk.post(press, {"present": present})
        assert (again.status_code, again.json["code"]) == (409, "counter-changed")
        assert hall.everything() == before
    by_hand = {**REASON, "present": second["id"]}
    assert hall.does("call", third, by_hand).json["id"] == third["id"]
    before = hall.everything()
    assert hall.does("call", third, by_hand).status_code == 409
    assert hall.everything() == before


def test_the_next_press_says_what_the_visit_before_it_ended_with(hall: Hall, office: Office) -> None:
    taken_for, other = list(office.procedures)[:2]
    first, second = hall.takes(procedure=taken_for), hall.takes(procedure=taken_for)
    press = f"{OFFICE}/counters/2/call-next"
    hall.desk.post(press)
    hall.takes()
    delivered = [{"procedure": taken_for}, {"procedure": other, "quantity": 2}]
    before = hall.everything()
    unknown = hall.desk.post(press, {"delivered": [{"procedure": "9.999999"}]})
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown-procedure")
    assert hall.everything() == before
    hall.desk.post(press, {"present": first["id"], "delivered": delivered})
    hall.desk.post(press, {"present": second["id"]})
    with hall.application.database.reading() as tx:
        columns = (DELIVERIES.c.ticket_id, DELIVERIES.c.procedure, DELIVERIES.c.quantity)
        rows = tx.connection.execute(select(*columns).order_by(DELIVERIES.c.id)).all()
    expected = [(first["id"], taken_for, 1), (first["id"], other, 2), (second["id"], taken_for, 1)]
    assert [tuple(row) for row in rows] == expected


def test_two_who_call_by_hand_at_once_send_nobody_away_unseen(hall: Hall) -> None:
    here, next_one = hall.called(), hall.takes()
    before = hall.everything()
    changed = hall.does("call", next_one, {**REASON, "present": None})
    assert (changed.status_code, changed.json["code"]) == (409, "counter-changed")
    assert hall.everything() == before
    assert hall.does("call", next_one, {**REASON, "present": here["id"]}).status_code == 200


def test_an_unknown_ticket_is_404_for_every_verb(hall: Hall) -> None:
    hall.takes()
    for ticket in ("999", "0", "x", "-1", "²", "9" * 19, "1.0"):
        for verb, (_, body) in VERBS.items():
            answer = hall.does(verb, {"id": ticket}, body)
            assert (verb, answer.status_code, answer.json["code"]) == (verb, 404, "unknown-ticket")
        assert hall.desk.get(f"{OFFICE}/tickets/{ticket}/why").status_code == 404


def test_a_ticket_of_another_office_is_unknown_here(hall: Hall, application: Application) -> None:
    ticket = hall.takes()
    with application.database.transaction() as tx:
        other = application.offices.get("phuong-khac")
        tx.connection.execute(TICKETS.update().values(office_id=other.id))
    assert hall.does("cancel", ticket).status_code == 404
    elsewhere = hall.desk.post(f"/api/v1/offices/phuong-khac/tickets/{ticket['id']}/cancel")
    assert (elsewhere.status_code, elsewhere.json["code"]) == (403, "wrong-office")


def test_why_it_was_this_tickets_turn_in_both_languages(hall: Hall, device: Any, clock: Clock) -> None:
    clock.now -= timedelta(minutes=20)
    for queue in ["A"] * 11 + ["B"] * 2:
        hall.does("cancel", hall.takes(queue))
    clock.pass_(minutes=8)
    hall.takes("B")
    clock.pass_(minutes=12)
    ticket = hall.takes("A", priority="elderly")
    address = f"{OFFICE}/tickets/{ticket['id']}/why"
    untold = hall.desk.get(address)
    assert (untold.status_code, untold.json["code"]) == (409, "not-called")
    desk = device("desk", 3)
    assert desk.post(f"{OFFICE}/counters/3/call-next").json["label"] == "A012"
    why = desk.get(address)
    assert why.status_code == 200
    assert why.json == {
        "vi": "A012 đến lúc 8:10, được tính như đến lúc 7:50 nhờ ưu tiên; kế tiếp là B003, tính từ 7:58.",
        "en": "A012 came at 8:10 and counts as 7:50 for priority; next is B003, counted from 7:58.",
    }
    assert "75" not in str(why.json)
    assert "elderly" not in str(why.json)


def test_why_a_ticket_was_called_out_of_turn(hall: Hall) -> None:
    ticket = hall.called()
    why = hall.desk.get(f"{OFFICE}/tickets/{ticket['id']}/why").json
    assert why["vi"] == "A001 đến lúc 8:10; gọi ngoài thứ tự, lý do: Bà cụ bị mệt."
    assert why["en"] == "A001 came at 8:10; called out of turn, because: Bà cụ bị mệt."
