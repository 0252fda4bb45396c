"""Every board of a hall on one morning: the calls, a corner of the hall, pictures, a counter, the posting."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ward
from tests.servers import OFFICE

pytestmark = pytest.mark.browser


def hang(ward: Ward, address: str) -> Page:
    """A television with this board, once it is live."""
    page = ward.window(1920, 1080)
    page.goto(f"/tv/{OFFICE}{address}#token={ward.server.tokens['display']}")
    expect(page.locator("body[data-link=live]")).to_be_attached()
    return page


def picture(folder: Path, name: str) -> None:
    Image.new("RGB", (160, 90), "#1e3660").save(folder / name)


def test_each_board_shows_its_part_of_the_morning(ward: Ward) -> None:
    folder = ward.server.folder / "media/tet"
    folder.mkdir(parents=True)
    picture(folder, "a.png")
    main, corner = hang(ward, ""), hang(ward, "/zone?counters=4")
    beside, over = hang(ward, "/media?folder=tet"), hang(ward, "/counter?counters=3")
    expect(main.locator("[data-nobody-title]")).to_be_visible()
    expect(over.locator("[data-over]")).to_have_attribute("data-over", "closed")
    expect(beside.locator("[data-slide]:not([hidden])")).to_have_count(1)

    # Two counters call in one moment.
    ward.server.takes("A")
    ward.server.takes("B")
    ward.server.calls_next(3)
    called = ward.server.calls_next(4)
    for board in (main, beside):
        expect(board.locator("[data-newest-label]")).to_have_text("B001")
        expect(board.locator("[data-second-label]")).to_have_text("A001")
        expect(board.locator("[data-spot]")).to_have_class("spot spot--fresh spot--two")
    expect(corner.locator("[data-newest-label]")).to_have_text("B001")
    expect(corner.locator("[data-second]")).to_be_hidden()
    expect(over.locator("[data-over-label]")).to_have_text("A001")
    expect(over.locator("[data-over]")).to_have_attribute("data-over", "called")
    corner.wait_for_function("queueAppVoice.spoken.length === 1")
    assert ward.spoken(corner) == [(called["id"], 1)]

    # B001 is called again, and does not come.
    for verb in ("recall", "no-show"):
        path = f"/api/v1/offices/{OFFICE}/tickets/{called['id']}/{verb}"
        assert ward.server.request("POST", path, 4, {})[0] == 200
    expect(main.locator("[data-newest] [data-call-again]")).to_have_text("Gọi lần 2")
    for board in (main, corner):
        expect(board.locator("[data-missed-labels]")).to_have_text("B001 ")
    path = f"/api/v1/offices/{OFFICE}/counters/3"
    assert ward.server.request("POST", f"{path}/pause", 3, {"reason": "họp"})[0] == 200
    expect(over.locator("[data-over]")).not_to_have_attribute("data-over", "closed")
    assert "họp" not in over.locator("body").inner_text()

    # Elsewhere many are called; the corner still shows who is at its counter.
    ward.server.takes("B")
    fourth = ward.server.calls_next(4)
    for _ in range(9):
        ward.server.takes("A")
        ward.server.calls_next(1)
    expect(main.locator("[data-newest-label]")).to_have_text("A010")
    expect(corner.locator("[data-newest-label]")).to_have_text(fourth["label"])

    posting = hang(ward, "/procedures")
    expect(posting.locator("[data-pages]")).to_contain_text("Trang 1/")
    expect(posting.locator(".posting__words").first).to_have_text("Đăng ký khai sinh")
