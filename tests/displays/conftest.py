"""A screen that speaks, with a player that plays when the test says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from queue_app.app import create_app
from queue_app.config import Printer, Settings
from queue_app.domain.voice import WORDS, Voice, sentence
from queue_app.profiles import schema
from queue_app.services.offices import import_profile
from queue_app.storage import migrate
from queue_app.storage.database import Database
from tests.displays.wall import LONG, OFFICE, Wall
from tests.displays.wall import NOW as WALL_NOW

DISPLAYS = Path(__file__).parents[2] / "displays"
NOW = datetime(2026, 11, 23, 1, 10, tzinfo=UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
"""Monday 23/11/2026, 8:10 in Hà Nội."""
USUAL = Voice()

PAGE = """<!doctype html><title>screen</title><button id="sound" hidden></button>
<script type="application/json" id="boot">{"office": "thanh-liet"}</script><script src="/parts/clock.js"></script>
<script src="/fake-player.js"></script><script src="/voice/voice.js"></script>"""

FAKE_PLAYER = """
window.played = [];
window.names = [];
window.lacking = "";
window.queueAppParts.createPlayer = function (options) {
  window.packs = options.packs;
  window.volume = options.volume;
  window.permit = function (allowed) { window.allowed = allowed; options.onSound(allowed); };
  return {
    canPlay: function () { return window.allowed !== false; },
    blocked: function () { return window.allowed === false; },
    resume: function () {},
    has: function (breaths) {
      return breaths.every(function (breath) {
        return breath[1].indexOf("counter-") === 0
          ? window.names.indexOf(breath[1]) !== -1
          : breath.indexOf(window.lacking) === -1;
      });
    },
    play: function (breaths, onEnd) { window.played.push(breaths); window.finish = onEnd; }
  };
};
"""


class Screen:
    """One window with the voice; its clock is the test's."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.route("**/*", self._serve)
        self.load()

    def load(
        self, kind: str = "", *, volume: int = 100, second: str = "", quiet: list[str] | None = None
    ) -> None:
        """Open the screen, for the first time or again, with these settings."""
        self.page.goto(f"http://screen.test/tv/thanh-liet{kind}")
        settings = {"volume": volume, "second": second, "quiet": [one.split("-") for one in quiet or []]}
        self.page.evaluate(
            "settings => queueAppVoice.start({packs: {vi: '/vi/', en: '/en/'}, settings,"
            " button: document.getElementById('sound')})",
            settings,
        )

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

    def played(self) -> list[str]:
        """What was played last, as words: "vi: mời số, A, không, hai, năm, đến quầy số, ba", … and its pauses."""
        said: list[str] = []
        for language, *clips in self.page.evaluate("window.played[window.played.length - 1]"):
            words = {**WORDS[language], "chime": "(chime)", "pause": "(pause)"}
            said.append(f"{language}: {' '.join(words.get(clip, clip) for clip in clips)}")
        return said

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://screen.test/")
        if path.startswith("tv/"):
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "fake-player.js":
            route.fulfill(body=FAKE_PLAYER, content_type="text/javascript")
        else:
            route.fulfill(path=DISPLAYS / path)


def call(
    ticket: int,
    label: str = "A025",
    *,
    ago_s: float = 1,
    times: int = 1,
    counter: int = 3,
    voice: Voice = USUAL,
) -> dict[str, Any]:
    """A call as the board shows it, made `ago_s` seconds before NOW."""
    called_at = NOW - timedelta(seconds=ago_s)
    return {
        "id": ticket,
        "label": label,
        "counter": counter,
        "called_at": called_at.isoformat(),
        "times_called": times,
        "speak": {
            "until": (called_at + voice.speak_within).isoformat(),
            "times": voice.times,
            "clips": {one: sentence(label, counter, voice, one) for one in WORDS},
        },
    }


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    context = chromium.new_context()
    yield Screen(context.new_page())
    context.close()


@pytest.fixture(scope="module")
def wall(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    """A television in an office of long names, with twelve queues and counters."""
    data = tmp_path_factory.mktemp("wall")
    settings = Settings(data=data, printers=(Printer(name="kiosk", driver="virtual", port=0),))
    database = Database(settings.database_url)
    migrate.upgrade(database)
    with database.transaction() as tx:
        import_profile(tx, long_winded(), always_open=True, now=WALL_NOW)
    database.close()
    (data / "media/tet").mkdir(parents=True)
    Image.new("RGB", (1600, 900), "#1e3660").save(data / "media/tet/a.png")
    application = create_app(settings, clock=lambda: WALL_NOW)
    page = chromium.new_page()
    yield Wall(page, application.web.test_client(), data / "media")
    page.close()
    application.database.close()


def long_winded() -> schema.Profile:
    profile = schema.read(schema.find(OFFICE))
    office = profile.office
    queues = [
        office.queues[0].model_copy(update={"code": code, "name": LONG, "name_en": LONG})
        for code in "ABCDEFGHIKLP"
    ]
    every = dict.fromkeys("ABCDEF", 0)
    counters = [
        office.counters[0].model_copy(update={"number": number, "name": LONG, "serves": every})
        for number in range(1, 13)
    ]
    counters[0] = counters[0].model_copy(update={"serves": dict.fromkeys("ABCDEFGHIKLP", 0)})
    changed = office.model_copy(update={"queues": queues, "counters": counters, "name": LONG})
    procedures = [
        one.model_copy(update={"code": f"{one.code}-{copy}"})
        for copy in range(5)
        for one in profile.procedures
    ]
    return profile.model_copy(update={"office": changed, "procedures": procedures[:366]})
