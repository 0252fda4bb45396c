"""No number twice, no ticket called twice, none lost: several processes at once, on both databases."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from queue_app.storage.database import Database
from queue_app.storage.models import JOURNAL, OFFICES, PRINT_JOBS, TICKETS
from tests.conftest import postgresql_database
from tests.races.invariants import what_must_stay_true
from tests.servers import OFFICE, Server, serving, set_up_office

PROCESSES = 4
TAKERS = 4
"""Threads that take numbers, in each process: 16 in all."""
DESKS = 2
"""Threads that call, in each process: 8 in all, one a counter."""
TICKETS_EACH = 30
CALLS_EACH = 12
"""Whoever the other counters call, so many are left for the one that serves a single queue."""


def test_sixteen_take_and_eight_call_in_four_processes(database_url: str) -> None:
    set_up_office(database_url)
    results = race(database_url, queues="AB", counters=[1, 2, 3, 4, 5], per_counter=0)
    issued = [tuple(one) for result in results for one in result["issued"]]
    total = PROCESSES * TAKERS * TICKETS_EACH
    assert len(issued) == total
    assert [label for label, times in Counter(label for label, _ in issued).items() if times > 1] == []
    with opened(database_url) as database, database.reading() as tx:
        kept = {(row.label, row.id) for row in tx.connection.execute(select(TICKETS.c.label, TICKETS.c.id))}
        assert kept == set(issued)
        for queue in "AB":
            numbers = sorted(int(label[1:]) for label, _ in issued if label[0] == queue)
            assert numbers == list(range(1, len(numbers) + 1))
        assert tx.connection.execute(select(func.count()).select_from(PRINT_JOBS)).scalar_one() == total


def test_takers_and_callers_against_each_other(database_url: str) -> None:
    set_up_office(database_url)
    results = race(database_url, queues="ABCDEP", counters=[1, 2, 3, 4, 5, 6, 7, 8], per_counter=CALLS_EACH)
    issued = {ticket for result in results for _, ticket in result["issued"]}
    called = [ticket for result in results for ticket in result["called"]]
    assert len(issued) == PROCESSES * TAKERS * TICKETS_EACH
    assert len(called) == 8 * CALLS_EACH
    assert [ticket for ticket, times in Counter(called).items() if times > 1] == []
    with opened(database_url) as database, database.reading() as tx:
        by_state: dict[str, int] = dict(
            tx.connection.execute(select(TICKETS.c.state, func.count()).group_by(TICKETS.c.state)).all()
        )
        assert by_state == {"waiting": len(issued) - len(called), "called": 8, "done": len(called) - 8}
        calls = (
            tx.connection.execute(select(JOURNAL.c.ticket_id).where(JOURNAL.c.move == "call")).scalars().all()
        )
        assert sorted(calls) == sorted(called)
        versions = tx.connection.execute(select(JOURNAL.c.version).order_by(JOURNAL.c.seq)).scalars().all()
        assert list(versions) == sorted(versions)
        assert tx.connection.execute(select(OFFICES.c.version)).scalar_one() == versions[-1]


def test_everybody_does_everything_at_once_in_four_processes(database_url: str) -> None:
    """Takes, calls, hands over, gives back, steps aside, closes counters and the day, against each other."""
    set_up_office(database_url)
    starts_at = time.time() + 3
    orders = [
        {"url": database_url, "starts_at": starts_at, "seed": seed, "people": 5, "acts": 40}
        for seed in range(PROCESSES)
    ]
    results = run_together("everybody_at_once.py", orders)
    assert sum(result["done"] for result in results) > PROCESSES * 5 * 40 / 4
    what_must_stay_true(database_url, [tuple(one) for result in results for one in result["issued"]])


def race(url: str, *, queues: str, counters: list[int], per_counter: int) -> list[dict[str, Any]]:
    """Let four processes work on one database at once; what each of them was told."""
    starts_at = time.time() + 2.5
    orders = [
        {
            "url": url,
            "starts_at": starts_at,
            "queues": queues[number % len(queues) :] + queues[: number % len(queues)],
            "takers": TAKERS,
            "counters": counters[number::PROCESSES] if per_counter else [],
            "tickets": TICKETS_EACH,
            "calls": per_counter,
        }
        for number in range(PROCESSES)
    ]
    return run_together("office_at_work.py", orders)


def run_together(program: str, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One process for each order; what each of them says at its end."""
    file, results = Path(__file__).with_name(program), []
    with ExitStack() as stack:
        running = []
        for order in orders:
            command = [sys.executable, str(file), json.dumps(order)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            running.append(stack.enter_context(process))
            stack.callback(process.kill)
        for process in running:
            out, err = process.communicate(timeout=100)
            assert process.returncode == 0, err
            results.append(json.loads(out))
    return results


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_after_kill_9_every_acknowledged_ticket_is_there(kind: str, tmp_path: Path) -> None:
    if kind == "postgresql":
        with postgresql_database() as url:
            kill_in_the_middle(tmp_path, url)
    else:
        kill_in_the_middle(tmp_path, "")


def kill_in_the_middle(folder: Path, url: str) -> None:
    with serving(folder, url=url) as (server,):
        promised: list[Any] = []
        for round_of_three in range(3):
            stopping = threading.Event()
            workers = [threading.Thread(target=take, args=(server, promised, stopping)) for _ in range(6)]
            workers += [
                threading.Thread(target=call, args=(server, counter, stopping)) for counter in (1, 2, 3)
            ]
            workers += [threading.Thread(target=mingle, args=(server, promised, stopping)) for _ in range(3)]
            for worker in workers:
                worker.start()
            time.sleep(random.uniform(0.3, 0.9))
            server.kill()
            stopping.set()
            for worker in workers:
                worker.join()
            server.start()
            assert len(promised) > round_of_three
            for ticket in promised:
                status, found = server.request("GET", f"/api/v1/tickets/{ticket['token']}")
                assert (status, found["label"]) == (200, ticket["label"])
        labels = Counter(ticket["label"] for ticket in promised)
        assert [label for label, times in labels.items() if times > 1] == []
        server.kill()
        what_must_stay_true(server.url, [(ticket["label"], ticket["id"]) for ticket in promised])


def mingle(server: Server, promised: list[Any], stopping: threading.Event) -> None:
    """Citizens give back and ask for more time, and a supervisor moves whom they will."""
    path = f"/api/v1/offices/{OFFICE}/tickets"
    while not stopping.is_set():
        ticket = random.choice(promised) if promised else {"id": 0, "token": "0"}
        verb = random.choice(
            ["hold", "resume", "transfer", "finish", "no-show", "reinstate", "cancel", "more-time"]
        )
        body = {"queue": random.choice("AB")} if verb == "transfer" else None
        try:
            if verb in ("cancel", "more-time"):
                server.request("POST", f"/api/v1/tickets/{ticket['token']}/{verb}")
            else:
                server.request("POST", f"{path}/{ticket['id']}/{verb}", "supervisor", body)
        except (OSError, HTTPException):
            return


def take(server: Server, promised: list[Any], stopping: threading.Event) -> None:
    path = f"/api/v1/offices/{OFFICE}/tickets"
    while not stopping.is_set():
        try:
            status, ticket = server.request("POST", path, "kiosk", {"queue": "A"}, key=str(uuid.uuid4()))
        except (OSError, HTTPException):
            return
        if status == 201:
            promised.append(ticket)


def call(server: Server, counter: int, stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            server.request("POST", f"/api/v1/offices/{OFFICE}/counters/{counter}/call-next", counter)
        except (OSError, HTTPException):
            return


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database for the length of a block."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
