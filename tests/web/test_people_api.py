"""The contract: people and tokens, for administrators alone."""

from __future__ import annotations

from typing import Any

import pytest

from queue_app.app import Application
from tests.web.conftest import OFFICE
from tests.web.test_pages import csrf

NEW = {"key": "thuha", "field": "", "before": None, "after": {"name": "Lê Thu Hà", "role": "staff"}}


def test_somebody_new_signs_in_with_the_password_that_was_shown_once(
    application: Application, device: Any
) -> None:
    admin = device("admin")
    made = admin.post(f"{OFFICE}/people", {"changes": [NEW]}).json

    def signs_in(password: str) -> int:
        client = application.web.test_client()
        form = {"username": "thuha", "password": password, "csrf_token": csrf(client.get("/signin").text)}
        return client.post("/signin", data=form).status_code

    assert signs_in(made["password"]) == 303
    again = admin.post(f"{OFFICE}/people/thuha/password").json
    assert [signs_in(made["password"]), signs_in(again["password"])] == [401, 303]
    assert made["password"] not in admin.get(f"{OFFICE}/changes").text


def test_a_device_is_let_in_by_its_token_until_it_is_revoked(device: Any) -> None:
    admin, stranger = device("admin"), device(None)
    made = admin.post(f"{OFFICE}/tokens", {"role": "display", "name": "TV phòng chờ"})
    assert made.status_code == 201
    stranger.token = made.json["token"]
    assert stranger.get(f"{OFFICE}/board").status_code == 200
    assert admin.post(f"{OFFICE}/tokens/{made.json['id']}/revoke").status_code == 200
    assert stranger.get(f"{OFFICE}/board").status_code == 401
    listed = admin.get(f"{OFFICE}/tokens")
    assert listed.json["tokens"][0]["name"] == "TV phòng chờ"
    assert made.json["token"] not in listed.text


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("people", {}, 422),
        ("people", {"changes": [{**NEW, "after": "x"}]}, 400),
        ("people", {"changes": [{**NEW, "key": "Ha Noi"}]}, 422),
        ("people", {"changes": [{**NEW, "key": "ha"}]}, 409),
        ("people", {"changes": [{"key": "nobody", "field": "name", "before": "a", "after": "b"}]}, 404),
        (
            "people",
            {"changes": [{"key": "ha", "field": "password_hash", "before": None, "after": "b"}]},
            422,
        ),
        ("people/nobody/password", {}, 404),
        ("tokens", {"role": "staff", "name": "x"}, 422),
        ("tokens", {"role": "desk", "name": "x"}, 400),
        ("tokens", {"role": "desk", "name": "x", "counter": 77}, 404),
        ("tokens/4711/revoke", {}, 404),
    ],
)
def test_what_cannot_be_is_said(device: Any, path: str, body: Any, status: int) -> None:
    assert device("admin").post(f"{OFFICE}/{path}", body).status_code == status
    assert device("supervisor").post(f"{OFFICE}/{path}", body).status_code == 403
