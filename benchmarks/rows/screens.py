"""From the press of "next" until the last screen has it, beside a bare broadcast of the same bytes.

A call is written durably before it is told; so it also stands beside a broadcast that follows one bare INSERT.
"""

from __future__ import annotations

import json
import random
import urllib.request
from contextlib import ExitStack
from itertools import chain

from benchmarks.bench import Bench, tell
from benchmarks.clients.screens import Screens, watching
from benchmarks.figures import Comparison, Row, percentile
from benchmarks.office import BenchOffice, post
from benchmarks.remote import Remote
from benchmarks.servers import Serving, bare_server

AUDIENCES = (1, 100, 500)
HALL = 60
"""How many wait, give or take one round: an ordinary morning."""
CALLS = 25
"""In one round."""
GAP_S = (0.05, 0.12)
"""Between two calls, evenly spread: far apart for a server, close for an office."""


def screens(bench: Bench) -> list[Row]:
    """Both servers run all the time and are measured in turn; who waits is replaced after each round."""
    return [row for many in AUDIENCES for row in _audience(bench, many)]


def _audience(bench: Bench, many: int) -> list[Row]:
    with ExitStack() as stack:
        office, serving, _ = stack.enter_context(bench.working_office(waiting=HALL, printing=False))
        ours = stack.enter_context(Remote(Screens))
        watched = watching(office.made.office.code)
        ours.ask(Screens.open, serving.port, many, json.dumps({"token": office.made.display}), watched)
        bare, board = stack.enter_context(Remote(Screens)), _board(bench, office, serving)
        broadcasting = stack.enter_context(bare_server("broadcasting", bench.new_folder(), board))
        bare.ask(Screens.open, broadcasting.port, many, "{}", watched)
        mine, theirs, durable = [], [], []
        for number in range(len(bench.rounds(13, quick=4))):
            mine.append(ours.ask(Screens.call, office.calls_in_turn(CALLS), _gaps()))
            theirs.append(bare.ask(Screens.call, [post("/broadcast")] * CALLS, _gaps()))
            durable.append(bare.ask(Screens.call, [post("/insert-and-broadcast")] * CALLS, _gaps()))
            office.add_waiting(CALLS)
            if number == 0:
                for warming in (mine, theirs, durable):
                    warming.clear()
    tell(f"{many} screens: {len(mine)} rounds")
    rows = []
    for percent in (50, 99):
        what = f"call → last of {many} screens, p{percent}"
        rows.append(Row.at_most(what, _all(percent, mine, theirs), 2.0, "ms", _spread(percent, mine, theirs)))
        beside = f"{what}, beside a durable INSERT and broadcast"
        rows.append(Row.told(beside, _all(percent, mine, durable), "ms", _spread(percent, mine, durable)))
    return rows


def _board(bench: Bench, office: BenchOffice, serving: Serving) -> str:
    """What a screen gets, once eight calls stand on it."""
    bench.flood(serving.port, [office.calls_in_turn(8)])
    address = f"http://127.0.0.1:{serving.port}/api/v1/offices/{office.made.office.code}/board"
    headers = {"Authorization": f"Bearer {office.made.display}"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def _gaps() -> list[float]:
    return [random.uniform(*GAP_S) for _ in range(CALLS)]


Rounds = list[list[float]]


def _all(percent: int, mine: Rounds, theirs: Rounds) -> Comparison:
    """Percentiles of all calls."""
    return Comparison(*([percentile([*chain(*rounds)], percent)] for rounds in (mine, theirs)))


def _spread(percent: int, mine: Rounds, theirs: Rounds) -> str:
    """That of the rounds; for p99: of their worst calls."""
    return Comparison(*([percentile(one, percent) for one in rounds] for rounds in (mine, theirs))).spread
