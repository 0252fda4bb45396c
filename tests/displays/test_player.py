"""What comes out of the loudspeaker: the real player and the shipped clips, rendered by the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Route

from displays.voice.packs import GAPS_MS
from queue_app.domain.voice import Voice, sentence

pytestmark = pytest.mark.browser

DISPLAYS = Path(__file__).parents[2] / "displays"
RATE = 44100
RENDER = """
async ({breaths, volume, seconds, rate}) => {
  const offline = new OfflineAudioContext(1, seconds * rate, rate);
  window.AudioContext = function () { return offline; };
  const player = await new Promise((ready) => {
    const made = queueAppParts.createPlayer({
      packs: {vi: "/vi/", en: "/en/"}, volume, onReady: () => ready(made), onSound: () => {}
    });
  });
  player.play(breaths, () => {});
  const samples = (await offline.startRendering()).getChannelData(0);
  const step = rate / 100;
  const loud = [];
  for (let at = 0; at < samples.length; at += step) {
    loud.push(samples.subarray(at, at + step).reduce((most, one) => Math.max(most, Math.abs(one)), 0));
  }
  const said = breaths.filter((one) => one[1] !== "pause");
  return {loud, whole: player.has(said), half: player.has([["vi", "no-such-clip"]])};
}
"""


class Heard(NamedTuple):
    """What was rendered: the peak of each hundredth of a second."""

    loud: list[float]
    whole: bool
    half: bool

    def pauses(self, least: int) -> int:
        """How many times at least `least` hundredths in a row are silent between two sounds."""
        sounds = [at for at, peak in enumerate(self.loud) if peak > 0.01]
        return sum(after - before > least for before, after in pairwise(sounds))

    @property
    def seconds(self) -> float:
        return max(at for at, peak in enumerate(self.loud) if peak > 0.01) / 100


Render = Callable[..., Heard]


@pytest.fixture
def render(chromium: Browser) -> Iterator[Render]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto("http://screen.test/")

    def rendered(breaths: list[list[str]], *, volume: int = 100) -> Heard:
        wish: dict[str, Any] = {"breaths": breaths, "volume": volume, "seconds": 16, "rate": RATE}
        return Heard(**_ask(page, wish))

    yield rendered
    page.close()


def _ask(page: Page, wish: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate(RENDER, wish)
    return told


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix("http://screen.test/")
    if not path:
        route.fulfill(body='<script src="/player.js"></script>', content_type="text/html")
    elif path == "player.js":
        route.fulfill(path=DISPLAYS / "voice/player.js")
    else:
        route.fulfill(path=DISPLAYS / "voice/packs" / path)


def breaths(label: str, counter: int, language: str = "vi") -> list[list[str]]:
    return [[language, *breath.split()] for breath in sentence(label, counter, Voice(), language)]


def test_a_call_is_words_apart_without_a_crackle_and_both_languages_follow_each_other(render: Render) -> None:
    spoken = breaths("A025", 12)
    heard = render([["vi", "chime"], *spoken, ["vi", "pause"], *breaths("A025", 12, "en")])
    assert heard.whole
    assert not heard.half
    assert max(heard.loud) < 0.99
    assert heard.pauses(GAPS_MS["invite"] // 10 - 4) >= 2 * len(spoken)
    assert heard.pauses(GAPS_MS["pause"] // 10 - 10) == 1
    assert 9 < heard.seconds < 15


def test_half_the_volume_is_a_quarter_of_the_swing(render: Render) -> None:
    loud, soft = (max(render([["vi", "chime"]], volume=volume).loud) for volume in (100, 50))
    assert soft == pytest.approx(loud / 4, rel=0.02)


def test_a_number_read_whole_is_one_flow(render: Render) -> None:
    flow = render([["vi", "digit-2", "tens", "five-after-tens"]])
    apart = render([["vi", "digit-2"], ["vi", "tens"], ["vi", "five-after-tens"]])
    assert apart.seconds - flow.seconds == pytest.approx(
        2 * (GAPS_MS["clip"] - GAPS_MS["joined"]) / 1000, abs=0.02
    )
