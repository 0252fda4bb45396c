"""A mother follows her number from the café across the street."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ward

pytestmark = pytest.mark.browser

FIRST_VIEW_BYTES = 60_000
ALARMS = """
  window.heard = { rung: 0, shaken: 0 };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { heard.rung += 1; return start.apply(this, when); };
  navigator.vibrate = () => { heard.shaken += 1; return true; };
"""
FETCHED_AT_FIRST = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource").filter((one) => one.startTime < page.loadEventEnd);
  return [page, ...files].map((one) => [one.name, one.encodedBodySize]);
}"""
SLOWLY_MS = 30_000


def phone_of(ward: Ward, ticket: Any, *, language: str = "vi", sockets: bool = True) -> Page:
    phone = ward.window(390, 844)
    phone.add_init_script(ALARMS)
    if not sockets:
        phone.add_init_script("delete window.WebSocket")
        phone.route("**/socket.io/**", lambda route: route.abort())
    phone.goto(f"/t/{ticket['token']}?lang={language}")
    return phone


def shows(phone: Page, stage: str, within_ms: int = 10_000) -> None:
    expect(phone.locator("[data-status]")).to_have_attribute("data-stage", stage, timeout=within_ms)


def fits(phone: Page) -> bool:
    """Whether nothing is wider than the screen: not on the smallest phone, and not with letters twice as large."""
    found = []
    for width, letters in ((390, 1), (320, 1), (390, 2)):
        phone.set_viewport_size({"width": width, "height": 844})
        phone.evaluate(f"document.documentElement.style.fontSize = '{100 * letters}%'")
        found.append(phone.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.evaluate("document.documentElement.style.fontSize = ''")
    return all(found)


def test_a_phone_follows_its_number_until_it_is_called(ward: Ward) -> None:
    server = ward.server
    _, _, mine = [server.takes("A") for _ in range(3)]
    server.calls_next(3)
    phone = phone_of(ward, mine)
    shows(phone, "waiting")
    fetched = phone.evaluate(FETCHED_AT_FIRST)
    assert any("be-vietnam-pro" in name for name, _ in fetched)
    assert sum(size for _, size in fetched) <= FIRST_VIEW_BYTES, fetched
    expect(phone.locator("[data-status]")).to_have_attribute("data-link", "live")
    expect(phone.locator("[data-ahead]")).to_have_text("1 người")
    expect(phone.locator("[data-expected]")).to_have_text(re.compile(r"^\d+:\d\d–\d+:\d\d$"))
    assert fits(phone)

    phone.get_by_role("button", name="Báo cho tôi khi đến lượt").click()
    expect(phone.locator("[data-bell-hint]")).to_be_visible()
    assert phone.evaluate("heard") == {"rung": 1, "shaken": 0}
    server.calls_next(2)
    shows(phone, "soon")
    assert phone.evaluate("heard") == {"rung": 3, "shaken": 1}
    called = server.calls_next(3)
    assert called["id"] == mine["id"]
    shows(phone, "called")
    expect(phone.locator("[data-counter]")).to_have_text("3")
    expect(phone).to_have_title("Quầy 3 mời số A003")
    assert phone.evaluate("heard") == {"rung": 6, "shaken": 2}
    assert fits(phone)
    expect(phone.get_by_role("button", name="Không chờ nữa, trả số")).to_be_hidden()

    phone.context.set_offline(True)
    expect(phone.locator("[data-lost]")).to_contain_text("Trang đang tự nối lại", timeout=SLOWLY_MS)
    phone.context.set_offline(False)
    server.takes("A")
    server.calls_next(3)
    shows(phone, "done", SLOWLY_MS)
    expect(phone.locator("[data-lost]")).to_be_hidden()


def test_ten_more_minutes_and_giving_up_where_sockets_are_blocked(ward: Ward) -> None:
    server = ward.server
    first, mine, other = [server.takes("A") for _ in range(3)]
    phone = phone_of(ward, mine, language="en", sockets=False)
    expect(phone.locator("[data-status]")).to_have_attribute("data-link", "polling", timeout=SLOWLY_MS)
    expect(phone.locator("[data-ahead]")).to_have_text("1")
    assert server.calls_next(3)["id"] == first["id"]
    expect(phone.locator("[data-ahead]")).to_have_text("Nobody", timeout=SLOWLY_MS)

    phone.get_by_role("button", name="I need 10 more minutes").click()
    shows(phone, "aside")
    expect(phone.locator("[data-say]")).to_have_text(re.compile(r"^Others go first now\. From \d+:\d\d "))
    assert server.calls_next(3)["id"] == other["id"]

    give_up = phone.get_by_role("button", name="Stop waiting, give the number back")
    give_up.focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Keep waiting").click()
    shows(phone, "aside")
    give_up.click()
    assert fits(phone)
    phone.get_by_role("button", name="Give it back").click()
    shows(phone, "cancelled")
    expect(phone.locator("[data-ways]")).to_be_hidden()
    phone.reload()
    shows(phone, "cancelled")
