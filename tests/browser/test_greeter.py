"""A greeter in the hall, with a tablet and a keyboard."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Request, Route, expect

from queue_app.services import access
from queue_app.services.access import Role
from queue_app.storage import offices
from queue_app.storage.database import Database
from tests.browser.conftest import PASSWORD, Ward, sign_in
from tests.servers import OFFICE

pytestmark = pytest.mark.browser


def tablet(ward: Ward, width: int, height: int) -> Page:
    """Hương signs in on her tablet."""
    database, now = Database(ward.server.url), datetime.now(UTC)
    with database.transaction() as tx:
        office = offices.load(tx, OFFICE)
        access.put_user(
            tx, office, "huong", name="Vũ Thanh Hương", role=Role.GREETER, password=PASSWORD, now=now
        )
    database.close()
    page = ward.window(width, height)
    page.clock.install()
    page.goto("/signin")
    sign_in(page, "huong")
    expect(page).to_have_url(re.compile("/greeter$"))
    return page


def test_a_greeter_takes_numbers_for_others_finds_one_and_sets_it_right(ward: Ward) -> None:
    ward.server.takes("A")
    page = tablet(ward, 1280, 800)
    expect(page.locator("[data-queue=A] [data-queue-wait]")).to_contain_text("1 người")
    every = page.locator("[data-queues] button").all()
    assert all((box := one.bounding_box()) and box["y"] + box["height"] <= 800 for one in every)

    page.get_by_label("Tìm thủ tục, có dấu hoặc không dấu").fill("ket hon")
    page.get_by_text("Người từ đủ 75 tuổi").click()
    page.get_by_role("button", name="Thủ tục đăng ký kết hôn", exact=False).first.click()
    issued = page.locator("[data-issued]")
    expect(issued.locator("[data-issued-label]")).to_have_text("A002")
    expect(issued).to_contain_text("Ưu tiên")
    expect(issued).not_to_contain_text("75 tuổi")
    expect(issued.locator("[data-issued-ahead]")).to_have_text("Không có ai")
    expect(issued.locator("[data-issued-paper]")).to_have_text("Phiếu đang in.")
    page.keyboard.press("Enter")
    expect(issued).to_be_hidden()
    expect(page.locator("[name=priority][value='']")).to_be_checked()

    number = page.locator("[data-find-number]")
    number.fill("1")
    number.press("Enter")
    found = page.locator(".found")
    expect(found.locator("[data-found-label]")).to_have_text("A001")
    expect(found.locator("[data-found-where]")).to_contain_text("Trước còn 1 người.")
    found.get_by_role("button", name="In lại phiếu").click()
    expect(found.locator("[data-found-said]")).to_have_text("Đang in lại phiếu A001.")
    found.get_by_role("button", name="Ưu tiên").press("Enter")
    page.get_by_role("button", name="Người khuyết tật nặng").press("Enter")
    expect(found.get_by_role("button", name="Bỏ ưu tiên")).to_be_visible()
    expect(found.locator("[data-found-where]")).to_contain_text("Là người kế tiếp")
    found.get_by_role("button", name="Chuyển hàng").click()
    page.get_by_role("button", name="B · Chứng thực").click()
    expect(found.locator("[data-found-queue]")).to_have_text("B · Chứng thực")

    ward.server.calls_next(4)
    expect(found.locator("[data-found-state]")).to_have_text("Đang gọi")
    expect(found.locator("[data-found-where]")).to_contain_text("đến quầy 4")
    expect(found.locator("[data-found-why]")).to_contain_text("A001 đến lúc")
    expect(found.locator("[data-found-ways] button")).to_have_count(0)

    number.fill("a2")
    number.press("Enter")
    found.get_by_role("button", name="Hủy số").click()
    page.get_by_role("button", name="Hủy số này").last.click()
    expect(found.locator("[data-found-state]")).to_have_text("Đã trả số")

    page.set_viewport_size({"width": 800, "height": 1280})
    for letters in (100, 200):
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 800
    page.context.set_offline(True)
    expect(page.locator("[data-trouble]")).to_contain_text("Mất kết nối", timeout=30_000)
    assert page.locator("[data-greeter]").evaluate("element => element.inert")


def test_a_lost_answer_makes_no_second_number_and_a_number_is_minded_for_a_minute(ward: Ward) -> None:
    ward.server.takes("A")
    page = tablet(ward, 1280, 800)
    expect(page.locator("[data-queue=A] [data-queue-wait]")).to_contain_text("1 người")
    number = page.locator("[data-find-number]")
    number.fill("1")
    number.press("Enter")
    found = page.locator(".found")
    expect(found.locator("[data-found-state]")).to_have_text("Đang chờ")
    page.clock.fast_forward(61_000)
    expect(found).to_have_count(0)
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url) if is_look(request) else None)
    ward.server.takes("A")
    expect(page.locator("[data-queue=A] [data-queue-wait]")).to_contain_text("2 người")
    assert looks == [], "what nobody minds any more is not asked about"

    answers: list[int] = []

    def lose(route: Route) -> None:
        answers.append(route.fetch().status)
        route.abort()

    issued = page.locator("[data-issued]")
    page.route("**/tickets", lose)
    page.locator("[data-queue=B]").click()
    expect(page.locator("[data-dialog-text]")).to_contain_text("Máy chủ chưa trả lời")
    page.keyboard.press("Enter")
    page.unroute("**/tickets")
    page.locator("[data-queue=B]").click()
    expect(issued.locator("[data-issued-label]")).to_have_text("B001")
    page.keyboard.press("Enter")
    expect(page.locator("[data-queue=B] [data-queue-wait]")).to_contain_text("1 người")
    page.locator("[data-queue=B]").click()
    expect(issued.locator("[data-issued-label]")).to_have_text("B002")
    page.keyboard.press("Enter")
    assert set(answers) == {201}


def is_look(request: Request) -> bool:
    return "/tickets?number=" in request.url
