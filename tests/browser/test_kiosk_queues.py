"""Queues that give no numbers, or give them too late, as citizens at the kiosk meet them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from queue_app.profiles import schema
from queue_app.profiles.schema import OfficeProfile
from queue_app.services.offices import import_profile
from queue_app.storage.database import Database
from queue_app.storage.models import TOKENS
from tests.browser.conftest import Ward
from tests.servers import OFFICE

pytestmark = pytest.mark.browser

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def manages(ward: Ward, verb: str, queue: str = "A", reason: str = "Cán bộ họp đột xuất") -> None:
    """What the supervisor does with a queue."""
    body = {"reason": reason} if verb == "close" else {}
    path = f"/api/v1/offices/{OFFICE}/queues/{queue}/{verb}"
    status, answer = ward.server.request("POST", path, "supervisor", body)
    assert status == 200, answer


def changes(ward: Ward, *, queue_a: dict[str, Any], always_open: bool = True, **office: Any) -> None:
    """The office is imported anew, with other rules for itself and its queue A."""
    profile = schema.read(schema.find(OFFICE))
    told = profile.office.model_dump() | office
    told["queues"][0] |= queue_a
    database = Database(ward.server.url)
    with database.transaction() as tx:
        changed = profile.model_copy(update={"office": OfficeProfile.model_validate(told)})
        import_profile(tx, changed, always_open=always_open, now=datetime.now(UTC))
    database.close()


def closing_soon() -> str:
    """A closing time in Hà Nội before which ten people cannot be served at one counter."""
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    soon = now + timedelta(minutes=40)
    return f"{soon:%H:%M}" if soon.date() == now.date() else "23:59"


def tile(kiosk: Page, queue: str = "A") -> Any:
    return kiosk.locator(f"[data-queue={queue}]")


def test_a_queue_closed_by_hand_says_why_and_opens_again(ward: Ward) -> None:
    kiosk = ward.kiosk()
    manages(ward, "close")
    expect(tile(kiosk)).to_contain_text("Tạm ngừng phát số")
    expect(tile(kiosk)).to_contain_text("Cán bộ họp đột xuất")
    expect(tile(kiosk)).to_be_disabled()
    expect(tile(kiosk, "B")).to_be_enabled()
    kiosk.click("[data-language=en]")
    expect(tile(kiosk)).to_contain_text("Not taking numbers for now")
    manages(ward, "open")
    expect(tile(kiosk)).to_be_enabled(timeout=1000)
    expect(tile(kiosk)).to_contain_text("Nobody waiting")


def test_a_press_that_comes_after_the_last_number_is_answered_kindly(ward: Ward) -> None:
    changes(ward, queue_a={"daily_limit": 1, "prefix": "A-"})
    kiosk = ward.kiosk()
    kiosk.wait_for_timeout(1000)  # after as long every process knows the new rule
    tile(kiosk).click()
    expect(kiosk.locator("[data-ticket-label]")).to_have_text("A-001")
    kiosk.click("[data-screen=ticket] [data-home]")
    tile(kiosk).click()
    sorry = kiosk.locator("[data-screen=sorry]")
    expect(sorry).to_contain_text("Hôm nay hàng chờ A đã phát hết số")
    sorry.locator("[data-home]").click()
    expect(tile(kiosk, "B")).to_be_visible()


def test_who_may_not_be_served_today_is_asked_and_takes_the_number_all_the_same(ward: Ward) -> None:
    ward.server.takes("A")
    ward.server.calls_next(2)
    for _ in range(9):
        ward.server.takes("A")
    closes = closing_soon()
    changes(ward, queue_a={}, always_open=False, hours={day: [f"0:00-{closes}"] for day in DAYS})
    kiosk = ward.kiosk()
    kiosk.wait_for_timeout(1000)  # after as long every process knows the new rule
    tile(kiosk).click()
    late = kiosk.locator("[data-screen=late]")
    expect(late).to_contain_text("Có thể hôm nay chưa đến lượt ông, bà")
    expect(late).to_contain_text(closes)
    late.locator("[data-home]").click()
    tile(kiosk).click()
    late.locator("[data-late-yes]").click()
    expect(kiosk.locator("[data-ticket-label]")).to_have_text("A011")


@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1280, 800), (768, 1024)])
def test_the_longest_number_and_the_longest_reason_have_their_place(
    ward: Ward, width: int, height: int
) -> None:
    changes(ward, queue_a={"prefix": "ABC-", "digits": 5})
    manages(ward, "close", "C", "Cán bộ phụ trách đi họp tại Ủy ban nhân dân thành phố đến hết buổi sáng")
    kiosk = ward.kiosk(width, height)
    kiosk.wait_for_timeout(1000)  # after as long every process knows the new rule
    home = kiosk.locator("[data-screen=home]")
    assert home.evaluate("element => element.scrollHeight <= element.clientHeight")
    tile(kiosk).click()
    label = kiosk.locator("[data-ticket-label]")
    expect(label).to_have_text("ABC-00001")
    place = label.bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    assert label.evaluate("element => element.scrollWidth <= element.clientWidth")


def test_a_language_taken_away_leaves_a_kiosk_that_goes_on_and_soon_is_as_the_office_wants_it(
    ward: Ward,
) -> None:
    kiosk = ward.kiosk()
    kiosk.click("[data-language=en]")
    kiosk.click("[data-find]")
    expect(kiosk.locator("[data-search-said]")).to_contain_text("found: 75")
    changes(ward, queue_a={}, languages=["vi"])
    kiosk.wait_for_timeout(1000)  # after as long every process knows the new rule
    ward.server.takes("B")
    expect(kiosk.locator("[data-leaving]")).to_contain_text("tự về sau")
    kiosk.locator("[data-leaving] [data-home]").click()
    expect(kiosk.locator("h1:visible")).to_have_text("Ông, bà cần làm thủ tục gì hôm nay?")
    expect(kiosk.locator("[data-language]")).to_have_count(1)


def test_a_kiosk_that_is_no_longer_known_keeps_nothing_of_the_last_citizen(ward: Ward) -> None:
    kiosk = ward.kiosk()
    tile(kiosk).click()
    expect(kiosk.locator("[data-ticket-label]")).to_have_text("A001")
    ward.server.stop()
    database = Database(ward.server.url)
    with database.transaction() as tx:
        tx.connection.execute(
            update(TOKENS).where(TOKENS.c.role == "kiosk").values(revoked_at=datetime.now(UTC))
        )
    database.close()
    ward.server.start()
    expect(kiosk.locator("[data-screen=unknown]")).to_be_visible()
    assert "A001" not in kiosk.locator("body").inner_html()
