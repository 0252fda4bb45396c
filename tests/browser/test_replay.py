"""A past day on the board: played, stopped, jumped through, beside the running office."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ward
from tests.servers import OFFICE

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))


@contextmanager
def replaying(config: Path, folder: Path, *options: str) -> Iterator[str]:
    """The address of a replay of today, which ends with the block."""
    command = [sys.executable, "-P", "-m", "queue_app.cli", "replay", "--office", OFFICE]
    words = ["--day", f"{TODAY:%Y-%m-%d}", "--port", "0", "--config", str(config), "--data", str(folder)]
    process = subprocess.Popen([*command, *words, *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdout.close()
        process.terminate()
        process.wait(10)


def clock(page: Page) -> str:
    return str(page.locator("[data-replay-clock]").inner_text())


def test_a_dispute_is_settled_on_the_board_of_that_day(ward: Ward) -> None:
    for _ in range(2):
        ward.server.takes("A")
        ward.server.calls_next(3)
    before = ward.server.request("GET", f"/api/v1/offices/{OFFICE}/board", "display")
    with replaying(ward.server.config, ward.server.folder, "--speed", "1") as address:
        page = ward.window(1920, 1080)
        page.goto(address)
        expect(page.locator("body[data-link=live]")).to_be_attached()
        expect(page.locator("[data-nobody-title]")).to_be_visible()
        page.keyboard.press("Space")
        expect(page.locator("[data-replay-play]")).to_have_text("Phát")
        stopped = clock(page)
        page.wait_for_timeout(1200)
        assert clock(page) == stopped
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-newest-label]")).to_have_text("A001")
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-newest-label]")).to_have_text("A002")
        page.keyboard.press("ArrowUp")
        expect(page.locator("[data-newest-label]")).to_have_text("A001")
        assert page.locator("[data-clock]").inner_text() == clock(page).rpartition(":")[0]
        page.keyboard.press("ArrowLeft")
        expect(page.locator("[data-nobody-title]")).to_be_visible()
        page.keyboard.press("Space")
        expect(page.locator("[data-newest-label]")).to_have_text("A002")
        assert ward.spoken(page) == []
        bar, top = page.locator(".replay").bounding_box(), page.locator(".top").bounding_box()
        assert bar and top and bar["y"] + bar["height"] <= top["y"] + 1
        assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    after = ward.server.request("GET", f"/api/v1/offices/{OFFICE}/board", "display")
    assert after[1]["version"] == before[1]["version"], "the office has noticed nothing"


def test_a_replay_speaks_when_it_is_asked_to(ward: Ward) -> None:
    ward.server.takes("A")
    called = ward.server.calls_next(3)
    with replaying(ward.server.config, ward.server.folder, "--speed", "1") as address:
        page = ward.window(1366, 768)
        page.goto(address)
        page.click("[data-replay-voice]")
        expect(page.locator("[data-replay-voice]")).to_have_attribute("aria-pressed", "true")
        for _ in range(50):
            if ward.spoken(page):
                break
            page.wait_for_timeout(200)
        assert ward.spoken(page) == [(called["id"], 1)]
