"""Chromium as a camera, and pictures small enough for a repository."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--autoplay-policy=no-user-gesture-required",  # as a television in kiosk mode is started
]
COLOURS = 256


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("pictures need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Browser, width: int, height: int, address: str = "about:blank") -> Page:
    """A page on a screen of this size, with storage and a session of its own."""
    page = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN").new_page()
    page.goto(address)
    return page


def photograph(page: Page, file: Path) -> None:
    """Save what the screen shows once its fonts are there and everything has arrived."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(700)
    file.write_bytes(small(page.screenshot()))


def small(png: bytes) -> bytes:
    """The same picture in at most 256 colours, its flat grounds unchanged and nothing dithered."""
    picture: Image.Image = Image.open(io.BytesIO(png))
    if picture.mode != "1":
        picture = picture.convert("RGB").quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE)
    packed = io.BytesIO()
    picture.save(packed, "PNG", optimize=True)
    return packed.getvalue()
