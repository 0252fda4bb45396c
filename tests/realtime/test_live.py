"""Screens that follow the room, with the real server and real sockets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import socketio

from tests.conftest import postgresql_database
from tests.requires import need_redis
from tests.servers import OFFICE, Server, serving


class Screen:
    """A television: watches a topic and keeps every state it was sent."""

    def __init__(self, server: Server, who: str | int | None, **watch: Any) -> None:
        self.states: list[Any] = []
        self.client = socketio.Client(reconnection=False)
        topic = watch.setdefault("topic", "board")
        self.client.on(topic, self.states.append)
        auth = {"token": server.tokens[who]} if who is not None else {}
        self.client.connect(server.address, auth=auth, transports=["websocket"], wait_timeout=10)
        self.present = self.client.call("watch", {"office": OFFICE, "since": 0, **watch}, timeout=10)

    def sees(self, what: Callable[[Any], bool], within_s: float = 10) -> Any:
        """The first state that is so."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            for state in self.states:
                if what(state):
                    return state
            time.sleep(0.01)
        raise AssertionError(f"not seen; last was {self.states[-1:]}")

    def leave(self) -> None:
        self.client.disconnect()


def calls(label: str) -> Callable[[Any], bool]:
    return lambda board: any(call["label"] == label for call in board["calls"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("live")) as (only,):
        yield only


def test_two_televisions_see_a_call(server: Server) -> None:
    televisions = [Screen(server, "display") for _ in range(2)]
    ticket = server.takes("D")
    server.calls_next(7)
    for television in televisions:
        board = television.sees(calls(ticket["label"]))
        assert board["calls"][0]["counter"] == 7
        versions = [state["version"] for state in television.states]
        assert versions == sorted(versions)
        television.leave()


def test_a_television_that_was_away_gets_the_present_state_at_once(server: Server) -> None:
    Screen(server, "display").leave()
    first, second = server.takes("D"), server.takes("D")
    server.calls_next(7)
    server.calls_next(7)
    back = Screen(server, "display")
    assert [call["label"] for call in back.present["calls"][:2]] == [second["label"], first["label"]]
    back.leave()


def test_a_desk_sees_the_new_ticket_its_turn_and_why(server: Server) -> None:
    desk = Screen(server, 6, topic="desk", counter=6)
    before = desk.present["waiting"]
    ticket = server.takes("C")
    state = desk.sees(lambda state: state["waiting"] == before + 1)
    assert state["next"][-1]["label"] == ticket["label"]
    server.calls_next(6)
    state = desk.sees(lambda state: state["ticket"] and state["ticket"]["label"] == ticket["label"])
    assert state["ticket"]["why"]["vi"].startswith(f"{ticket['label']} đến lúc ")
    assert state["ticket"]["why"]["en"].endswith("nobody waits behind.")
    desk.leave()


def test_a_stranger_is_not_let_in(server: Server) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        Screen(server, None)


@pytest.mark.parametrize(
    ("who", "watch", "code"),
    [
        ("display", {"topic": "desk", "counter": 2}, "not-allowed"),
        (2, {"topic": "desk", "counter": 3}, "wrong-counter"),
        ("display", {"topic": "board", "office": "nowhere"}, "unknown-office"),
        ("display", {"topic": "secrets"}, "bad-field"),
        ("supervisor", {"topic": "desk", "counter": "x"}, "unknown-counter"),
    ],
)
def test_a_screen_watches_only_what_it_may(server: Server, who: str | int, watch: Any, code: str) -> None:
    screen = Screen(server, who, **watch)
    assert screen.present["error"]["code"] == code
    screen.leave()


@pytest.mark.redis
@pytest.mark.postgresql
def test_two_processes_are_one_office(tmp_path: Path) -> None:
    redis = need_redis()
    with postgresql_database() as url, serving(tmp_path, url=url, redis=redis, servers=2) as (one, two):
        television, desk = Screen(two, "display"), Screen(two, 7, topic="desk", counter=7)
        ticket = one.takes("D")
        desk.sees(lambda state: state["waiting"] == 1)
        one.calls_next(7)
        television.sees(calls(ticket["label"]))
        desk.sees(lambda state: bool(state["ticket"]))
        television.leave()
        desk.leave()


@pytest.mark.redis
@pytest.mark.postgresql
def test_a_queue_closed_in_one_process_is_closed_on_the_kiosks_of_all(tmp_path: Path) -> None:
    redis = need_redis()
    with postgresql_database() as url, serving(tmp_path, url=url, redis=redis, servers=2) as (one, two):
        kiosks = [Screen(server, "kiosk") for server in (one, two)]
        path = f"/api/v1/offices/{OFFICE}/queues/D"
        assert two.request("GET", f"/api/v1/offices/{OFFICE}", "kiosk")[1]["queues"][3]["open"]
        one.request("POST", f"{path}/close", "supervisor", {"reason": "Mất điện tầng 2"})
        closings = [kiosk.sees(lambda board: board["queues"][3]["closed"] is not None) for kiosk in kiosks]
        for board in closings:
            assert board["queues"][3]["closed"] == {"because": "by-hand", "reason": "Mất điện tầng 2"}
        two.request("POST", f"{path}/open", "supervisor")
        for kiosk in kiosks:
            kiosk.sees(
                lambda board: board["version"] > closings[0]["version"] and not board["queues"][3]["closed"]
            )
            kiosk.leave()
