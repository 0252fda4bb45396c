"""A clerk's day at the desk: by keyboard alone, by mouse alone, and with a connection that comes and goes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import select

from queue_app.profiles import schema
from queue_app.storage.database import Database
from queue_app.storage.models import DELIVERIES
from tests.browser.conftest import Ward
from tests.browser.test_kiosk_queues import changes
from tests.browser.test_office import until
from tests.servers import OFFICE

pytestmark = pytest.mark.browser

BIRTH, MARRIAGE = "1.001193", "1.000894"


def button(desk: Page, verb: str) -> Locator:
    return desk.locator(f"[data-verb={verb}]")


def press(desk: Page, verb: str) -> None:
    expect(button(desk, verb)).to_be_enabled()
    button(desk, verb).click()


def key(desk: Page, name: str, verb: str) -> None:
    """A clerk's key, once its button is ready for it."""
    expect(button(desk, verb)).to_be_enabled()
    expect(button(desk, verb)).to_have_attribute("aria-keyshortcuts", name)
    desk.keyboard.press(name)


def shows(desk: Page, label: str) -> None:
    expect(desk.locator("[data-label]")).to_have_text(label)
    expect(desk.locator("[data-ticket]")).to_be_visible()


def stands_empty(desk: Page) -> None:
    expect(desk.locator("[data-empty]")).to_be_visible()


def delivered(ward: Ward) -> list[tuple[int, str, int]]:
    """What visits ended with: ticket, procedure, how many."""
    database = Database(ward.server.url)
    with database.reading() as tx:
        columns = (DELIVERIES.c.ticket_id, DELIVERIES.c.procedure, DELIVERIES.c.quantity)
        rows = [tuple(row) for row in tx.connection.execute(select(*columns).order_by(DELIVERIES.c.id))]
    database.close()
    return rows


def test_a_day_by_keyboard_alone(ward: Ward) -> None:
    first = ward.server.takes("A", procedure=BIRTH)
    for _ in range(3):
        ward.server.takes("A")
    desk, colleague = ward.desk(2), ward.desk(4, "minh")
    key(desk, "Enter", "call-next")
    shows(desk, "A001")
    expect(desk.locator("[data-story]")).to_contain_text("Gọi vào quầy 2")
    expect(desk.locator("[data-target]")).to_have_text("mục tiêu 8 phút")
    key(desk, "S", "start")
    expect(desk.locator("[data-state]")).to_have_text("Đang phục vụ")
    key(desk, "N", "note")
    desk.keyboard.type("Hẹn chiều nay")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-note-text]")).to_have_text("Hẹn chiều nay")
    key(desk, "D", "delivered")
    desk.keyboard.type("ket hon")
    expect(desk.locator("[data-choices] [aria-selected=true]").first).to_contain_text("đăng ký kết hôn")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-delivering-list] li")).to_have_count(2)
    desk.keyboard.press("Enter")
    key(desk, "Enter", "call-next")
    shows(desk, "A002")
    assert delivered(ward) == [(first["id"], BIRTH, 1), (first["id"], MARRIAGE, 1)]
    key(desk, "G", "hold")
    expect(desk.locator("[data-held-line]")).to_contain_text("A002")
    key(desk, "Enter", "call-next")
    shows(desk, "A003")
    key(desk, "C", "transfer")
    desk.keyboard.press("End")
    desk.keyboard.press("Tab")
    desk.keyboard.type("Cần sao y hai bản")
    desk.keyboard.press("Enter")
    stands_empty(desk)
    key(colleague, "Enter", "call-next")
    shows(colleague, "A003")
    expect(colleague.locator("[data-note-text]")).to_have_text("Cần sao y hai bản")
    expect(colleague.locator("[data-story]")).to_contain_text("Cán bộ ha chuyển cho Cán bộ minh")
    key(colleague, "H", "help")
    expect(desk.locator("[data-helps]")).to_contain_text("Quầy 4 (Cán bộ minh) cần hỗ trợ")
    key(colleague, "B", "back")
    expect(desk.locator("[data-next]")).to_contain_text("A003")
    key(desk, "Enter", "call-next")
    shows(desk, "A003")
    key(desk, "V", "no-show")
    expect(desk.locator("[data-absent-line]")).to_contain_text("A003")
    key(colleague, "H", "help")
    expect(desk.locator("[data-helps]")).to_be_hidden()


def test_a_day_by_mouse_alone(ward: Ward) -> None:
    first = ward.server.takes("A", procedure=BIRTH)
    for _ in range(2):
        ward.server.takes("A")
    desk, colleague = ward.desk(2), ward.desk(4, "minh")
    desk.click("[data-next] summary >> nth=0")
    expect(desk.locator("[data-next-why]").first).to_contain_text("A001 đến lúc")
    press(desk, "call-next")
    shows(desk, "A001")
    desk.click("[data-delivered] [data-delivered-more]")
    press(desk, "call-next")
    shows(desk, "A002")
    assert delivered(ward) == [(first["id"], BIRTH, 2)]
    press(desk, "no-show")
    desk.click("[data-absent] [data-pooled-back]")
    expect(desk.locator("[data-absent]")).to_be_hidden()
    press(desk, "call-next")
    shows(desk, "A002")
    press(desk, "hold")
    desk.click("[data-held] [data-pooled-back]")
    expect(desk.locator("[data-held]")).to_be_hidden()
    press(desk, "help")
    colleague.click("[data-helps] [data-help-end]")
    expect(desk.locator("[data-helps]")).to_be_hidden()
    press(desk, "by-hand")
    desk.fill("[data-byhand] [data-choices-input]", "3")
    desk.locator("[data-byhand] [data-choices] li", has_text="A003").click()
    desk.click("[data-byhand-because] >> nth=0")
    desk.click("[data-byhand] [value=yes]")
    shows(desk, "A003")
    expect(desk.locator("[data-story]")).to_contain_text("Cán bộ ha gọi đích danh vào quầy 2: Sức khỏe yếu")
    desk.click("[data-pause]")
    desk.fill("[data-pausing-reason]", "Họp 5 phút")
    desk.click("[data-pausing] [value=yes]")
    expect(desk.locator("[data-trouble-text]")).to_contain_text("Họp 5 phút")
    press(desk, "call-next")
    shows(desk, "A002")
    expect(desk.locator("[data-trouble]")).to_be_hidden()


