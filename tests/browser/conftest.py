"""The office as its people meet it: real server, real sockets, real browser, a printer on the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from printers.virtual import VirtualPrinter
from queue_app.services import access
from queue_app.services.access import Role
from queue_app.storage import offices
from queue_app.storage.database import Database
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

    def kiosk(self, width: int = 1080, height: int = 1920) -> Page:
        page = self.window(width, height)
        page.goto(f"/kiosk/{OFFICE}#token={self.server.tokens['kiosk']}")
        expect(page.locator("[data-queue=A]")).to_be_visible()
        return page

    def television(self, width: int = 1920, height: int = 1080, *, language: str = "vi") -> Page:
        page = self.window(width, height)
        page.goto(f"/tv/{OFFICE}?lang={language}#token={self.server.tokens['display']}")
        expect(page.locator("body[data-link=live]")).to_be_attached()
        return page

    def desk(self, counter: int, username: str = "ha", *, take_over: bool = False) -> Page:
        """Somebody signs in and sits down at a counter."""
        page = self.window(1366, 768)
        page.goto("/desk")
        sign_in(page, username)
        page.locator("[data-counter-button]", has_text=str(counter)).first.click()
        if take_over:
            page.click("[data-dialog-yes]")
        expect(page.locator("[data-verb=call-next]")).to_be_visible()
        return page

    def rename(self, username: str, name: str) -> None:
        """Give a person another name to be shown with."""
        self._put(username, name, Role.STAFF)

    def promote(self, username: str, role: Role) -> None:
        """Give a person another role."""
        self._put(username, f"Cán bộ {username}", role)

    def _put(self, username: str, name: str, role: Role) -> None:
        database = Database(self.server.url)
        with database.transaction() as tx:
            office = offices.load(tx, OFFICE)
            access.put_user(
                tx,
                office,
                username,
                name=name,
                role=role,
                password=PASSWORD,
                now=datetime.now(UTC),
            )
        database.close()

    def spoken(self, television: Page) -> list[tuple[int, int]]:
        """The calls a television has spoken: ticket and which call of it."""
        told: list[dict[str, int]] = television.evaluate("JSON.parse(JSON.stringify(queueAppVoice.spoken))")
        return [(one["id"], one["times_called"]) for one in told]


def sign_in(page: Page, username: str) -> None:
    """What a person types on the page that asks who they are."""
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


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
