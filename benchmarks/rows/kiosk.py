"""A kiosk's page over weeks of visits, and on a machine four times as slow."""

from __future__ import annotations

import statistics
from contextlib import ExitStack

from playwright.sync_api import Browser, Page

from benchmarks.bench import Bench, tell
from benchmarks.clients.browser import Screen, chromium
from benchmarks.figures import Row

VISITS = 2000
VISITS_QUICK = 200
WARM_UP = 400
"""Visits after which everything a page ever makes is made, and its code is as compiled as it will be."""
OPENINGS = 9
UPRIGHT = (1080, 1920)
SLOWER = 4
USABLE_S = 1.0
GROWS_BY = 1.05
READY = "document.querySelector('[data-screen=home]:not([hidden]) [data-queue]:not([disabled])')"

VISITING = """async ([visits, queues]) => {
  const at = (selector) => document.querySelector(selector);
  const until = async (is) => { while (!is()) await new Promise(requestAnimationFrame); };
  const shown = (name) => () => at(`[data-screen=${name}]`).offsetParent !== null;
  const finds = async () => {
    at("[data-comfort=large]").click();
    at("[data-find]").click();
    await until(() => at("[data-found]"));
    for (const key of "ket") at(`[data-key=${key}]`).click();
    await until(() => document.querySelectorAll("[data-found]").length < 10);
    at("[data-found]").click();
    at("[data-procedure-take]").click();
  };
  await until(shown("home"));
  for (let visit = 0; visit < visits; visit += 1) {
    if (visit % 5) at(`[data-queue=${queues[visit % queues.length]}]`).click();
    else await finds();
    await until(shown("ticket"));
    at("[data-screen=ticket] [data-home]").click();
    await until(shown("home"));
  }
}"""
"""Citizens one after the other, each from the first screen to the first screen; every fifth looks for a procedure."""
AT_A_TIME = 50


def kiosk(bench: Bench) -> list[Row]:
    with ExitStack() as stack:
        office, serving, _ = stack.enter_context(bench.working_office(waiting=50))
        browser = stack.enter_context(chromium())
        address = f"http://127.0.0.1:{serving.port}/kiosk/{office.made.office.code}#token={office.made.kiosk}"
        openings = [_usable_after_s(browser, address) for _ in bench.rounds(OPENINGS, quick=3)]
        tell(f"kiosk: usable after {', '.join(f'{one:.2f}' for one in openings)} s")
        screen = Screen.open(browser, *UPRIGHT)
        screen.page.goto(address)
        _visits(screen.page, WARM_UP)
        heap, nodes = screen.heap_mb(), screen.nodes()
        visits = VISITS_QUICK if bench.quick else VISITS
        _visits(screen.page, visits)
        heap_then, nodes_then = screen.heap_mb(), screen.nodes()
    tell(
        f"kiosk: {heap:.2f} MB, {nodes} nodes; after {visits:,} tickets {heap_then:.2f} MB, {nodes_then} nodes"
    )
    spread = f"{min(openings):.2f}–{max(openings):.2f}"
    usable = f"kiosk usable, CPU {SLOWER} × slower, nothing in its cache"
    grown = f"kiosk's heap after {visits:,} tickets, to before"
    return [
        Row.below(usable, statistics.median(openings), USABLE_S, "s", spread=spread),
        Row.below(grown, heap_then / heap, GROWS_BY, "×"),
        Row.below("its nodes, the same", nodes_then / nodes, GROWS_BY, "×"),
        Row.seen("its heap then", heap_then, "MB"),
    ]


def _usable_after_s(browser: Browser, address: str) -> float:
    """Seconds from opening the page, in a browser that has never seen it, until a queue can be touched."""
    screen = Screen.open(browser, *UPRIGHT)
    try:
        screen.slow_down(SLOWER)
        screen.page.goto(address, wait_until="commit")
        ready = f"() => {READY} && performance.now()"
        until = screen.page.wait_for_function(ready, polling="raf", timeout=60_000)
        return float(until.json_value()) / 1000
    finally:
        screen.close()


def _visits(page: Page, many: int) -> None:
    for _ in range(many // AT_A_TIME):
        page.evaluate(VISITING, [AT_A_TIME, "ABCDEP"])
