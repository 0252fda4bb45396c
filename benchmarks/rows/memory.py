"""What the server's processes hold in memory while a hundred screens watch."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack

from benchmarks.bench import Bench, dealt, tell
from benchmarks.clients.screens import Screens, watching
from benchmarks.figures import Row
from benchmarks.processes import kilobytes, of_group
from benchmarks.remote import Remote

SCREENS = 100
HALL = 300
TICKETS = 80
SETTLES_S = 2.0
LIMIT_MB = 200.0


def memory(bench: Bench) -> list[Row]:
    """After a busy while: tickets issued, slips drawn, numbers called with all screens connected."""
    with ExitStack() as stack:
        office, serving, _ = stack.enter_context(bench.working_office(waiting=HALL))
        screens = stack.enter_context(Remote(Screens))
        auth = json.dumps({"token": office.made.display})
        screens.ask(Screens.open, serving.port, SCREENS, auth, watching(office.made.office.code))
        bench.flood(serving.port, dealt(office.issues(TICKETS)))
        screens.ask(Screens.call, office.calls_in_turn(TICKETS), [0.05] * TICKETS)
        time.sleep(SETTLES_S)
        processes = of_group(serving.group)
        found = {name: sum(kilobytes(one, name) for one in processes) / 1000 for name in ("Pss", "Rss")}
    tell(f"{len(processes)} processes: PSS {found['Pss']:.0f} MB, RSS {found['Rss']:.0f} MB")
    what = f"memory of the server with {SCREENS} screens"
    return [
        Row.below(f"{what}, PSS of {len(processes)} processes", found["Pss"], LIMIT_MB, "MB"),
        Row.seen("the same as RSS, which counts shared pages once a process", found["Rss"], "MB"),
    ]
