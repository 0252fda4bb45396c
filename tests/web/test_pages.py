"""The pages: their headers, signing in, and what strangers see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import text

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.storage import offices as stored
from queue_app.storage import people
from tests.conftest import MONDAY
from tests.web.conftest import OFFICE, PASSWORD, password_hash

PAGES = (
    "/",
    "/tv",
    "/kiosk/phuong-thanh-liet",
    "/tv/phuong-thanh-liet",
    "/printers/kiosk",
    "/signin",
    "/api/docs",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_has_a_strict_policy_and_nothing_inline(
    application: Application, path: str, language: str
) -> None:
    answer = application.web.test_client().get(path, query_string={"lang": language})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert f'<html lang="{language}"' in answer.text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", answer.text)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", answer.text)
    assert not re.search(r"(src|href)=[\"']https?://(?!localhost)", answer.text)


def test_every_file_a_page_names_is_there(application: Application) -> None:
    client = application.web.test_client()
    for path in PAGES:
        for address in re.findall(r"(?:src|href)=\"(/(?:static|displays)/[^\"]+)\"", client.get(path).text):
            with client.get(address.replace("&amp;", "&")) as answer:
                assert answer.status_code == 200, f"{path} names {address}"
                # A module is asked for as the other modules name it, without a version.
                assert "immutable" in answer.headers.get("Cache-Control", "") or address.endswith(".js")


ADMIN_PAGES = [
    *("texts", "look", "hours", "rules", "voice", "queues", "counters", "priorities", "procedures"),
    "changes",
    *("queues/new", "queues/entry/A", "counters/new", "counters/entry/3", "priorities/new"),
    *("people", "people/new", "people/entry/ha", "tokens", "printers", "profile", "priorities/entry/elderly"),
    *("procedures/new", "procedures/entry/1.001193"),
]


def test_the_administrations_pages_hold_the_same_for_administrators_alone(
    application: Application, office: Office, device: Any
) -> None:
    name, password = "chau", password_hash()
    with application.database.transaction() as tx:
        people.put_user(
            tx.connection, office.id, name, name="Hoàng Bảo Châu", role="admin", password_hash=password
        )
    admin, staff, stranger = (application.web.test_client() for _ in range(3))
    for client, username in ((admin, "chau"), (staff, "ha")):
        form = {"username": username, "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
        client.post("/signin", data=form)
    change = {"section": "office", "field": "hotline", "before": "024 1022", "after": "1022"}
    device("admin").post(f"{OFFICE}/settings", {"changes": [change]})
    for page in ADMIN_PAGES:
        assert stranger.get(f"/admin/{page}").status_code == 303
        assert staff.get(f"/admin/{page}").status_code == 403
        for language in ("vi", "en"):
            answer = admin.get(f"/admin/{page}", query_string={"lang": language})
            assert answer.status_code == 200, page
            assert not re.search(r"\sstyle=|\son[a-z]+=|<style", answer.text)
            for address in re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", answer.text):
                with admin.get(address.replace("&amp;", "&")) as file:
                    assert file.status_code == 200, f"{page} names {address}"
    assert admin.get("/admin/queues/entry/Z").status_code == 404


def test_staff_sign_in_and_out(application: Application) -> None:
    client = application.web.test_client()
    assert client.get("/desk").headers["Location"] == "/signin?next=/desk"
    form = {"username": "HA ", "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
    answer = client.post("/signin?next=/desk", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    desk = client.get("/desk")
    assert "Lê Thu Hà" in desk.text
    assert client.post("/signout", data={"csrf_token": csrf(desk.text)}).status_code == 303
    assert client.get("/desk").status_code == 303


def test_who_signs_out_leaves_an_empty_counter_closed_and_a_visit_where_it_is(
    application: Application, device: Any
) -> None:
    kiosk, states = device("kiosk"), []
    for visitor in (False, True):
        client = application.web.test_client()
        form = {"username": "ha", "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
        client.post("/signin", data=form)
        token = csrf(client.get("/desk").text)
        verb = "call-next" if visitor else "open"
        if visitor:
            kiosk.post(f"{OFFICE}/tickets", {"queue": "A"})
        client.post(f"{OFFICE}/counters/2/{verb}", json={}, headers={"X-CSRFToken": token})
        assert client.post("/signout", data={"csrf_token": token}).status_code == 303
        board = kiosk.get(f"{OFFICE}/board").json
        states += [one["state"] for one in board["counters"] if one["number"] == 2]
    assert states == ["closed", "open"]


def test_a_wrong_password_is_said_and_nothing_more(application: Application) -> None:
    client = application.web.test_client()
    for username in ("ha", "nobody"):
        token = csrf(client.get("/signin").text)
        answer = client.post("/signin", data={"username": username, "password": "x", "csrf_token": token})
        assert answer.status_code == 401
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text


def test_a_name_typed_otherwise_is_the_same_name_to_the_limit(application: Application) -> None:
    client = application.web.test_client()
    answers = []
    for n in range(14):
        form = {
            "username": (" " * n + "Minh"),
            "password": "x",
            "csrf_token": csrf(client.get("/signin").text),
        }
        answers.append(client.post("/signin", data=form).status_code)
    assert answers == [401] * 10 + [429] * 4


def test_guessing_passwords_is_slowed_down_and_others_are_not(application: Application) -> None:
    client = application.web.test_client()

    def tries(username: str, password: str) -> int:
        token = csrf(client.get("/signin").text)
        form = {"username": username, "password": password, "csrf_token": token}
        return client.post("/signin", data=form).status_code

    assert [tries("minh", f"guess {n}") for n in range(12)] == [401] * 10 + [429] * 2
    assert tries("ha", PASSWORD) == 303


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_to_our_own_pages_only(application: Application, wanted: str) -> None:
    client = application.web.test_client()
    form = {"username": "ha", "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
    assert client.post("/signin", query_string={"next": wanted}, data=form).headers["Location"] == "/desk"


def test_a_session_changes_nothing_without_its_csrf_token(application: Application) -> None:
    client = application.web.test_client()
    form = {"username": "ha", "password": PASSWORD}
    assert client.post("/signin", data=form).status_code == 400
    client.post("/signin", data={**form, "csrf_token": csrf(client.get("/signin").text)})
    refused = client.post(f"{OFFICE}/counters/2/open", json={})
    assert (refused.status_code, (refused.json or {})["code"]) == (400, "csrf-failed")
    token = csrf(client.get("/desk").text)
    assert (
        client.post(f"{OFFICE}/counters/2/open", json={}, headers={"X-CSRFToken": token}).status_code == 200
    )


def test_a_citizens_page_shows_the_number_and_gives_it_back(application: Application, device: Any) -> None:
    ticket = device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"}).json
    client = application.web.test_client()
    page = client.get(f"/t/{ticket['token']}")
    assert "A001" in page.text
    assert client.get(f"/t/{ticket['token']}/qr.svg").mimetype == "image/svg+xml"
    assert client.post(f"/t/{ticket['token']}/cancel").status_code == 400
    done = client.post(
        f"/t/{ticket['token']}/cancel", data={"csrf_token": csrf(page.text)}, follow_redirects=True
    )
    assert done.status_code == 200
    assert device("display").get(f"{OFFICE}/board").json["queues"][0]["waiting"] == 0


def test_who_was_never_called_is_not_told_that_they_were(application: Application, device: Any) -> None:
    ticket = device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"}).json
    with application.database.transaction() as tx:
        tx.connection.execute(text("UPDATE tickets SET state = 'no_show', back_at = issued_at"))
    page = application.web.test_client().get(f"/t/{ticket['token']}")
    assert "chưa đến lượt ông, bà" in page.text
    with application.database.transaction() as tx:
        tx.connection.execute(text("UPDATE tickets SET times_called = 1"))
    page = application.web.test_client().get(f"/t/{ticket['token']}")
    assert "đã được gọi mà chưa gặp ông, bà" in page.text


def test_unknown_pages_are_pages_in_the_callers_language(application: Application) -> None:
    client = application.web.test_client()
    assert "Không có điểm phục vụ" in client.get("/kiosk/nowhere").text
    answer = client.get("/nowhere?lang=en", headers={"Accept-Language": "vi"})
    assert (answer.status_code, "There is no such page." in answer.text) == (404, True)


def test_the_api_describes_every_one_of_its_addresses(application: Application) -> None:
    document = application.web.test_client().get("/api/v1/openapi.json").json
    assert document is not None
    ours = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in application.web.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        and "any(" not in rule.rule
        and not rule.rule.endswith("openapi.json")
    }
    assert ours <= set(document["paths"])
    assert f"{OFFICE.replace('phuong-thanh-liet', '{code}')}/tickets/{{ticket}}/recall" in document["paths"]


def test_the_watchers_of_the_box_are_answered(application: Application) -> None:
    client = application.web.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert b"queue_app_screens" in client.get("/metrics").data


def csrf(page: str) -> str:
    found = re.search(
        r"(?:name=\"csrf_token\"[^>]*value=|name=\"csrf-token\"[^>]*content=)\"([^\"]+)\"", page
    )
    assert found, "the page has no CSRF token"
    return found[1]


def test_an_authorization_that_is_no_token_does_not_stand_in_for_the_csrf_token(
    application: Application,
) -> None:
    client = application.web.test_client()
    form = {"username": "ha", "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
    client.post("/signin", data=form)
    refused = client.post(f"{OFFICE}/counters/2/open", json={}, headers={"Authorization": "Basic x"})
    assert refused.status_code == 400


def test_a_new_password_ends_older_sessions(application: Application, office: Office) -> None:
    client = application.web.test_client()
    form = {"username": "ha", "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
    client.post("/signin", data=form)
    assert client.get("/desk").status_code == 200
    with application.database.transaction() as tx:
        people.put_user(tx.connection, office.id, "ha", name="Lê Thu Hà", role="staff", password_hash="x")
    application.doorkeeper.expire()
    assert client.get("/desk").status_code == 303


def test_staff_end_tickets_at_their_own_counter_only(application: Application, device: Any) -> None:
    client = application.web.test_client()
    form = {"username": "ha", "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
    client.post("/signin", data=form)
    token = {"X-CSRFToken": csrf(client.get("/desk").text)}
    device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"})
    ticket = client.post(f"{OFFICE}/counters/2/call-next", json={"present": None}, headers=token).json
    assert ticket
    with application.database.transaction() as tx:
        office = application.offices.get("phuong-thanh-liet")
        people.put_user(tx.connection, office.id, "minh", name="Minh", role="staff", password_hash="x")
        minh = people.user_named(tx.connection, "minh")
        assert minh
        stored.take_over_counter(tx.connection, office.counter(2).id, user_id=minh.id, now=MONDAY)
    refused = client.post(f"{OFFICE}/tickets/{ticket['id']}/finish", headers=token)
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "counter-taken")


@pytest.mark.parametrize("token", ["x" * 3000, "a%00b", "1-short"])
def test_an_odd_token_is_no_ticket(application: Application, token: str) -> None:
    client = application.web.test_client()
    for path in (f"/t/{token}", f"/t/{token}/qr.svg", f"/api/v1/tickets/{token}", f"/kiosk/{token}"):
        assert client.get(path).status_code == 404


def test_screens_that_all_use_start_in_vietnamese_whatever_one_person_chose(application: Application) -> None:
    client = application.web.test_client()
    client.get("/?lang=en")
    assert '<html lang="en"' in client.get("/signin").text
    for page in ("/kiosk/phuong-thanh-liet", "/tv/phuong-thanh-liet"):
        assert '<html lang="vi"' in client.get(page).text


@pytest.mark.parametrize("path", ["voice/packs.py", "__init__.py", "main/page.html"])
def test_programs_and_templates_of_the_boards_are_not_served(application: Application, path: str) -> None:
    assert application.web.test_client().get(f"/displays/{path}").status_code == 404
