"""An administrator changes the office while it works."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from queue_app.services import access
from queue_app.services.access import Role
from queue_app.storage import offices
from queue_app.storage.database import Database
from tests.browser.conftest import PASSWORD, Ward, sign_in
from tests.servers import OFFICE


@pytest.fixture
def administrator(ward: Ward) -> Page:
    """Hoàng Bảo Châu, signed in at the administration's first page."""
    database = Database(ward.server.url)
    with database.transaction() as tx:
        office = offices.load(tx, OFFICE)
        now = datetime.now(UTC)
        access.put_user(
            tx, office, "chau", name="Hoàng Bảo Châu", role=Role.ADMIN, password=PASSWORD, now=now
        )
    database.close()
    page = ward.window(1366, 768)
    page.goto("/admin/")
    sign_in(page, "chau")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tên, lời chào, phiếu")
    return page


def test_a_queue_gets_another_name_and_its_old_one_back(ward: Ward, administrator: Page) -> None:
    page, kiosk = administrator, ward.kiosk()
    page.get_by_role("link", name="Hàng chờ").click()
    page.get_by_role("link", name="Hộ tịch").click()
    name = page.get_by_label("Tên hàng chờ")
    name.fill("  ")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Xin nhập mục này.")).to_be_visible()
    expect(name).to_be_focused()
    name.fill("Hộ tịch – Quốc tịch")
    expect(page.get_by_text("Có thay đổi chưa lưu.")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    expect(kiosk.locator("[data-queue=A]")).to_contain_text("Hộ tịch – Quốc tịch")

    page.goto("/admin/counters/entry/5")
    page.get_by_label("Hàng A: nhường").fill("nhiều")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Xin nhập một số.")).to_be_visible()
    page.get_by_label("Hàng A: nhường").fill("25")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()

    page.get_by_role("link", name="Lịch sử thay đổi").click()
    expect(page.locator(".change")).to_have_count(2)
    oldest = page.locator(".change").last
    expect(oldest).to_contain_text("Hoàng Bảo Châu")
    expect(oldest).to_contain_text("Hộ tịch → Hộ tịch – Quốc tịch")
    oldest.get_by_role("button", name="Hoàn tác").click()
    page.locator("[data-dialog-yes]").click()
    expect(page.locator(".change")).to_have_count(3)
    expect(kiosk.locator("[data-queue=A]")).not_to_contain_text("Quốc tịch")


def test_what_somebody_else_changed_meanwhile_is_said_and_nothing_typed_is_lost(
    ward: Ward, administrator: Page
) -> None:
    page = administrator
    other = page.context.new_page()
    for window in (page, other):
        window.goto("/admin/texts")
    other.get_by_label("Đường dây nóng").fill("1022")
    other.get_by_role("button", name="Lưu").click()
    expect(other.get_by_text("Đã lưu lúc")).to_be_visible()
    page.get_by_label("Đường dây nóng").fill("024 1022 – nhánh 3")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Hoàng Bảo Châu vừa đổi mục này")).to_be_visible()
    expect(page.get_by_text("Hiện là: 1022.")).to_be_visible()
    expect(page.get_by_label("Đường dây nóng")).to_have_value("024 1022 – nhánh 3")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()
    expect(page.locator("[data-slip-preview]")).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_label("Đường dây nóng")).to_have_value("1022")


def test_a_profile_is_looked_at_before_it_is_brought_in(
    ward: Ward, administrator: Page, tmp_path: Path
) -> None:
    page, kiosk = administrator, ward.kiosk()
    page.goto("/admin/profile")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Tải hồ sơ về").click()
    with zipfile.ZipFile(downloading.value.path()) as archive:
        archive.extractall(tmp_path)
    profile = tmp_path / f"{OFFICE}.toml"
    question = "Ông, bà cần chúng tôi giúp gì ạ?"
    written = profile.read_text("utf-8").replace('welcome = ""', f'welcome = "{question}"', 1)
    profile.write_text(written, "utf-8")
    files = page.get_by_label("Tệp hồ sơ")
    files.set_input_files(__file__)
    expect(page.get_by_text("Chưa đọc được hồ sơ này")).to_be_visible()
    files.set_input_files([profile, profile.with_suffix(".csv")])
    expect(page.get_by_text("1 mục sẽ thay đổi:")).to_be_visible()
    expect(page.locator("[data-import-lines]")).to_contain_text(question)
    expect(kiosk.locator("[data-question]")).to_have_text("Ông, bà cần làm thủ tục gì hôm nay?")
    page.get_by_role("button", name="Nhập những thay đổi này").click()
    expect(page.locator(".change")).to_contain_text("Nhập cả hồ sơ")
    expect(kiosk.locator("[data-question]")).to_have_text(question)
