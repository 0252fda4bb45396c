"""Every page for everybody: read by a screen reader, used by keys, at twice the size, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from queue_app.services.access import Role
from tests.browser import auditing
from tests.browser.conftest import Ward, sign_in
from tests.servers import OFFICE, Server

pytestmark = pytest.mark.browser


SAID_WHEN_OPENED = ["button-name", "aria-dialog-name", "empty-heading", "image-alt"]
SEEN = "dialog => dialog.dataset.seen = 'yes'"


@dataclass
class Audit:
    """Looks at pages and keeps what is wrong with them."""

    ward: Ward
    language: str
    thorough: bool
    """Whether dark, keys and large text are tried too: they are the same in every language."""
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def window(self, width: int, height: int) -> Page:
        """A browser of its own in this language, without motion."""
        page = self.ward.window(width, height)
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"/?lang={self.language}")
        return page

    def paper(self, page: Page, name: str, *, without: Sequence[str] = ()) -> None:
        """A page that somebody reads and works with: in light and dark, by keys, at twice the size."""
        self._note(page, name, auditing.violations(page, without=without))
        if self.thorough:
            page.emulate_media(color_scheme="dark")
            self._note(page, f"{name}, dark", auditing.violations(page, only=["color-contrast"]))
            page.emulate_media(color_scheme="light")
            self._note(page, f"{name}, 200 %", auditing.lost_when_large(page))
            self._note(page, f"{name}, keys", auditing.out_of_reach(page))

    def afar(self, page: Page, name: str) -> None:
        """A screen that people read from afar, or standing."""
        self._note(page, name, auditing.violations(page, enhanced=True))

    def dialogs(self, page: Page, name: str, *openers: str) -> None:
        """Every dialog of the page: as these buttons open it, the others once, without what they would say."""
        for opener in openers:
            page.click(opener)
            dialog = page.locator("dialog:modal")
            expect(dialog).to_be_visible()
            dialog.evaluate(SEEN)
            self.paper(page, f"{name}, {opener}")
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
        for dialog in page.locator("dialog:not([data-seen])").all():
            looks = dialog.inner_html()
            if looks in self.seen:
                continue
            self.seen.add(looks)
            dialog.evaluate("dialog => dialog.showModal()")
            self.paper(page, f"{name}, {looks.split()[1:3]}", without=SAID_WHEN_OPENED)
            dialog.evaluate("dialog => dialog.close()")

    def _note(self, page: Page, where: str, found: list[str]) -> None:
        self.faults += [f"[{self.language}] {where}: {fault}" for fault in found]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everybody_can_use_every_page(ward: Ward, language: str) -> None:
    audit = Audit(ward, language, thorough=language == "vi")
    ward.promote("minh", Role.ADMIN)
    waiting = a_busy_morning(ward.server)
    doors(audit)
    phone(audit, waiting)
    kiosk(audit)
    televisions(audit)
    not_connected(audit)
    desk(audit)
    supervisor(audit)
    greeter(audit)
    administrator(audit)
    assert audit.faults == [], "\n" + "\n".join(audit.faults)


def a_busy_morning(server: Server) -> str:
    """Numbers are taken, called, missed; the address of the ticket of somebody who waits."""
    for queue in "AAABBC":
        server.takes(queue)
    for counter in (1, 3, 4):
        server.calls_next(counter)
    return str(server.takes("A", priority="elderly")["status_url"])


def doors(audit: Audit) -> None:
    page = audit.window(1280, 800)
    audit.paper(page, "start page")
    for address in ("/signin", "/api/docs", "/nowhere", "/printers/kiosk"):
        page.goto(address)
        audit.paper(page, address)
    page.context.close()


def phone(audit: Audit, waiting: str) -> None:
    page = audit.window(390, 844)
    page.goto(waiting)
    audit.paper(page, "phone")
    audit.dialogs(page, "phone")
    for address in (f"{waiting}/cancel", "/t/nobody-has-this-number"):
        page.goto(address)
        audit.paper(page, f"phone, {address[-12:]}")
    page.context.close()


def device(audit: Audit, width: int, height: int, address: str, role: str) -> Page:
    """A screen on a wall, connected to the office."""
    page = audit.window(width, height)
    page.goto(
        f"{address}{'&' if '?' in address else '?'}lang={audit.language}#token={audit.ward.server.tokens[role]}"
    )
    return page


def kiosk(audit: Audit) -> None:
    page = device(audit, 1080, 1920, f"/kiosk/{OFFICE}", "kiosk")
    expect(page.locator("[data-queue=A]")).to_be_visible()
    audit.afar(page, "kiosk")
    for comfort in ("large", "contrast"):
        page.click(f"[data-comfort={comfort}]")
        audit.afar(page, f"kiosk, {comfort}")
    page.press("[data-find]", "Enter")
    page.locator("[data-search-input]").fill("khai sinh")
    expect(page.locator("[data-search-found] button").first).to_be_visible()
    audit.afar(page, "kiosk, search")
    page.wait_for_timeout(1000)  # a kiosk takes no second press at one place within a moment
    page.locator("[data-search-found] button").first.press("Enter")
    expect(page.locator("[data-procedure-name]")).to_be_visible()
    audit.afar(page, "kiosk, procedure")
    page.reload()
    page.press("[data-priority-open]", "Enter")
    audit.afar(page, "kiosk, priority")
    page.reload()
    page.press("[data-queue=A]", "Enter")
    expect(page.locator("[data-ticket-label]")).to_be_visible()
    audit.afar(page, "kiosk, number")
    page.context.close()


def televisions(audit: Audit) -> None:
    for kind in ("", "/zone?queues=A", "/media?folder=tet", "/counter?counters=3", "/procedures"):
        page = device(audit, 1920, 1080, f"/tv/{OFFICE}{kind}", "display")
        expect(page.locator("body[data-link=live]")).to_be_attached()
        audit.afar(page, f"television {kind}")
        page.context.close()


def not_connected(audit: Audit) -> None:
    for screen in (f"kiosk/{OFFICE}", f"tv/{OFFICE}", "tv"):
        page = audit.window(1080, 1920)
        page.goto(f"/{screen}?lang={audit.language}")
        audit.afar(page, f"{screen} that is not connected")
        page.context.close()


def desk(audit: Audit) -> None:
    page = audit.window(1366, 768)
    page.goto("/desk")
    sign_in(page, "ha")
    expect(page.locator("[data-counter-button]").first).to_be_visible()
    audit.paper(page, "desk, choosing")
    page.locator("[data-counter-button]", has_text="2").first.click()
    expect(page.locator("[data-verb=call-next]")).to_be_visible()
    audit.paper(page, "desk, empty")
    page.click("[data-verb=call-next]")
    expect(page.locator("[data-verb=recall]")).to_be_enabled()
    audit.paper(page, "desk, somebody is called")
    audit.dialogs(page, "desk", "[data-verb=transfer]", "[data-pause]", "[data-close-counter]")
    page.context.close()


def supervisor(audit: Audit) -> None:
    page = audit.window(1366, 768)
    page.goto("/supervisor")
    sign_in(page, "minh")
    expect(page.locator("[data-post]").first).to_be_visible()
    audit.paper(page, "supervisor")
    audit.dialogs(page, "supervisor", "[data-post] >> nth=0", "[data-open] >> nth=0")
    page.goto("/supervisor/announcements")
    audit.paper(page, "announcements")
    audit.dialogs(page, "announcements", "[data-add]")
    page.goto("/supervisor/screens")
    audit.paper(page, "screens")
    audit.dialogs(page, "screens")
    page.context.close()


def greeter(audit: Audit) -> None:
    page = audit.window(1280, 800)
    page.goto("/greeter")
    sign_in(page, "minh")
    audit.paper(page, "greeter")
    audit.dialogs(page, "greeter", "[data-queue] >> nth=0")
    page.context.close()


def administrator(audit: Audit) -> None:
    """Every page that the administration leads to; of many alike the first."""
    page = audit.window(1366, 768)
    page.goto("/admin/")
    sign_in(page, "minh")
    expect(page.locator("main h1")).to_be_visible()
    seen: set[str] = set()
    ahead = ["/admin/"]
    while ahead:
        address = ahead.pop(0)
        if (kind := re.sub(r"/entry/.*", "/entry", address)) in seen:
            continue
        seen.add(kind)
        page.goto(address)
        audit.paper(page, address)
        audit.dialogs(page, address)
        ahead += page.evaluate(
            '[...document.querySelectorAll(\'main a[href^="/admin/"], nav a[href^="/admin/"]\')]'
            ".map(one => one.pathname).filter(path => !/[.][a-z]+$/.test(path))"
        )
    assert len(seen) > 10
    page.context.close()


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("color-contrast", '<p style="color: #999">Xin chờ một chút</p>'),
        ("button-name", "<button></button>"),
        ("target-size", '<a href="#a" style="display: inline-block">1</a><a href="#b">2</a>'),
    ],
)
def test_the_audit_sees_what_is_wrong(chromium: Browser, fault: str, body: str) -> None:
    page = chromium.new_page()
    page.set_content(
        f'<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>{body}</main></html>'
    )
    assert any(found.startswith(f"{fault}:") for found in auditing.violations(page))
    page.close()


def test_the_audit_sees_contrast_that_is_enough_for_paper_and_too_little_from_afar(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        '<html lang="vi"><title>Thử</title><main><h1 style="color: #757575; font-size: 1rem">Thử</h1></main></html>'
    )
    assert auditing.violations(page) == []
    assert auditing.violations(page, enhanced=True) != []
    page.close()


def test_the_audit_sees_what_keys_do_not_reach_and_what_is_cut(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 800, "height": 600})
    page.set_content(
        "<style>button {outline: none !important} p {width: 600px; white-space: nowrap; overflow: hidden}</style>"
        "<button>Một</button><div style='height: 20px; overflow: hidden'>Một<br>hai<br>ba</div><p>Hai</p>"
    )
    assert [found.partition(":")[0] for found in auditing.out_of_reach(page)] == ["no sign of the focus"]
    lost = [found.partition(":")[0] for found in auditing.lost_when_large(page)]
    assert lost[0].startswith("the page is ")
    assert "cut below" in lost
    page.set_content("<button onfocus='this.blur()'>Một</button>")
    assert auditing.out_of_reach(page) == ["0 of 1 are reached by the Tab key"]
    page.close()
