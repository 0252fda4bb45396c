"""Take the pictures in docs/screens: a whole office, a full room, and each of its pages.

The server, the printer, the pages and the slips are the real ones; only the clock is set.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, Page

from docs.shots.camera import chromium, open_page, photograph, small
from docs.shots.card import draw_card
from docs.shots.morning import Morning
from docs.shots.office import StagedOffice, staged_office

SCREENS = Path(__file__).parents[1] / "screens"
SITTING = {"lan": 1, "minh": 4, "dung": 6}
"""Who sits where before Hà comes to counter 3."""
BOARDS = {
    "tv-zone": ("zone?counters=1,2,3", 1920, 1080),
    "tv-media": ("media?folder=huong-dan", 1920, 1080),
    "tv-counter": ("counter?counters=3", 1280, 720),
    "tv-procedures": ("procedures", 1920, 1080),
    "tv-portrait": ("main", 1080, 1920),
}
"""By picture: what the television shows, and how large it is."""
STAFF = {
    "supervisor": ("truongphong", "/supervisor"),
    "screens": ("truongphong", "/supervisor/screens"),
    "announcements": ("truongphong", "/supervisor/announcements"),
    "admin": ("quantri", "/admin"),
    "admin-queues": ("quantri", "/admin/queues"),
    "admin-procedures": ("quantri", "/admin/procedures"),
    "admin-changes": ("quantri", "/admin/changes"),
}
"""By picture: who looks at which page."""
ALL_SLIPS_DRAWN = """() => {
  const pictures = [...document.querySelectorAll("[data-slips] [data-slip-picture]")];
  return pictures.length > 0 && pictures.every((picture) => picture.naturalWidth > 0);
}"""


@click.command()
@click.option(
    "--output", default=SCREENS, show_default="docs/screens", type=click.Path(path_type=Path, file_okay=False)
)
def main(output: Path) -> None:
    """Take the pictures in docs/screens anew: about a minute.

    \b
    Example: bin/shots --output pictures
    """
    output.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="shots-") as folder,
        staged_office(Path(folder)) as office,
        chromium() as browser,
    ):
        Tour(office, browser, output).walk()
    total = sum(file.stat().st_size for file in output.glob("*.png"))
    click.echo(f"{len(list(output.glob('*.png')))} pictures, {total / 1e6:.2f} MB", err=True)


@dataclass
class Tour:
    """Everything that is photographed, in the order of the morning."""

    office: StagedOffice
    browser: Browser
    output: Path
    _desk: Page = field(init=False)
    _followed: Any = field(init=False)
    """The ticket that was taken at the kiosk, and is followed on a phone."""

    def walk(self) -> None:
        self.office.it_is("7:25")
        for username, counter in SITTING.items():
            page = self._sign_in(username)
            self._sit_down(page, counter)
            page.context.close()
        Morning(self.office, self._ha_chooses_her_counter).play()
        draw_card(self.office.data / "media/huong-dan/5-biet.png")
        self.office.it_is("8:52:55")
        self._board("", "tv-two", 1920, 1080).context.close()
        self.office.it_is("8:53:05")
        television = self._board("", "tv", 1920, 1080)
        for name, (kind, width, height) in BOARDS.items():
            self._board(f"/{kind}", name, width, height).context.close()
        self._take(open_page(self.browser, 1920, 1080, f"{self.office.address}/tv"), "tv-pairing")
        self._desks()
        self._kiosks()
        self._staff()
        self._doors()
        self._greeter()
        self._phones()
        printer = self._open(1280, 900, "/printers/kiosk", self.office.made.supervisor)
        printer.wait_for_function(ALL_SLIPS_DRAWN)
        self._take(printer, "printer")
        self.office.stop()
        television.wait_for_selector(".tv--lost")
        self._take(television, "tv-lost")

    def _ha_chooses_her_counter(self) -> None:
        self._desk = self._sign_in("ha")
        self._take(self._desk, "desk-choose")
        self._sit_down(self._desk, 3)

    def _desks(self) -> None:
        """What Hà has before her: what was done is found, a note is kept, a colleague asks for help."""
        desk = self._desk
        desk.keyboard.press("d")
        for asked in ("khai sinh", "trich luc"):
            desk.keyboard.type(asked)
            desk.wait_for_selector("[data-choices] li")
            if asked == "trich luc":
                self._take(desk, "desk-procedures")
            desk.keyboard.press("Enter")
        desk.keyboard.press("Enter")
        desk.keyboard.press("n")
        desk.keyboard.type("Hẹn bổ sung bản chính giấy chứng sinh")
        desk.keyboard.press("Enter")
        desk.wait_for_selector("[data-note]:not([hidden])")
        self._take(desk, "desk")
        self.office.calls_for_help(4)
        desk.wait_for_selector("[data-helps]:not([hidden])")
        desk.set_viewport_size({"width": 1920, "height": 1080})
        desk.emulate_media(color_scheme="dark")
        self._take(desk, "desk-dark")

    def _sign_in(self, username: str) -> Page:
        page = self._signed_in(username, "/desk")
        page.wait_for_selector("[data-counter-button]")
        return page

    def _signed_in(self, username: str, path: str, *, dark: bool = False) -> Page:
        page = open_page(self.browser, 1366, 768, f"{self.office.address}{path}")
        if dark:
            page.emulate_media(color_scheme="dark")
        page.fill("[name=username]", username)
        page.fill("[name=password]", self.office.made.password)
        page.click(".door__submit")
        page.wait_for_load_state("networkidle")
        return page

    def _board(self, kind: str, name: str, width: int, height: int) -> Page:
        television = self._open(width, height, f"/tv/{self._code}{kind}", self.office.made.display)
        television.wait_for_selector('body[data-link="live"]')
        self._take(television, name)
        return television

    def _staff(self) -> None:
        for name, (username, path) in STAFF.items():
            page = self._signed_in(username, path)
            self._take(page, name)
            page.context.close()
        self._take(self._signed_in("truongphong", "/supervisor", dark=True), "supervisor-dark")

    def _sit_down(self, page: Page, counter: int) -> None:
        page.click(f"li:nth-child({counter}) > [data-counter-button]")
        page.wait_for_selector("[data-work]:not([hidden])")

    def _kiosks(self) -> None:
        wide = self._open(1280, 800, f"/kiosk/{self._code}", self.office.made.kiosk)
        wide.wait_for_selector("[data-tile]")
        self._take(wide, "kiosk-home-wide")
        wide.click("[data-find]")
        for letter in "ket hon":
            wide.keyboard.press("Space" if letter == " " else letter)
        wide.wait_for_selector("[data-search-found] > li")
        self._take(wide, "kiosk-search")
        wide.click("[data-search-found] > li:first-child button")
        wide.wait_for_selector('[data-screen="procedure"]:not([hidden])')
        self._take(wide, "kiosk-procedure")
        wide.click("[data-procedure-priority]")
        self._take(wide, "kiosk-priority")
        wide.click("[data-leaving] [data-home]")
        for switch in ("large", "contrast"):
            wide.click(f"[data-comfort={switch}]")
        self._take(wide, "kiosk-large-contrast")
        tall = self._open(1080, 1920, f"/kiosk/{self._code}", self.office.made.kiosk)
        tall.wait_for_selector("[data-tile]")
        self._take(tall, "kiosk-home")
        with tall.expect_response("**/tickets") as answered:
            tall.click("li:nth-child(1) > [data-tile]")
        tall.wait_for_selector('[data-screen="ticket"]:not([hidden])')
        self._take(tall, "kiosk-number")
        self.office.taken += 1
        self.office.prints_all()
        self._slip()
        self._followed = answered.value.json()
        self._take(self._phone(), "status")

    def _greeter(self) -> None:
        """A number found, and one given out for somebody else."""
        page = self._signed_in("huong", "/greeter")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.fill("[data-find-number]", self._followed["label"])
        page.press("[data-find-number]", "Enter")
        page.wait_for_selector(".found")
        self._take(page, "greeter")
        page.set_viewport_size({"width": 800, "height": 1280})
        page.click(".pick--jade")
        page.click("[data-queue=B]")
        page.wait_for_selector("[data-issued][open]")
        self._take(page, "greeter-number")
        self.office.taken += 1
        page.context.close()

    def _phones(self) -> None:
        """After dark, before giving up, and called."""
        phone = self._phone()
        phone.emulate_media(color_scheme="dark")
        phone.click("[data-bell]")
        self._take(phone, "status-dark")
        phone.emulate_media(color_scheme="light")
        phone.click("[data-give-up]")
        self._take(phone, "status-give-up")
        phone.click("[data-sheet-no]")
        self.office.calls(5, self._followed)
        phone.wait_for_selector('[data-stage="called"]')
        self._take(phone, "status-called")

    def _phone(self) -> Page:
        phone = open_page(self.browser, 390, 844, self._followed["status_url"])
        phone.wait_for_selector('[data-link="live"]')
        return phone

    def _doors(self) -> None:
        self._take(open_page(self.browser, 1280, 800, f"{self.office.address}/"), "index")
        self._take(open_page(self.browser, 1280, 800, f"{self.office.address}/signin"), "signin")

    def _slip(self) -> None:
        """The newest slip as the virtual printer read it from the bytes, dot by dot."""
        printer = f"/api/v1/offices/{self._code}/printers/kiosk"
        newest = self.office.get_json(printer)["slips"][0]["id"]
        status, png = self.office.get(f"{printer}/slips/{newest}.png")
        if status != 200:
            raise RuntimeError(f"slip {newest}: {status}")
        (self.output / "slip.png").write_bytes(small(png))

    def _open(self, width: int, height: int, path: str, token: str) -> Page:
        return open_page(self.browser, width, height, f"{self.office.address}{path}#token={token}")

    def _take(self, page: Page, name: str) -> None:
        photograph(page, self.output / f"{name}.png")

    @property
    def _code(self) -> str:
        return self.office.made.office.code


if __name__ == "__main__":
    main()
