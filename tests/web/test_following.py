"""A citizen follows their ticket: by asking, by being told, and on a page without any script."""

from __future__ import annotations

from typing import Any

import pytest

from queue_app.app import Application
from queue_app.profiles import schema
from queue_app.services.offices import import_profile
from tests.conftest import Clock
from tests.web.conftest import OFFICE


def takes(kiosk: Any, queue: str = "A", **wish: Any) -> Any:
    answer = kiosk.post(f"{OFFICE}/tickets", {"queue": queue, **wish})
    assert answer.status_code == 201
    return answer.json


def asks(anybody: Any, ticket: Any, mark: str = "") -> Any:
    return anybody.get(f"/api/v1/tickets/{ticket['token']}", headers={"If-None-Match": mark} if mark else {})


class Phone:
    """A phone whose page is live."""

    def __init__(self, application: Application, token: Any) -> None:
        self.client = application.sockets.test_client(application.web, auth={"ticket": token})

    def watches(self, topic: str = "ticket") -> Any:
        wish = {"office": "phuong-thanh-liet", "topic": topic}
        return self.client.emit("watch", wish, callback=True)

    def told(self) -> list[Any]:
        return [message["args"][0] for message in self.client.get_received()]


def test_asking_again_costs_nothing_until_something_has_changed(device: Any, clock: Clock) -> None:
    kiosk, desk, anybody = device("kiosk"), device("desk", 3), device(None)
    first, second = takes(kiosk), takes(kiosk)
    answer = asks(anybody, second)
    assert (answer.status_code, answer.json["stage"], answer.json["people_ahead"]) == (200, "waiting", 1)
    mark = answer.headers["ETag"]
    clock.pass_(seconds=5)
    again = asks(anybody, second, mark)
    assert (again.status_code, again.data) == (304, b"")
    assert desk.post(f"{OFFICE}/counters/3/call-next").json["id"] == first["id"]
    changed = asks(anybody, second, mark)
    assert (changed.status_code, changed.json["people_ahead"]) == (200, 0)


def test_what_a_citizen_is_told_leaves_out_why_somebody_goes_first(device: Any) -> None:
    ticket = takes(device("kiosk"), priority="elderly")
    shown = asks(device(None), ticket).json
    assert "elderly" in device("desk", 3).post(f"{OFFICE}/counters/3/call-next").text
    assert "elderly" not in str(shown)
    assert "elderly" not in str(asks(device(None), ticket).json)


def test_whoever_has_just_come_is_told_in_clock_times_when_they_are_called(device: Any) -> None:
    kiosk = device("kiosk")
    takes(kiosk)
    device("desk", 3).post(f"{OFFICE}/counters/3/call-next")
    tickets = [takes(kiosk) for _ in range(6)]
    shown = asks(device(None), tickets[-1]).json
    assert shown["expected_from"].startswith("2026-11-23T08:")
    assert shown["expected_from"] < shown["expected_to"]
    assert shown["calling"] == {"label": "A001", "counter": 3}


def test_over_lunch_the_page_says_when_work_goes_on(
    application: Application, device: Any, clock: Clock
) -> None:
    ticket = takes(device("kiosk"))
    profile = schema.read(schema.find("phuong-thanh-liet"))
    with application.database.transaction() as tx:
        import_profile(tx, profile, always_open=False, now=clock())
    application.offices.expire()
    assert "opens_at" not in asks(device(None), ticket).json
    clock.pass_(hours=3, minutes=40)
    assert asks(device(None), ticket).json["opens_at"] == "2026-11-23T13:30+07:00"
    page = application.web.test_client().get(f"/t/{ticket['token']}").text
    assert "làm việc lại lúc 13:30" in page


def test_an_unknown_link_is_answered_calmly_and_leads_nowhere_else(application: Application) -> None:
    client = application.web.test_client()
    for token in ("5148-" + "A" * 22, "1-short", "x" * 3000):
        answer = client.get(f"/t/{token}")
        assert answer.status_code == 404
        assert "Xin quét lại mã QR" in answer.text
        assert 'href="/"' not in answer.text


def test_without_a_script_the_page_asks_before_a_number_is_given_back(
    application: Application, device: Any
) -> None:
    ticket = takes(device("kiosk"))
    client = application.web.test_client()
    assert f'href="/t/{ticket["token"]}/cancel"' in client.get(f"/t/{ticket['token']}").text
    question = client.get(f"/t/{ticket['token']}/cancel")
    assert "Trả lại số A001?" in question.text
    assert asks(device(None), ticket).json["stage"] == "waiting"


def test_a_phone_is_told_of_its_own_ticket_and_only_when_it_changed(
    application: Application, device: Any, clock: Clock
) -> None:
    kiosk, desk = device("kiosk"), device("desk", 3)
    first, second, other = takes(kiosk), takes(kiosk), takes(kiosk, "D")
    phones = [Phone(application, ticket["token"]) for ticket in (first, second, other)]
    present = [phone.watches() for phone in phones]
    assert [one["label"] for one in present] == ["A001", "A002", "D001"]
    application.following.tell()
    assert [phone.told() for phone in phones] == [[], [], []]
    clock.pass_(seconds=2)
    desk.post(f"{OFFICE}/counters/3/call-next")
    application.following.tell()
    told = [phone.told() for phone in phones]
    assert [len(one) for one in told] == [1, 1, 0]
    assert (told[0][0]["stage"], told[0][0]["counter"]) == ("called", 3)
    assert told[1][0]["people_ahead"] == 0
    application.following.tell()
    assert [phone.told() for phone in phones] == [[], [], []]


def test_a_phone_that_left_is_forgotten(application: Application, device: Any) -> None:
    phone = Phone(application, takes(device("kiosk"))["token"])
    phone.watches()
    phone.client.disconnect()
    assert application.following.phones == {}


def test_a_ticket_has_few_live_pages_at_once(application: Application, device: Any) -> None:
    kiosk = device("kiosk")
    mine, other = takes(kiosk)["token"], takes(kiosk)["token"]
    family = [Phone(application, mine) for _ in range(6)]
    assert [phone.client.is_connected() for phone in family] == [True] * 5 + [False]
    assert Phone(application, other).client.is_connected()
    family[0].client.disconnect()
    assert Phone(application, mine).client.is_connected()


@pytest.mark.parametrize("token", ["5148-" + "A" * 22, "x", None, 7])
def test_only_a_tickets_own_token_opens_the_door(application: Application, token: Any) -> None:
    assert not Phone(application, token).client.is_connected()


@pytest.mark.parametrize("topic", ["board", "desk"])
def test_a_ticket_opens_nothing_but_itself(application: Application, device: Any, topic: str) -> None:
    phone = Phone(application, takes(device("kiosk"))["token"])
    assert phone.watches(topic)["error"]["code"] == "sign-in-required"
    assert phone.watches()["label"] == "A001"


def test_the_script_for_a_closed_page_is_always_the_newest(application: Application) -> None:
    with application.web.test_client().get("/t/worker.js") as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"
