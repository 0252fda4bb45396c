"""A television as it hangs in a hall: how soon it can be read, how soon a call stands on it, what days do to it."""

from __future__ import annotations

import http.client
import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.bench import Bench, tell
from benchmarks.clients.browser import Screen, chromium
from benchmarks.clients.screens import Screens, watching
from benchmarks.figures import Row, percentile
from benchmarks.office import COUNTERS, BenchOffice
from benchmarks.remote import Remote
from benchmarks.servers import Serving

HALL = 60
OTHERS = 19
"""Plain clients beside the one television that is looked at."""
GAP_S = (0.15, 0.35)
SLOWER = 4.0
WARM_UP = 500
"""Calls after which nothing should grow any more."""
SILENT = "?volume=0"

# Painted is what the browser has drawn: a message sent in an animation frame is read after that frame.
WATCH = """() => {
  window.painted = {};
  const label = document.querySelector("[data-newest-label]");
  new MutationObserver(() => {
    const shown = label.textContent;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        window.painted[shown] = window.painted[shown] || performance.timeOrigin + performance.now();
      };
      after.port2.postMessage(null);
    });
  }).observe(label, {childList: true, characterData: true, subtree: true});
}"""
SHOWN = "(label) => document.querySelector('[data-newest-label]').textContent === label"
READABLE = """() => new Promise((done, never) => {
  setTimeout(never, 20000, new Error("the board could not be read within 20 s"));
  const ready = () => {
    if (document.body.dataset.link !== "live" || !document.querySelector("[data-newest-label]").textContent) {
      return void requestAnimationFrame(ready);
    }
    requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
  };
  ready();
})"""


def television(bench: Bench) -> list[Row]:
    with chromium() as browser, _hall(bench) as (office, serving):
        desks = Desks(office, serving)
        desks.call_next()
        ready = []
        for _ in bench.rounds(9, quick=3):
            screen = Screen.open(browser, 1920, 1080)
            screen.slow_down(SLOWER)
            screen.page.goto(_address(office, serving))
            ready.append(screen.page.evaluate(READABLE))
            screen.close()
        tell(f"television: readable after {min(ready):.0f} to {max(ready):.0f} ms")
        screen = Screen.open(browser, 1920, 1080)
        screen.page.goto(_address(office, serving))
        screen.page.wait_for_selector("body[data-link=live]")
        painted = _painted(bench, office, serving, desks, screen)
        screen.close()
        grown = _grown(bench, office, serving, desks, Screen.open(browser, 1920, 1080))
    what = f"television readable, CPU {SLOWER:g} × slower"
    return [
        Row.below(f"{what}, slowest of {len(ready)}", max(ready), 1000.0, "ms", spread=_spread(ready)),
        *(
            Row.below(
                f"call → painted on one of {OTHERS + 1} televisions, p{percent}",
                percentile(painted, percent),
                150.0,
                "ms",
                spread=_spread(painted),
            )
            for percent in (50, 99)
        ),
        *grown,
    ]


def _painted(
    bench: Bench, office: BenchOffice, serving: Serving, desks: Desks, screen: Screen
) -> list[float]:
    """Milliseconds from each press until its number was drawn, with other televisions on the same server."""
    with Remote(Screens) as others:
        auth = json.dumps({"token": office.made.display})
        others.ask(Screens.open, serving.port, OTHERS, auth, watching(office.made.office.code))
        screen.page.evaluate(WATCH)
        pressed: dict[str, float] = {}
        for place in range(len(bench.rounds(300, quick=100))):
            if place % HALL == 0:
                office.add_waiting(HALL)
            pressed[desks.call_next()] = desks.pressed_at
            time.sleep(random.uniform(*GAP_S))
        time.sleep(1.0)
        drawn: dict[str, float] = screen.page.evaluate("window.painted")
    if missing := pressed.keys() - drawn.keys():
        raise RuntimeError(f"never drawn: {sorted(missing)}")
    return [drawn[label] - at for label, at in pressed.items()]


def _grown(bench: Bench, office: BenchOffice, serving: Serving, desks: Desks, screen: Screen) -> list[Row]:
    """What five thousand calls leave behind on a television, beside what the first few hundred did."""
    calls = 1_500 if bench.quick else 5_000
    screen.page.goto(_address(office, serving, SILENT))
    screen.page.wait_for_selector("body[data-link=live]")
    found = []
    for many in (WARM_UP, calls):
        desks.call_many(many)
        screen.page.wait_for_function(SHOWN, arg=desks.last)
        found.append((screen.heap_mb(), screen.nodes()))
        tell(f"television: {found[-1][0]:.2f} MB, {found[-1][1]} nodes after {many} calls")
    (first_mb, first_nodes), (last_mb, last_nodes) = found
    screen.close()
    what = f"a television's memory after {calls:,} calls, beside {WARM_UP}"
    return [
        _change(f"{what}: script", first_mb, last_mb),
        _change(f"{what}: elements", first_nodes, last_nodes),
    ]


def _change(what: str, first: float, last: float) -> Row:
    percent = 100 * (last / first - 1)
    return Row(what, f"{percent:+.1f} %", "± 5 %", abs(percent) <= 5.0)


class Desks:
    """The eight counters, calling in turn on one connection."""

    def __init__(self, office: BenchOffice, serving: Serving) -> None:
        self._office = office
        self._connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=20)
        self._turn = 0
        self.last = ""
        self.pressed_at = 0.0
        """When the last press was sent, in milliseconds since 1970."""

    def call_next(self) -> str:
        """The label that was called, by the next counter that has somebody to call."""
        for _ in COUNTERS:
            self._turn += 1
            if self._call(COUNTERS[self._turn % len(COUNTERS)]):
                return self.last
        raise RuntimeError("nobody waits at any counter")

    def _call(self, counter: int) -> bool:
        path = f"/api/v1/offices/{self._office.made.office.code}/counters/{counter}/call-next"
        headers = {"Authorization": f"Bearer {self._office.made.desks[counter]}"}
        self.pressed_at = time.time() * 1000
        self._connection.request("POST", path, "{}", {**headers, "Content-Type": "application/json"})
        answer = self._connection.getresponse()
        body = json.loads(answer.read())
        if answer.status not in (200, 409):
            raise RuntimeError(f"the call was answered with {answer.status}: {body}")
        self.last = body.get("label", self.last)
        return answer.status == 200

    def call_many(self, many: int) -> None:
        """One after the other, as fast as the server answers; who waits is replaced."""
        for place in range(many):
            if place % HALL == 0:
                self._office.add_waiting(HALL)
            self.call_next()


@contextmanager
def _hall(bench: Bench) -> Iterator[tuple[BenchOffice, Serving]]:
    with ExitStack() as stack:
        office, serving, _ = stack.enter_context(bench.working_office(waiting=HALL, printing=False))
        yield office, serving


def _address(office: BenchOffice, serving: Serving, settings: str = "") -> str:
    return (
        f"http://127.0.0.1:{serving.port}/tv/{office.made.office.code}{settings}#token={office.made.display}"
    )


def _spread(values: list[float]) -> str:
    return f"{min(values):.0f}–{max(values):.0f}"
