"""A clerk's whole day at the desk: aside, on to a colleague, back again, and a pause."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ward

pytestmark = pytest.mark.browser


def press(desk: Page, verb: str) -> None:
    button = desk.locator(f"[data-verb={verb}]")
    expect(button).to_be_enabled()
    button.click()


def label(desk: Page) -> str:
    expect(desk.locator("[data-ticket]")).to_be_visible()
    return desk.locator("[data-label]").inner_text()


def test_who_steps_aside_is_listed_and_comes_back_with_one_press(ward: Ward) -> None:
    ward.server.takes("A")
    desk = ward.desk(2)
    press(desk, "call-next")
    expect(desk.locator("[data-label]")).to_have_text("A001")
    desk.keyboard.press("g")
    expect(desk.locator("[data-held-line]")).to_contain_text("A001")
    expect(desk.locator("[data-empty]")).to_be_visible()
    desk.click("[data-held-resume]")
    expect(desk.locator("[data-next]")).to_contain_text("A001")
    expect(desk.locator("[data-held]")).to_be_hidden()


def test_a_ticket_goes_to_a_colleague_with_a_note_and_back_with_one_press(ward: Ward) -> None:
    ward.server.takes("A")
    desk, colleague = ward.desk(2), ward.desk(4, "minh")
    press(desk, "call-next")
    expect(desk.locator("[data-label]")).to_have_text("A001")
    desk.keyboard.press("c")
    expect(desk.locator("[data-handover-to]")).to_have_value("queue:B")
    desk.select_option("[data-handover-to]", "counter:4")
    desk.fill("[data-handover-note]", "Cần sao y hai bản")
    desk.press("[data-handover-note]", "Enter")
    expect(desk.locator("[data-empty]")).to_be_visible()
    press(colleague, "call-next")
    expect(colleague.locator("[data-note-text]")).to_have_text("Cần sao y hai bản")
    expect(colleague.locator("[data-label]")).to_have_text("A001")
    press(colleague, "back")
    expect(desk.locator("[data-next]")).to_contain_text("A001")
    press(desk, "call-next")
    expect(desk.locator("[data-label]")).to_have_text("A001")
    expect(desk.locator("[data-verb=back]")).to_be_visible()


def test_a_pause_says_why_and_ends_with_the_next_call(ward: Ward) -> None:
    ward.server.takes("A")
    desk = ward.desk(2)
    desk.click("[data-pause]")
    desk.fill("[data-pausing-reason]", "Họp 5 phút")
    desk.press("[data-pausing-reason]", "Enter")
    expect(desk.locator("[data-trouble-text]")).to_contain_text("Họp 5 phút")
    press(desk, "call-next")
    expect(desk.locator("[data-label]")).to_have_text("A001")
    expect(desk.locator("[data-trouble]")).to_be_hidden()


def test_a_priority_that_needs_a_paper_is_judged_at_the_counter(ward: Ward) -> None:
    ward.server.takes("A")
    ward.server.takes("A", priority="merit")
    desk = ward.desk(2)
    press(desk, "call-next")
    expect(desk.locator("[data-label]")).to_have_text("A002")
    expect(desk.locator("[data-judge]")).to_be_visible()
    press(desk, "decline")
    expect(desk.locator("[data-empty]")).to_be_visible()
    press(desk, "call-next")
    expect(desk.locator("[data-label]")).to_have_text("A001")