def test_a_priority_that_needs_a_paper_is_looked_at_before_anything_else(ward: Ward) -> None:
    ward.server.takes("A")
    for _ in range(2):
        ward.server.takes("A", priority="merit")
    desk = ward.desk(2)
    press(desk, "call-next")
    shows(desk, "A002")
    expect(desk.locator("[data-judge]")).to_be_visible()
    key(desk, "Enter", "call-next")
    expect(desk.locator("[data-judging]")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-judging]")).to_be_hidden()
    shows(desk, "A002")
    key(desk, "S", "start")
    desk.keyboard.press("k")
    stands_empty(desk)
    key(desk, "Enter", "call-next")
    shows(desk, "A003")
    key(desk, "Enter", "call-next")
    desk.keyboard.press("y")
    shows(desk, "A001")


def test_a_press_whose_answer_is_lost_calls_one_person_and_says_what_became_of_it(ward: Ward) -> None:
    for _ in range(3):
        ward.server.takes("A")
    desk = ward.desk(2)
    pressed: list[str] = []

    def answer_lost(route: Route) -> None:
        pressed.append(route.request.url)
        route.fetch()
        route.abort()

    def never_arrives(route: Route) -> None:
        pressed.append(route.request.url)
        route.abort()

    said = desk.locator("[data-said]")
    desk.route("**/call-next", answer_lost)
    key(desk, "Enter", "call-next")
    shows(desk, "A001")
    expect(said).to_have_text("Máy chủ đã nhận thao tác vừa rồi.")
    desk.unroute("**/call-next")
    desk.route("**/call-next", never_arrives)
    key(desk, "Enter", "call-next")
    expect(said).to_contain_text("chưa đến máy chủ")
    shows(desk, "A001")
    desk.unroute("**/call-next")
    assert len(pressed) == 2
    desk.context.set_offline(True)
    expect(desk.locator("[data-trouble-text]")).to_contain_text("Mất kết nối với máy chủ")
    expect(button(desk, "call-next")).to_be_disabled()
    desk.keyboard.press("Enter")
    desk.keyboard.press("v")
    desk.context.set_offline(False)
    expect(desk.locator("[data-trouble]")).to_be_hidden()
    shows(desk, "A001")
    key(desk, "Enter", "call-next")
    shows(desk, "A002")


def test_long_names_and_numbers_and_large_type_lose_nothing(ward: Ward) -> None:
    ward.rename("minh", "Nguyễn Thị Hoàng Phương Quỳnh Như Công Tằng Tôn Nữ Bảo Trâm Anh")
    longest = max(procedures(ward), key=lambda one: len(one["name"]))
    for _ in range(3):
        ward.server.takes("A", procedure=longest["code"])
    desk, colleague = ward.desk(2), ward.desk(4, "minh")
    press(desk, "call-next")
    shows(desk, "A001")
    press(colleague, "help")
    expect(desk.locator("[data-helps]")).to_contain_text("Bảo Trâm Anh")
    for width, height, size in ((1366, 768, ""), (1920, 1080, ""), (1366, 768, "200%")):
        desk.set_viewport_size({"width": width, "height": height})
        desk.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
        for verb in ("call-next", "start", "hold", "help", "by-hand", "delivered"):
            place = button(desk, verb).bounding_box()
            assert place, verb
            assert place["x"] >= 0
            assert place["x"] + place["width"] <= width
        cut = desk.locator(".verb__word").evaluate_all(
            "words => words.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
        )
        assert cut == 0


def procedures(ward: Ward) -> list[Any]:
    """Those of queue A."""
    _, answer = ward.server.request("GET", f"/api/v1/offices/{OFFICE}/procedures", "kiosk")
    return [one for one in answer["procedures"] if one["queue"] == "A"]


def of_an_older_release(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'"release": ?"\w+"', '"release": "older"', answer.text()))


def is_older(page: Page) -> bool:
    return "older" in (page.locator("#boot").text_content() or "")


def test_a_desk_gets_its_new_page_after_an_upgrade_once_nobody_is_at_the_counter(ward: Ward) -> None:
    ward.server.takes("A")
    page = ward.desk(2)
    press(page, "call-next")
    shows(page, "A001")
    page.route("**/desk", of_an_older_release, times=1)
    page.goto("/desk")
    shows(page, "A001")
    page.wait_for_timeout(1000)
    assert is_older(page)
    press(page, "finish")
    until(lambda: not is_older(page))


def test_a_desk_whose_counter_is_no_more_says_so_and_offers_another(ward: Ward) -> None:
    desk = ward.desk(2)
    profile = schema.read(schema.find(OFFICE))
    others = [one for one in profile.office.counters if one.number != 2]
    changes(ward, queue_a={}, counters=[one.model_dump() for one in others])
    desk.wait_for_timeout(1000)  # after as long every process knows the new rule
    press(desk, "call-next")
    expect(desk.locator("[data-trouble-text]")).to_contain_text("không còn sử dụng nữa")
    expect(button(desk, "call-next")).to_be_disabled()
    desk.click("[data-trouble-way]")
    expect(desk.locator("[data-counter-button]")).to_have_count(len(others))
