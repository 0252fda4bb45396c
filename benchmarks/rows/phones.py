"""What hundreds of phones that follow their tickets cost whoever calls the next."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.bench import Bench, tell
from benchmarks.clients.http import Visitors, expect
from benchmarks.clients.phones import Phones
from benchmarks.clients.screens import Screens, watching
from benchmarks.figures import Comparison, Row
from benchmarks.office import BenchOffice
from benchmarks.remote import Remote
from benchmarks.servers import Serving

PHONES = 300
CALLS = 25
"""In one round."""
GAP_S = (0.05, 0.12)
"""Between two calls, as in `screens`: close for an office."""
SETTLES_S = 2.0


def phones(bench: Bench) -> list[Row]:
    """Two offices with a full hall and a television each, in turn; phones follow everybody in one of them."""
    by_socket = _beside(
        bench,
        lambda asked, office, serving: asked.ask(
            Phones.follow, serving.port, office.made.office.code, office.tokens(PHONES)
        ),
    )
    by_asking = _beside(
        bench,
        lambda asked, office, serving: asked.ask(
            Phones.ask_now_and_then, serving.port, office.tokens(PHONES)
        ),
    )
    what = f"call next with {PHONES} phones"
    return [
        Row.at_most(f"{what} that are told, beside none", by_socket, 1.2, "ms"),
        Row.at_most(f"{what} that ask, beside none", by_asking, 1.2, "ms"),
    ]


def _beside(bench: Bench, begin: Callable[[Remote[Phones], BenchOffice, Serving], None]) -> Comparison:
    with ExitStack() as stack:
        offices = [
            stack.enter_context(bench.working_office(waiting=PHONES, printing=False))[:2] for _ in range(2)
        ]
        for office, serving in offices:
            television = stack.enter_context(Remote(Screens))
            auth = json.dumps({"token": office.made.display})
            television.ask(Screens.open, serving.port, 1, auth, watching(office.made.office.code))
        following = stack.enter_context(Remote(Phones))
        found: list[list[float]] = []
        for _ in bench.rounds(13, quick=5):
            begin(following, *offices[0])
            time.sleep(SETTLES_S)
            following.ask(Phones.told)
            found.append([_mean(bench, *office) for office in offices])
            told = following.ask(Phones.told)
            tell(f"{PHONES} phones: {found[-1][0]:.2f} ms beside {found[-1][1]:.2f} ms, told {told} times")
            for office, _ in offices:
                office.add_waiting(CALLS)
    mine, theirs = zip(*found[1:], strict=True)
    return Comparison(mine, theirs)


def _mean(bench: Bench, office: BenchOffice, serving: Serving) -> float:
    """Mean milliseconds of a call."""
    gaps = [random.uniform(*GAP_S) for _ in range(CALLS)]
    done = bench.visitors.ask(Visitors.stroll, serving.port, office.calls_in_turn(CALLS), gaps)
    return statistics.mean(one.took_ms for one in expect(done, 200))
