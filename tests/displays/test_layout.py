"""No board lets anything overlap or be cut, on any size of television, with the longest names and numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.displays.wall import LONG, NOW, OFFICE, Wall, call

pytestmark = pytest.mark.browser

SIZES = [(1280, 720), (1366, 768), (3840, 2160), (1080, 1920)]
TWO = [(1280, 720), (1080, 1920)]
STRIPS = [(960, 320), (1920, 540)]
LABELS = ["H-1234", "A1000", "A012", "B027", "C005", "A1001", "D003", "A018"]

FAULTS = """() => {
  const shown = [...document.querySelectorAll("body *")].filter((one) =>
    [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()) &&
    one.getClientRects().length && getComputedStyle(one).visibility === "visible");
  const faults = [];
  const boxes = shown.map((one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const text = range.getBoundingClientRect();
    // What ink there is of Be Vietnam Pro: numbers stand on their line, words reach above and below it.
    const size = parseFloat(getComputedStyle(one).fontSize);
    const isNumber = /^[A-Z0-9-]+$/.test(one.textContent.trim());
    const top = text.top + (isNumber ? 0.27 : 0.05) * size;
    const bottom = isNumber ? text.top + 1.01 * size : text.bottom - 0.05 * size;
    return {one, left: text.left, right: text.right, top, bottom};
  });
  const name = (one) => one.className + " '" + one.textContent.trim().slice(0, 30) + "'";
  const seen = (box) => {
    if (getComputedStyle(box.one).overflow === "visible") return box;
    const own = box.one.getBoundingClientRect();
    return {left: Math.max(box.left, own.left), right: Math.min(box.right, own.right),
      top: Math.max(box.top, own.top), bottom: Math.min(box.bottom, own.bottom)};
  };
  boxes.forEach((box, i) => {
    let clip = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
    const mayEnd = getComputedStyle(box.one).textOverflow === "ellipsis" ||
      getComputedStyle(box.one).webkitLineClamp !== "none";
    for (let up = box.one.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflow === "visible") continue;
      const edge = up.getBoundingClientRect();
      // What is hidden as a whole line or row is left out on purpose.
      if (box.top >= edge.bottom - 1) return;
      clip = {left: Math.max(clip.left, edge.left), top: Math.max(clip.top, edge.top),
        right: Math.min(clip.right, edge.right), bottom: Math.min(clip.bottom, edge.bottom)};
    }
    if (!mayEnd && (box.left < clip.left - 1 || box.right > clip.right + 1)) faults.push("cut: " + name(box.one));
    if (!mayEnd && (box.top < clip.top - 1 || box.bottom > clip.bottom + 1)) faults.push("cut: " + name(box.one));
    boxes.slice(i + 1).forEach((other) => {
      if (box.one.contains(other.one) || other.one.contains(box.one)) return;
      const mine = seen(box), theirs = seen(other);
      const across = Math.min(mine.right, theirs.right) - Math.max(mine.left, theirs.left);
      const down = Math.min(mine.bottom, theirs.bottom) - Math.max(mine.top, theirs.top);
      if (across > 1 && down > 1) faults.push(name(box.one) + " over " + name(other.one));
    });
  });
  return faults;
}"""


def board(calls: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    """The board of a full office with twelve queues and twelve counters."""
    waits = [{"p50_s": 1200 * n, "p90_s": 3000 * n} for n in range(1, 13)]
    return {
        "version": 1,
        "office": OFFICE,
        "time": (NOW + timedelta(hours=7)).isoformat().replace("+00:00", "+07:00"),
        "open": True,
        "opens": None,
        "calls": calls,
        "missed": ["H-1234", "A1000"] * 6,
        "queues": [
            {"code": code, "name": LONG, "name_en": LONG, "waiting": 123, "wait": wait, "closed": None}
            for code, wait in zip("ABCDEFGHIKLP", waits, strict=True)
        ],
        "counters": [
            {"number": number, "name": LONG, "state": "open", "label": None} for number in range(1, 13)
        ],
        "announcements": [{"id": 1, "text": f"{LONG}. {LONG}. {LONG}. {LONG}."}],
        **other,
    }


def calls_of(ages: list[float]) -> list[dict[str, Any]]:
    return [
        call(90 - place, label, 12, ago_s=age, queue="B", times=2)
        for place, (label, age) in enumerate(zip(LABELS, ages, strict=True))
    ]


OLD = [60.0 + n for n in range(8)]
STATES = {
    "newest": board(calls_of([5, *OLD[1:]])),
    "settled": board(calls_of(OLD)),
    "two": board(calls_of([5, 9, *OLD[2:]])),
    "nobody": board([], missed=[]),
    "closed": board([], missed=[], open=False, opens="2026-11-24T07:30:00+07:00"),
}


def at_counter(state: str, label: str | None, ago_s: float = 5) -> dict[str, Any]:
    told = board([call(1, label, 12, ago_s=ago_s)] if label else [])
    told["counters"][-1] |= {"state": state, "label": label}
    return told


COUNTER_STATES = {
    "called": at_counter("open", "H-1234"),
    "serving": at_counter("open", "A1000", 60),
    "open": at_counter("open", None),
    "paused": at_counter("paused", None),
    "closed": {**at_counter("closed", None), "open": False, "opens": "2026-11-24T07:30:00+07:00"},
}


@pytest.mark.parametrize(
    ("address", "sizes", "states"),
    [
        ("?lang=vi", SIZES, STATES),
        ("?lang=en", TWO, STATES),
        ("/zone?queues=A,B&counters=11,12", TWO, {"two": STATES["two"]}),
        ("/media?folder=tet", TWO, STATES),
        ("/counter?counters=12", SIZES + STRIPS, COUNTER_STATES),
        ("/counter?counters=12&lang=en", TWO + STRIPS, COUNTER_STATES),
        ("/procedures", SIZES, {"live": STATES["nobody"]}),
    ],
    ids=["main", "main-en", "zone", "media", "counter", "counter-en", "procedures"],
)
def test_nothing_overlaps_or_is_cut(
    wall: Wall, address: str, sizes: list[tuple[int, int]], states: dict[str, Any]
) -> None:
    wall.hang(f"/tv/{OFFICE}{address}", *sizes[0])
    found = {}
    for name, told in states.items():
        wall.show(told)
        for size in sizes:
            wall.resize(*size)
            if faults := wall.page.evaluate(FAULTS):
                found[(name, *size)] = faults
    assert found == {}


@pytest.mark.parametrize("address", ["", "/media?folder=tet"], ids=["main", "media"])
@pytest.mark.parametrize("state", ["newest", "settled", "two"])
def test_the_newest_number_is_a_sixth_of_the_screen_or_as_wide_as_it(
    wall: Wall, address: str, state: str
) -> None:
    wall.hang(f"/tv/{OFFICE}{address}", *SIZES[0])
    told = {**STATES[state], "calls": [{**one, "label": "A012"} for one in STATES[state]["calls"]]}
    wall.show(told)
    for width, height in SIZES:
        wall.resize(width, height)
        size = wall.page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('[data-newest-label]')).fontSize)"
        )
        assert size >= height / 6, (width, height)


@pytest.mark.parametrize("queues", ["", "?queues=A"])
def test_every_procedure_gets_its_turn_on_the_posting(wall: Wall, chromium: Browser, queues: str) -> None:
    page = chromium.new_page()
    page.clock.install(time=NOW)
    Wall(page, wall.client, wall.media).hang(f"/tv/{OFFICE}/procedures{queues}", 1920, 1080)
    many = page.evaluate("JSON.parse(document.getElementById('boot').textContent).procedures.length")
    assert many == 366 if not queues else 50 < many < 366
    seen: list[int] = []
    while len(seen) < many:
        numbers = page.locator(".posting__number").all_inner_texts()
        assert numbers[0] == str(len(seen) + 1)
        seen += map(int, numbers)
        page.clock.fast_forward(60_000)
    assert seen == list(range(1, many + 1))
    assert page.locator(".posting__number").first.inner_text() == "1", "and then from the beginning"
    page.close()


def test_an_overlap_would_be_found(wall: Wall) -> None:
    wall.hang(f"/tv/{OFFICE}", *SIZES[0])
    wall.show(STATES["newest"])
    wall.page.evaluate("document.querySelector('.call__label').style.marginLeft = '20rem'")
    assert wall.page.evaluate(FAULTS)
