"""Screens over sockets, without a network."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from queue_app.app import Application
from tests.web.conftest import OFFICE


def test_a_screen_whose_token_is_revoked_is_hung_up_on(application: Application, device: Any) -> None:
    display = device("display")
    screen = application.sockets.test_client(application.web, auth={"token": display.token})
    assert screen.is_connected()
    application.pusher.watching.dismiss()
    assert screen.is_connected()
    with application.database.transaction() as tx:
        tx.connection.execute(text("UPDATE tokens SET revoked_at = 1"))
    application.doorkeeper.expire()
    application.pusher.watching.dismiss()
    assert not screen.is_connected()
    assert display.get(f"{OFFICE}/board").status_code == 401


def test_a_desk_whose_counter_is_put_out_of_use_is_hung_up_on_and_hears_why(
    application: Application, device: Any
) -> None:
    screen: Any = application.sockets.test_client(application.web, auth={"token": device("supervisor").token})
    wish = {"office": "phuong-thanh-liet", "topic": "desk", "counter": 2}
    assert "counter" in screen.emit("watch", wish, callback=True)
    with application.database.transaction() as tx:
        tx.connection.execute(text("UPDATE counters SET active = false WHERE number = 2"))
        tx.connection.execute(text("UPDATE offices SET config_version = 99"))
    application.offices.expire()
    application.pusher.watching.dismiss()
    assert not screen.is_connected()
    screen.connect(auth={"token": device("supervisor").token})
    assert screen.emit("watch", wish, callback=True)["error"]["code"] == "unknown-counter"


def test_rubbish_on_the_socket_is_answered_and_survived(application: Application, device: Any) -> None:
    screen = application.sockets.test_client(application.web, auth={"token": device("display").token})
    rubbish: Any
    for rubbish in (None, 5, "x", [], {}, {"office": []}, {"office": "phuong-thanh-liet", "topic": {}}):
        answer: Any = screen.emit("watch", rubbish, callback=True)
        assert "error" in answer
    board: Any = screen.emit("watch", {"office": "phuong-thanh-liet", "topic": "board"}, callback=True)
    assert board["version"] > 0


def test_a_stranger_may_not_even_listen(application: Application) -> None:
    strange: list[Any] = [None, {}, {"token": "x"}, {"token": 5}, "x"]
    for auth in strange:
        assert not application.sockets.test_client(application.web, auth=auth).is_connected()
