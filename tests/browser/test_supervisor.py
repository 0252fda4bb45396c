"""A supervisor's morning: the room, its alerts, announcements, and a television that gets its board."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from queue_app.services import access
from queue_app.services.access import Role
from queue_app.storage import offices
from queue_app.storage.database import Database
from tests.browser.conftest import PASSWORD, Ward, sign_in
from tests.servers import OFFICE

pytestmark = pytest.mark.browser


def supervisor(ward: Ward, path: str) -> Page:
    """Đỗ Hữu Nghĩa signs in and opens one of his pages."""
    database = Database(ward.server.url)
    with database.transaction() as tx:
        office, now = offices.load(tx, OFFICE), datetime.now(UTC)
        access.put_user(
            tx, office, "nghia", name="Đỗ Hữu Nghĩa", role=Role.SUPERVISOR, password=PASSWORD, now=now
        )
    database.close()
    page = ward.window(1366, 768)
    page.goto(f"/signin?next={path}")
    sign_in(page, "nghia")
    expect(page).to_have_url(re.compile(f"{path}$"))
    return page


def test_a_supervisor_sees_the_room_and_acts_in_it(ward: Ward) -> None:
    ward.server.takes("A")
    page = supervisor(ward, "/supervisor")
    alerts, counter = page.locator("[data-alerts]"), page.locator("[data-counters] > li").nth(1)
    expect(alerts).to_contain_text("Hàng A: 1 người chờ, chưa có quầy mở")

    counter.locator("[data-post]").press("Enter")
    page.click("[data-counter-dialog] [value=open]")
    expect(counter).to_contain_text("Sẵn sàng")
    expect(page.locator("[data-no-alerts]")).to_be_visible()

    ward.server.calls_next(2)
    expect(counter.locator("[data-label]")).to_have_text("A001")
    ward.server.request("POST", f"/api/v1/offices/{OFFICE}/counters/2/help", 2)
    alerts.locator("[data-alert]", has_text="Quầy 2 cần hỗ trợ").click()
    expect(page.locator("[data-why-text]")).to_contain_text("A001 đến lúc")
    page.click("[data-counter-dialog] [value=help-ended]")
    expect(page.locator("[data-no-alerts]")).to_be_visible()

    page.locator("[data-counters] > li").nth(3).locator("[data-post]").click()
    page.click("[data-counter-dialog] [value=open]")
    expect(page.locator("[data-said]")).to_have_text("Đã mở quầy 4.")
    fourth = page.locator("[data-counters] > li").nth(3)
    expect(fourth).to_contain_text("Sẵn sàng")
    fourth.locator("[data-post]").click()
    page.fill("[data-counter-dialog] [data-reason]", "Họp giao ban")
    page.press("[data-counter-dialog] [data-reason]", "Enter")
    expect(fourth).to_contain_text("Tạm dừng: Họp giao ban")
    fourth.locator("[data-post]").click()
    page.click("[data-counter-dialog] [value=close]")
    expect(fourth).to_contain_text("Đang đóng")

    line = page.locator("[data-queues] > tr").nth(2)
    line.locator("[data-open]").click()
    page.click("[data-queue-dialog] [value=close]")
    expect(page.locator("[data-queue-dialog] [data-refused]")).not_to_be_empty()
    page.fill("[data-queue-dialog] [data-reason]", "Cán bộ đi thực địa")
    page.press("[data-queue-dialog] [data-reason]", "Enter")
    expect(line).to_contain_text("Tạm ngừng phát số: Cán bộ đi thực địa")
    line.locator("[data-open]").click()
    page.click("[data-queue-dialog] [value=open]")
    expect(line).not_to_contain_text("Tạm ngừng")
    for width in (683, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.context.set_offline(True)
    expect(page.locator("[data-trouble]")).to_be_visible()


def test_what_is_announced_reaches_the_television_and_leaves_it(ward: Ward) -> None:
    television = ward.television()
    page = supervisor(ward, "/supervisor/announcements")
    page.click("[data-list] [data-remove]")
    expect(page.locator("[data-none]")).to_be_visible()
    page.click("[data-add]")
    page.fill("[data-dialog] [data-text]", "Sáng nay mời ông bà sang quầy 6")
    page.click("[data-form] .button--first")
    ticker = television.locator("[data-ticker]")
    expect(ticker).to_have_text("Sáng nay mời ông bà sang quầy 6")
    page.click("[data-list] [data-change]")
    page.fill("[data-until]", "2026-01-01T08:00")
    page.click("[data-form] .button--first")
    expect(page.locator("[data-when]")).to_contain_text("Không hiện lúc này")
    expect(ticker).not_to_contain_text("quầy 6")


def test_a_television_is_paired_follows_its_settings_and_remembers_them(ward: Ward) -> None:
    television = ward.window(1280, 720)
    television.goto("/tv")
    code = television.locator("[data-code]")
    expect(code).to_have_text(re.compile("^[A-Z]{6}$"))
    page = supervisor(ward, "/supervisor/screens")
    expect(page.locator("[data-none]")).to_be_visible()
    page.click("[data-add]")
    page.fill("[data-dialog] [data-code]", "XXXXXX")
    page.fill("[data-dialog] [data-name]", "Tivi quầy 3")
    page.select_option("[data-kind]", "counter")
    page.select_option("[data-dialog] [data-counter]", "3")
    page.click("[data-save]")
    expect(page.locator("[data-refused]")).to_contain_text("Không có tivi nào đang hiện mã này")
    page.fill("[data-dialog] [data-code]", code.inner_text().lower())
    page.press("[data-dialog] [data-code]", "Enter")
    expect(television).to_have_url(re.compile(f"/tv/{OFFICE}/counter\\?counters=3$"))
    expect(television.locator("body[data-link=live]")).to_be_attached()
    screen = page.locator("[data-screens] > li")
    expect(screen).to_contain_text("Đang hoạt động từ")

    screen.locator("[data-change]").click()
    page.select_option("[data-kind]", "zone")
    page.check("[data-queue][value=B]")
    page.click("[data-save]")
    expect(television).to_have_url(re.compile(f"/tv/{OFFICE}/zone\\?queues=B$"))

    ward.server.stop()
    ward.server.start()
    television.goto("/tv")
    expect(television).to_have_url(re.compile(f"/tv/{OFFICE}/zone\\?queues=B$"))
    expect(television.locator("body[data-link=live]")).to_be_attached()

    expect(page.locator("[data-trouble]")).to_be_hidden()
    screen.locator("[data-remove]").click()
    page.click("[data-sure] [value=yes]")
    expect(page.locator("[data-none]")).to_be_visible()
    expect(code).to_have_text(re.compile("^[A-Z]{6}$"))


IS_OF_TODAY = """() => {
  const boot = document.getElementById("boot");
  return boot && !boot.textContent.includes('"older"');
}"""


def test_after_an_upgrade_a_screen_opens_its_page_again_by_itself(ward: Ward) -> None:
    served = []

    def of_an_older_release(route: Route) -> None:
        answer = route.fetch()
        served.append(re.sub(r'"release": ?"\w+"', '"release": "older"', answer.text()))
        route.fulfill(response=answer, body=served[-1])

    for device, role in (("tv", "display"), ("kiosk", "kiosk")):
        screen = ward.window(1280, 800)
        screen.route(f"**/{device}/{OFFICE}", of_an_older_release, times=1)
        screen.goto(f"/{device}/{OFFICE}#token={ward.server.tokens[role]}")
        assert '"older"' in served[-1]
        screen.wait_for_function(IS_OF_TODAY)
    assert len(served) == 2
