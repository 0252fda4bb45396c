"""A screen that speaks, with a player that plays when the test says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

DISPLAYS = Path(__file__).parents[2] / "displays"
NOW = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)

PAGE = """<!doctype html><title>screen</title><button id="sound" hidden></button>
<script src="/fake-player.js"></script><script src="/voice/voice.js"></script>"""

FAKE_PLAYER = """
window.played = [];
window.queueAppParts = {
  createPlayer: function (options) {
    window.permit = function (allowed) { window.allowed = allowed; options.onSound(allowed); };
    return {
      canPlay: function () { return window.allowed !== false; },
      blocked: function () { return window.allowed === false; },
      resume: function () {},
      play: function (clips, onEnd) { window.played.push(clips); window.finish = onEnd; }
    };
  }
};
"""


class Screen:
    """One window with the voice; its clock is the test's."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.route("**/*", self._serve)
        self.load()

    def load(self) -> None:
        self.page.goto("http://screen.test/tv/thanh-liet")
        self.page.evaluate("queueAppVoice.start({pack: '/', button: document.getElementById('sound')})")

    def hear(self, *calls: dict[str, Any], now: datetime = NOW) -> None:
        """A board arrives with these calls, newest first."""
        self.page.evaluate(
            "([calls, now]) => queueAppVoice.hear(calls, now)", [calls, now.timestamp() * 1000]
        )

    def finish(self) -> None:
        """What is being played comes to its end."""
        self.page.evaluate("window.finish()")

    def permit(self, allowed: bool) -> None:
        """The browser lets the page be heard, or no longer."""
        self.page.evaluate("allowed => window.permit(allowed)", allowed)

    def spoken(self) -> list[tuple[int, int]]:
        """The calls whose playing began since the page was loaded, as (ticket, times called)."""
        told = self.page.evaluate("JSON.stringify(queueAppVoice.spoken)")
        return [(one["id"], one["times_called"]) for one in json.loads(told)]

    def sentence(self, label: str, counter: int) -> list[str]:
        clips: list[str] = self.page.evaluate("([l, c]) => queueAppVoice.sentence(l, c)", [label, counter])
        return clips

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://screen.test/")
        if path.startswith("tv/"):
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "fake-player.js":
            route.fulfill(body=FAKE_PLAYER, content_type="text/javascript")
        else:
            route.fulfill(path=DISPLAYS / path)


def call(
    ticket: int, label: str = "A025", *, ago_s: float = 1, times: int = 1, counter: int = 3
) -> dict[str, Any]:
    """A call as the board shows it, made `ago_s` seconds before NOW."""
    called_at = (NOW - timedelta(seconds=ago_s)).isoformat()
    return {"id": ticket, "label": label, "counter": counter, "called_at": called_at, "times_called": times}


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    context = chromium.new_context()
    yield Screen(context.new_page())
    context.close()
