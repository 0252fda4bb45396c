"""Pictures beside the calls, while the office's clock runs fast."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.displays.wall import NOW, OFFICE, Wall

pytestmark = pytest.mark.browser


STEPS = 60


def comes(page: Page, what: str) -> None:
    """Let time pass until this is on the screen; what the page asks the server for takes no time of its own."""
    for _ in range(STEPS):
        if page.locator(what).count():
            return
        page.clock.run_for(2_000)
    raise AssertionError(f"{what} did not come")


def picture(name: str) -> str:
    return f"[data-slide][src*='{name}']:not([hidden])"


NONE = ".stage:not(:has([data-slide]:not([hidden])))"


def test_pictures_take_turns_a_new_one_joins_and_a_lost_one_leaves(wall: Wall, chromium: Browser) -> None:
    page = chromium.new_page()
    page.clock.install(time=NOW)
    folder = wall.media / "turns"
    shutil.copytree(wall.media / "tet", folder)
    Wall(page, wall.client, wall.media).hang(f"/tv/{OFFICE}/media?folder=turns", 1280, 720)
    comes(page, picture("a.png"))
    shutil.copy(folder / "a.png", folder / "b.png")
    comes(page, picture("b.png"))
    page.clock.run_for(2_000)
    comes(page, picture("a.png"))
    for file in folder.iterdir():
        file.unlink()
    comes(page, NONE)
    expect(page.locator(".stage__slogan")).to_be_visible()
    page.close()


@pytest.mark.parametrize("play", ["new Promise(() => {})", "Promise.reject(new Error('not allowed'))"])
def test_a_film_that_stalls_or_may_not_play_does_not_freeze_the_board(
    wall: Wall, chromium: Browser, play: str
) -> None:
    page = chromium.new_page()
    page.clock.install(time=NOW)
    page.add_init_script(f"""
      const film = HTMLVideoElement.prototype;
      film.load = function () {{ if (this.oncanplay) this.oncanplay(); }};
      film.play = () => {play};
      Object.defineProperty(film, "duration", {{ get: () => 3 }});
    """)
    folder = wall.media / f"stalled-{len(play)}"
    folder.mkdir()
    (folder / "a.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42")
    shutil.copy(wall.media / "tet/a.png", folder / "b.png")
    Wall(page, wall.client, wall.media).hang(f"/tv/{OFFICE}/media?folder={folder.name}", 1280, 720)
    comes(page, picture("a.mp4"))
    comes(page, picture("b.png"))
    page.close()


def test_what_a_television_cannot_show_is_passed_over(wall: Wall, chromium: Browser) -> None:
    page = chromium.new_page()
    page.clock.install(time=NOW)
    folder = wall.media / "broken"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    (folder / "b.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42")
    shutil.copy(wall.media / "tet/a.png", folder / "c.png")
    Wall(page, wall.client, wall.media).hang(f"/tv/{OFFICE}/media?folder=broken", 1280, 720)
    comes(page, picture("c.png"))
    page.close()
