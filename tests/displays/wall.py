"""A television on a wall: the real page of the application in a browser, fed with the states a test makes up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from playwright.sync_api import Page, Route

OFFICE = "phuong-thanh-liet"
LONG = "Bảo trợ xã hội, giảm nghèo, người có công và trẻ em của phường"
NOW = datetime(2026, 11, 23, 1, 53, tzinfo=UTC)
FED = """
window.io = function () {
  var heard = {};
  window.feed = function (board) { window.board = board; heard.connect(); };
  window.lose = function () { heard.disconnect(); };
  var socket = {
    active: true, connected: true,
    on: function (name, act) { heard[name] = act; },
    timeout: function () { return { emit: function (name, wish, answer) { answer(null, window.board); } }; }
  };
  return socket;
};
"""


class Wall:
    """One television; its connection is the test's, so that it shows any moment of any office."""

    def __init__(self, page: Page, client: FlaskClient, media: Path) -> None:
        self.page, self.client, self.media = page, client, media
        page.route("**/*", self._serve)

    def hang(self, address: str, width: int, height: int) -> None:
        """Open the board at `address` on a screen of this size."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto("about:blank")
        self.page.goto(f"http://wall.test{address}#token=t")
        self.page.evaluate("document.fonts.ready")

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def show(self, board: dict[str, Any]) -> None:
        """The office's new state arrives."""
        self.page.evaluate("board => window.feed(board)", board)
        self.page.evaluate("document.fonts.ready")
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def lose(self) -> None:
        self.page.evaluate("window.lose()")

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://wall.test")
        if "socket.io.min.js" in path:
            route.fulfill(body=FED, content_type="text/javascript")
            return
        with self.client.get(path) as answer:
            route.fulfill(status=answer.status_code, body=answer.data, headers=dict(answer.headers))


def call(
    ticket: int, label: str, counter: int, *, ago_s: float = 60, queue: str = "A", times: int = 1
) -> dict[str, Any]:
    called = (NOW - timedelta(seconds=ago_s)).isoformat()
    return {
        "id": ticket,
        "label": label,
        "queue": queue,
        "counter": counter,
        "called_at": called,
        "times_called": times,
        "speak": {"until": called, "times": 1, "clips": {}},
    }
