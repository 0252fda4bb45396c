"""From the kiosk's press to the television's call, as people see it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ward
from tests.requires import need_qr_reader

pytestmark = pytest.mark.browser


def until(what: Callable[[], bool], within_s: float = 10) -> None:
    end = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.02)


def read_qr(ward: Ward) -> str:
    """What an independent reader finds on the newest slip."""
    (found,) = need_qr_reader()(ward.printer.slips()[0].picture().convert("L"))
    return str(found.data.decode())


KEYS = {"Enter": "call-next", "s": "start", "r": "recall", "f": "finish", "v": "no-show"}


def press(desk: Page, key: str) -> None:
    """A clerk's key, once its button is ready for it."""
    expect(desk.locator(f"[data-verb={KEYS[key]}]")).to_be_enabled()
    desk.keyboard.press(key)


def number_on(kiosk: Page) -> str:
    label = kiosk.locator("[data-ticket-label]")
    expect(label).to_be_visible()
    return label.inner_text()


def test_a_number_is_taken_at_the_kiosk_called_at_the_desk_and_shown_on_two_televisions(ward: Ward) -> None:
    televisions = [ward.television(), ward.television()]
    desk = ward.desk(3)
    kiosk = ward.kiosk()
    kiosk.click("[data-queue=A]")
    assert number_on(kiosk) == "A001"
    until(lambda: len(ward.printer.slips()) == 1)
    assert ward.printer.slips()[0].decoded.unknown == ()
    followed = ward.window(390, 844)
    followed.goto(read_qr(ward))
    expect(followed.locator("body")).to_contain_text("A001")
    expect(desk.locator("[data-next]")).to_contain_text("A001")
    press(desk, "Enter")
    for television in televisions:
        expect(television.locator("[data-newest-label]")).to_have_text("A001")
        expect(television.locator("[data-newest-counter]")).to_have_text("3")
        until(lambda screen=television: ward.spoken(screen) == [(1, 1)])  # type: ignore[misc]
        height = television.locator("[data-newest-label]").bounding_box()
        assert height
        assert height["height"] >= 1080 / 6
    expect(desk.locator("[data-label]")).to_have_text("A001")
    expect(desk.locator("[data-why-text]")).to_contain_text("A001 đến lúc")
    kiosk.click("[data-screen=ticket] [data-home]")
    expect(kiosk.locator("[data-queue=A]")).to_be_visible()
    assert "A001" not in kiosk.locator("body").inner_text()


def test_a_television_that_was_cut_off_sees_the_present_and_speaks_no_call_twice(ward: Ward) -> None:
    television, desk = ward.television(), ward.desk(3)
    for _ in range(3):
        ward.server.takes("A")
    press(desk, "Enter")
    until(lambda: ward.spoken(television) == [(1, 1)])
    television.context.set_offline(True)
    expect(television.locator("[data-lost]")).to_be_visible()
    for label in ("A002", "A003"):
        press(desk, "Enter")
        expect(desk.locator("[data-label]")).to_have_text(label)
    expect(television.locator("[data-newest-label]")).to_have_text("A001")
    television.context.set_offline(False)
    expect(television.locator("[data-newest-label]")).to_have_text("A003")
    expect(television.locator("[data-lost]")).to_be_hidden()
    until(lambda: len(ward.spoken(television)) == 3, within_s=40)
    assert ward.spoken(television) == [(1, 1), (2, 1), (3, 1)]
    television.reload()
    expect(television.locator("[data-newest-label]")).to_have_text("A003")
    television.wait_for_timeout(1000)
    assert ward.spoken(television) == []


def test_the_desk_serves_a_person_by_keyboard_alone(ward: Ward) -> None:
    desk = ward.desk(3)
    for _ in range(3):
        ward.server.takes("A")
    press(desk, "Enter")
    expect(desk.locator("[data-label]")).to_have_text("A001")
    press(desk, "r")
    expect(desk.locator("[data-facts]")).to_contain_text("gọi 2 lần")
    press(desk, "s")
    expect(desk.locator("[data-state]")).to_have_text("Đang phục vụ")
    press(desk, "f")
    expect(desk.locator("[data-empty]")).to_be_visible()
    press(desk, "Enter")
    expect(desk.locator("[data-label]")).to_have_text("A002")
    press(desk, "v")
    expect(desk.locator("[data-empty]")).to_be_visible()
    press(desk, "Enter")
    expect(desk.locator("[data-label]")).to_have_text("A003")
    press(desk, "Enter")
    expect(desk.locator("[data-empty]")).to_be_visible()
    expect(desk.locator("[data-said]")).not_to_be_empty()


