"""Every page on the screens that people really have: upright, small, very large."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Ward, sign_in
from tests.servers import OFFICE, serving

pytestmark = pytest.mark.browser

CUT = "element => element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight"


def box(page: Page, target: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what stands there."""
    found = page.locator(target).bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sign_of_a_lost_connection_is_whole(ward: Ward, language: str) -> None:
    television = ward.television(language=language)
    television.locator("[data-sound]").evaluate("button => button.hidden = false")
    television.context.set_offline(True)
    expect(television.locator("[data-lost]")).to_be_visible()
    for width, height in [(1920, 1080), (1280, 720), (1080, 1920)]:
        television.set_viewport_size({"width": width, "height": height})
        assert television.locator("[data-lost]").evaluate(CUT) is False
        top, lost = box(television, ".top"), box(television, "[data-lost]")
        assert top[1] <= lost[1]
        assert lost[3] <= top[3]
        assert lost[2] <= box(television, ".top__time")[0]


def test_an_upright_television_shows_the_newest_call_above_the_others(ward: Ward) -> None:
    for _ in range(2):
        ward.server.takes("A")
        ward.server.calls_next(3)
    television = ward.television(1080, 1920)
    expect(television.locator("[data-newest-label]")).to_have_text("A002")
    newest = box(television, "[data-newest]")
    assert newest[3] <= box(television, ".recent")[1]
    assert newest[3] - newest[1] < 1920 / 2
    label = box(television, "[data-newest-label]")
    assert label[3] - label[1] > 1920 / 8


def test_the_kiosk_covers_no_tile_and_cuts_no_way_out(ward: Ward) -> None:
    for width, height in [(768, 1024), (1080, 1920), (1280, 800)]:
        kiosk = ward.kiosk(width, height)
        strip = box(kiosk, "[data-priority-strip]")
        tiles = [tile.bounding_box() for tile in kiosk.locator("[data-tile]").all()]
        assert tiles
        assert all(tile and tile["y"] + tile["height"] <= strip[1] for tile in tiles)
        assert strip[3] <= height
        kiosk.click("[data-queue=A]")
        expect(kiosk.locator("[data-ticket-label]")).to_be_visible()
        assert box(kiosk, "[data-screen=ticket] [data-home]")[3] <= height


def test_the_desk_is_usable_at_any_width(ward: Ward) -> None:
    desk = ward.desk(3)
    for width, height in [(390, 844), (1366, 768), (3840, 2160)]:
        desk.set_viewport_size({"width": width, "height": height})
        for tool in ("[data-switch-counter]", "[data-close-counter]", ".bar form", "[data-verb=call-next]"):
            left, _, right, _ = box(desk, tool)
            assert left >= 0
            assert right <= width
        verb = box(desk, "[data-verb=call-next]")
        assert verb[2] - verb[0] > width / 6
        assert desk.evaluate("document.documentElement.scrollWidth") <= width


def test_shared_screens_start_in_vietnamese_whatever_this_browser_chose_elsewhere(ward: Ward) -> None:
    screen = ward.window(1080, 1920)
    screen.goto("/signin?lang=en")
    for page, role in (("kiosk", "kiosk"), ("tv", "display")):
        address = f"/{page}/{OFFICE}"
        screen.goto(f"{address}#token={ward.server.tokens[role]}")
        expect(screen.locator("html")).to_have_attribute("lang", "vi")
        screen.goto(f"{address}?lang=en")
        expect(screen.locator("html")).to_have_attribute("lang", "en")


def test_the_printers_page_shows_the_way_to_sign_in_and_back(chromium: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, people={"ha": PASSWORD}) as (server,):
        page = chromium.new_page(base_url=server.address)
        page.goto("/printers/kiosk")
        page.click("[data-sign-in]")
        sign_in(page, "ha")
        expect(page).to_have_url(f"{server.address}/printers/kiosk")
        expect(page.locator("[data-sign-in]")).to_be_hidden()
        page.close()
