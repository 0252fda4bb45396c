"""One visit to the kiosk from the first touch to the next citizen, and a day on which things are missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ward
from tests.browser.test_kiosk_queues import manages
from tests.browser.test_office import until
from tests.servers import OFFICE

pytestmark = pytest.mark.browser

FINGER = 64
SMALLER_THAN_A_FINGER = """finger => [...document.querySelectorAll("button")]
  .filter((button) => button.offsetParent)
  .map((button) => [button.innerText, button.getBoundingClientRect()])
  .filter(([, place]) => place.width < finger || place.height < finger)
  .map(([words, place]) => `${words}: ${place.width} × ${place.height}`)"""


def kiosk_whose_time_we_hold(ward: Ward, width: int, height: int) -> Page:
    page = ward.window(width, height)
    page.clock.install()
    page.goto(f"/kiosk/{OFFICE}#token={ward.server.tokens['kiosk']}")
    expect(page.locator("[data-queue=A]")).to_be_visible()
    return page


def types(kiosk: Page, words: str) -> None:
    """With a finger, letter by letter."""
    for letter in words:
        kiosk.click(f"[data-key={'space' if letter == ' ' else letter}]")


def clips_of(kiosk: Page) -> list[str]:
    """The clips that the kiosk asks for from now on."""
    clips: list[str] = []
    kiosk.on("request", lambda sent: clips.append(sent.url.rsplit("/", 1)[-1]))
    return clips


def assert_made_for_fingers(kiosk: Page) -> None:
    assert kiosk.evaluate(SMALLER_THAN_A_FINGER, FINGER) == []


def test_a_citizen_finds_a_procedure_prints_its_papers_takes_a_number_and_leaves_nothing(ward: Ward) -> None:
    kiosk = kiosk_whose_time_we_hold(ward, 1080, 1920)
    assert_made_for_fingers(kiosk)
    kiosk.click("[data-language=en]")
    expect(kiosk.locator("h1:visible")).to_have_text("What can we do for you today?")
    expect(kiosk.locator("[data-restart]")).to_contain_text("Start over (15 s)")
    kiosk.click("[data-language=vi]")
    kiosk.click("[data-comfort=large]")
    kiosk.click("[data-comfort=contrast]")
    spoken = clips_of(kiosk)
    kiosk.click("[data-comfort=voice]")
    kiosk.click("[data-find]")
    types(kiosk, "hon ket")
    expect(kiosk.locator("[data-found]").first).to_contain_text("Thủ tục đăng ký kết hôn")
    kiosk.keyboard.press("Control+a")
    kiosk.keyboard.type("đăng ký kết hôn")
    expect(kiosk.locator("[data-search-said]")).to_have_text("3 thủ tục")
    assert_made_for_fingers(kiosk)
    kiosk.locator("[data-found]").first.click()

    page = kiosk.locator("[data-screen=procedure]")
    expect(page.locator("h1")).to_have_text("Thủ tục đăng ký kết hôn")
    for told in ("Trong ngày", "Không thu", "Tờ khai đăng ký kết hôn", "Lấy số ở hàng A – Hộ tịch."):
        expect(page).to_contain_text(told)
    assert_made_for_fingers(kiosk)
    kiosk.click("[data-procedure-print]")
    expect(kiosk.locator("[data-procedure-print]")).to_have_text("Mời nhận giấy ở khe bên dưới")
    expect(kiosk.locator("[data-procedure-print]")).to_be_disabled()
    until(lambda: len(ward.printer.slips()) == 1)
    kiosk.click("[data-procedure-priority]")
    assert_made_for_fingers(kiosk)
    kiosk.locator("[data-class]", has_text="75").click()
    with kiosk.expect_request("**/tickets") as sent:
        kiosk.click("[data-procedure-take]")
    wish = sent.value.post_data_json or {}
    assert (wish["procedure"], wish["priority"], wish["language"]) == ("1.000894", "elderly", "vi")
    expect(kiosk.locator("[data-ticket-label]")).to_have_text("A001")
    expect(kiosk.locator("[data-ticket-priority]")).to_be_visible()
    assert_made_for_fingers(kiosk)
    until(lambda: len(ward.printer.slips()) == 2)
    for said in ("kiosk-welcome", "kiosk-search", "kiosk-procedure", "kiosk-priority", "kiosk-ticket"):
        assert f"prompt-{said}.mp3" in spoken

    expect(kiosk.locator("[data-screen=ticket] [data-countdown]")).to_contain_text("tự đóng sau")
    kiosk.clock.fast_forward(15_500)
    assert_the_next_citizen_finds_nothing(kiosk)


def assert_the_next_citizen_finds_nothing(kiosk: Page) -> None:
    expect(kiosk.locator("h1:visible")).to_have_text("Ông, bà cần làm thủ tục gì hôm nay?")
    for left in ("A001", "kết hôn", "QR"):
        assert left not in kiosk.content().replace(kiosk.locator("#boot").inner_text(), "")
    assert kiosk.locator("html").get_attribute("class") == "kiosk-page"
    for switch in kiosk.locator("[data-comfort]").all():
        expect(switch).to_have_attribute("aria-pressed", "false")
    expect(kiosk.locator("[data-priority-title]")).to_have_text("Được ưu tiên?")
    assert kiosk.evaluate("document.activeElement.matches('[data-screen=home] [data-heading]')")
    kiosk.evaluate("history.back()")
    kiosk.click("[data-find]")
    field = kiosk.locator("[data-search-input]")
    expect(field).to_be_focused()
    kiosk.keyboard.press("Control+z")
    expect(field).to_have_value("")
    expect(kiosk.locator("[data-search-said]")).to_contain_text("75 thủ tục")
    kiosk.evaluate("history.back()")
    expect(kiosk.locator("[data-screen=home]")).to_be_visible()


def test_without_paper_with_a_closed_queue_and_without_a_server_the_kiosk_stays_calm(ward: Ward) -> None:
    ward.printer.device.set_paper("out")
    ward.server.takes("B")
    manages(ward, "close", "C")
    kiosk = kiosk_whose_time_we_hold(ward, 1280, 800)
    assert_made_for_fingers(kiosk)
    notice = kiosk.locator("[data-no-paper]")
    kiosk.clock.run_for(11_000)
    expect(notice).to_have_text("Máy in đang hết giấy: số sẽ hiện lớn trên màn hình.")
    kiosk.click("[data-find]")
    types(kiosk, "xay nha")
    expect(kiosk.locator("[data-found]").first).to_contain_text("Cấp giấy phép xây dựng")
    kiosk.keyboard.press("Enter")
    expect(kiosk.locator("[data-procedure-closed]")).to_have_text("Tạm ngừng phát số. Cán bộ họp đột xuất")
    expect(kiosk.locator("[data-procedure-take]")).to_be_hidden()
    expect(kiosk.locator("[data-procedure-print]")).to_be_disabled()
    assert_made_for_fingers(kiosk)
    kiosk.click("[data-more-time]:visible")
    kiosk.clock.fast_forward(20_000)
    expect(kiosk.locator("[data-leaving]")).to_contain_text("tự về sau 130 giây")
    kiosk.click("[data-leaving] [data-home]")
    kiosk.click("[data-queue=B]")
    expect(kiosk.locator("[data-ticket-label]")).to_have_text("B002")
    expect(kiosk.locator("[data-ticket-qr]")).to_be_visible()
    expect(kiosk.locator("[data-ticket-slip]")).to_contain_text("Máy in đang hết giấy, chưa có phiếu giấy")
    assert_made_for_fingers(kiosk)

    kiosk.click("[data-screen=ticket] [data-home]")
    kiosk.click("[data-find]")
    types(kiosk, "ket")
    ward.server.kill()
    expect(kiosk.locator("[data-screen=offline]")).to_be_visible()
    assert kiosk.locator("[data-search-input]").input_value() == ""
    ward.printer.device.set_paper("ok")
    ward.server.start()
    expect(kiosk.locator("[data-queue=A]")).to_be_visible(timeout=20_000)
    until(lambda: len(ward.printer.slips()) == 2, within_s=40)
    kiosk.clock.run_for(11_000)
    expect(notice).to_be_hidden()