def test_the_kiosk_says_calmly_that_the_server_is_away_and_comes_back_by_itself(ward: Ward) -> None:
    kiosk = ward.kiosk()
    ward.server.kill()
    expect(kiosk.locator("[data-screen=offline]")).to_be_visible()
    ward.server.start()
    expect(kiosk.locator("[data-queue=A]")).to_be_visible(timeout=20_000)
    kiosk.click("[data-queue=A]")
    assert number_on(kiosk) == "A001"


def test_without_paper_the_number_stands_and_the_slip_comes_out_later_and_once(ward: Ward) -> None:
    ward.printer.device.set_paper("out")
    kiosk = ward.kiosk()
    kiosk.click("[data-queue=B]")
    assert number_on(kiosk) == "B001"
    time.sleep(0.5)
    assert ward.printer.slips() == []
    ward.printer.device.set_paper("ok")
    until(lambda: len(ward.printer.slips()) == 1, within_s=20)
    time.sleep(1)
    assert len(ward.printer.slips()) == 1


def test_the_kiosk_speaks_english_at_a_touch_and_vietnamese_to_the_next(ward: Ward) -> None:
    kiosk = ward.kiosk()
    kiosk.click("[data-language=en]")
    expect(kiosk.locator("[data-queue=A]")).to_contain_text("Civil status")
    kiosk.click("[data-queue=A]")
    assert number_on(kiosk) == "A001"
    kiosk.click("[data-screen=ticket] [data-home]")
    expect(kiosk.locator("[data-queue=A]")).to_contain_text("Hộ tịch")


def test_english_right_after_the_number_of_the_one_before(ward: Ward) -> None:
    kiosk = ward.kiosk()
    kiosk.click("[data-queue=A]")
    kiosk.click("[data-screen=ticket] [data-home]")
    kiosk.click("[data-language=en]")
    expect(kiosk.locator("[data-queue=A]")).to_contain_text("Civil status", timeout=300)


def test_a_double_tap_presses_nothing_that_appears_under_the_finger(ward: Ward) -> None:
    kiosk = ward.kiosk(1280, 800)
    done = kiosk.locator("[data-screen=ticket] [data-home]")
    kiosk.dblclick("[data-queue=A]")
    assert number_on(kiosk) == "A001"
    place = done.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    kiosk.evaluate(
        """([x, y]) => {
            const place = document.querySelector("[data-queue=B]").style;
            Object.assign(place, {position: "fixed", left: `${x - 50}px`, top: `${y - 50}px`, zIndex: 9});
        }""",
        [x, y],
    )
    kiosk.mouse.dblclick(x, y)
    expect(kiosk.locator("[data-queue=B]")).to_be_visible()
    kiosk.wait_for_timeout(600)
    assert kiosk.locator("[data-queue=B]").is_visible()
    assert ward.server.takes("B")["label"] == "B001"
    kiosk.mouse.click(x, y)
    assert number_on(kiosk) == "B002"


def test_a_colleague_of_the_same_name_takes_a_counter_over(ward: Ward) -> None:
    ward.rename("minh", "Cán bộ ha")
    desk = ward.desk(3)
    colleague = ward.desk(3, "minh", take_over=True)
    expect(desk.locator("[data-trouble-text]")).to_contain_text("Cán bộ ha")
    expect(desk.locator("[data-verb=call-next]")).to_be_disabled()
    expect(colleague.locator("[data-trouble]")).to_be_hidden()


def test_a_device_that_calls_at_the_counter_takes_nothing_over(ward: Ward) -> None:
    desk = ward.desk(3)
    ward.server.takes("A")
    ward.server.calls_next(3)
    expect(desk.locator("[data-label]")).to_have_text("A001")
    expect(desk.locator("[data-trouble]")).to_be_hidden()


def test_two_windows_that_press_at_once_call_one_person(ward: Ward) -> None:
    desk = ward.desk(3)
    for _ in range(2):
        ward.server.takes("A")
    expect(desk.locator("[data-next]")).to_contain_text("A002")
    desk.route("**/call-next", lambda route: (ward.server.calls_next(3), route.continue_()))
    press(desk, "Enter")
    expect(desk.locator("[data-said]")).to_have_class("present__said present__said--trouble")
    expect(desk.locator("[data-label]")).to_have_text("A001")
    expect(desk.locator("[data-next]")).to_contain_text("A002")
