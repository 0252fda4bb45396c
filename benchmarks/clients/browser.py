"""Chromium as people's screens have it: what a page needs until it can be used, and what it holds in memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("these rows need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Screen:
    """One window with storage of its own, and the browser's own measuring tools."""

    page: Page
    tools: CDPSession

    @classmethod
    def open(cls, browser: Browser, width: int, height: int) -> Screen:
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        return cls(page, page.context.new_cdp_session(page))

    def slow_down(self, times: float) -> None:
        """Give the page only a part of the processor from now on."""
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def heap_mb(self) -> float:
        """What the page's script holds once all that nobody needs is thrown away."""
        self.tools.send("Performance.enable")
        for _ in range(3):
            self.tools.send("HeapProfiler.collectGarbage")
        metrics = self.tools.send("Performance.getMetrics")["metrics"]
        used: float = next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")
        return used / 1e6

    def nodes(self) -> int:
        """How many elements and texts it holds."""
        counted: int = self.tools.send("Memory.getDOMCounters")["nodes"]
        return counted

    def close(self) -> None:
        self.page.context.close()
