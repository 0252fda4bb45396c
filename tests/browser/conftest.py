"""The office as its people meet it: real server, real sockets, real browser, a printer on the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from printers.virtual import VirtualPrinter
from tests.servers import OFFICE, Server, serving

PASSWORD = "mật khẩu thử"
WAITS_MS = 10_000


@dataclass
class Ward:
    """A running office and the windows that look at it."""

    server: Server
    printer: VirtualPrinter
    chromium: Browser
    windows: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def window(self, width: int, height: int) -> Page:
        """A browser of its own; whatever its scripts complain about fails the test."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, base_url=self.server.address
        )
        context.set_default_timeout(WAITS_MS)
        self.windows.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)
        return page

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def kiosk(self) -> Page:
        page = self.window(1080, 1920)
        page.goto(f"/kiosk/{OFFICE}#token={self.server.tokens['kiosk']}")
        expect(page.locator("[data-queue=A]")).to_be_visible()
        return page

    def television(self) -> Page:
        page = self.window(1920, 1080)
        page.goto(f"/tv/{OFFICE}#token={self.server.tokens['display']}")
        expect(page.locator("body[data-link=live]")).to_be_attached()
        return page

    def desk(self, counter: int, username: str = "ha") -> Page:
        """Somebody signs in and sits down at a counter."""
        page = self.window(1366, 768)
        page.goto("/desk")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.locator("[data-counter-button]", has_text=str(counter)).first.click()
        expect(page.locator("[data-verb=call-next]")).to_be_visible()
        return page

    def spoken(self, television: Page) -> list[tuple[int, int]]:
        """The calls a television has spoken: ticket and which call of it."""
        told: list[dict[str, int]] = television.evaluate("JSON.parse(JSON.stringify(queueAppVoice.spoken))")
        return [(one["id"], one["times_called"]) for one in told]


@pytest.fixture
def ward(chromium: Browser, tmp_path: Path) -> Iterator[Ward]:
    expect.set_options(timeout=WAITS_MS)
    printer = VirtualPrinter()
    printer.start()
    people = {"ha": PASSWORD, "minh": PASSWORD}
    try:
        with serving(tmp_path, printer_port=printer.port, people=people) as (server,):
            ward = Ward(server, printer, chromium)
            yield ward
            for window in ward.windows:
                window.close()
            assert ward.faults == []
    finally:
        printer.stop()
