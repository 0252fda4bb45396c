"""A full disk, a database that goes away and comes back, a Redis that is gone: clear words, nothing half done."""

from __future__ import annotations

import random
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, make_url, select
from sqlalchemy.exc import OperationalError

from queue_app.services import tickets
from queue_app.services.offices import Offices
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from queue_app.storage.models import PRINT_JOBS
from tests.conftest import MONDAY, postgresql_database
from tests.races.cuttable import wire
from tests.races.invariants import what_must_stay_true
from tests.requires import POSTGRESQL, need_redis
from tests.servers import OFFICE, Server, serving, set_up_office

TICKETS = f"/api/v1/offices/{OFFICE}/tickets"
BACK_WITHIN_S = 10


def test_on_a_full_disk_nobody_is_given_a_number_that_is_not_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'queue.sqlite'}"
    set_up_office(url)
    database = Database(url)
    office = Offices(database).get(OFFICE)
    given: list[tuple[str, int]] = []
    refused: list[str] = []

    def takes(times: int) -> None:
        for _ in range(times):
            try:
                with database.transaction(office.id) as tx:
                    ticket = tickets.issue_ticket(
                        tx, office, Wish(office.queue("A")), actor="token:1", now=MONDAY
                    )
                given.append((ticket.label, ticket.id))
            except OperationalError as error:
                refused.append(str(error.orig))

    let_grow(database, by=12)
    people = [threading.Thread(target=takes, args=(40,)) for _ in range(6)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert given, "there was room for some"
    assert refused, "and not for all"
    assert set(refused) <= {"database or disk is full", "SQLite gave the transaction up"}
    what_must_stay_true(url, given)
    let_grow(database, by=100_000)
    takes(3)
    assert [label for label, _ in given[-3:]] == [
        f"A{number:03}" for number in range(len(given) - 2, len(given) + 1)
    ]
    database.close()
    what_must_stay_true(url, given)


def let_grow(database: Database, *, by: int) -> None:
    """Leave room for so many more pages in the file."""
    with database._writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + by}")


class Crowd:
    """People at the kiosk and at two desks who go on whatever they are told."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.given: list[tuple[str, int]] = []
        self.told: list[tuple[int, Any]] = []
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._take) for _ in range(4)]
        self._threads += [threading.Thread(target=self._call, args=(counter,)) for counter in (2, 3)]

    def __enter__(self) -> Crowd:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for one in self._threads:
            one.join()

    def _take(self) -> None:
        while not self._stopping.is_set():
            status, told = self.server.request(
                "POST", TICKETS, "kiosk", {"queue": "A"}, key=str(uuid.uuid4())
            )
            self.told.append((status, told))
            if status == 201:
                self.given.append((told["label"], told["id"]))

    def _call(self, counter: int) -> None:
        path = f"/api/v1/offices/{OFFICE}/counters/{counter}/call-next"
        while not self._stopping.is_set():
            self.told.append(self.server.request("POST", path, counter))

    def codes(self) -> set[str]:
        """What those were told whose wish was not granted."""
        return {
            told["code"] if isinstance(told, dict) else told for status, told in self.told if status >= 400
        }

    def require_only_clear_words(self) -> None:
        assert self.codes() <= {"database-unreachable", "nobody-waiting"}
        assert {status for status, told in self.told if "database-unreachable" in str(told)} <= {503}


@pytest.mark.postgresql
def test_a_database_that_ends_every_connection_costs_a_few_presses_and_nothing_else(tmp_path: Path) -> None:
    with postgresql_database() as url, serving(tmp_path, url=url) as (server,):
        with Crowd(server) as crowd:
            for _ in range(6):
                time.sleep(random.uniform(0.2, 0.5))
                end_all_connections(url)
            time.sleep(0.5)
        crowd.require_only_clear_words()
        assert crowd.given
        assert "database-unreachable" in crowd.codes()
        served_again(server)
        what_must_stay_true(url, crowd.given)


def end_all_connections(url: str) -> None:
    """As the restart of a server does it, in the middle of whatever they do."""
    with psycopg.connect(POSTGRESQL, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [make_url(url).database],
        )


@pytest.mark.postgresql
def test_while_the_database_is_away_it_is_said_so_and_service_comes_back_by_itself(tmp_path: Path) -> None:
    real = make_url(POSTGRESQL)
    with postgresql_database() as url, wire(real.host or "127.0.0.1", real.port or 5432) as line:
        through = make_url(url).set(host="127.0.0.1", port=line.port).render_as_string(hide_password=False)
        with serving(tmp_path, url=through) as (server,):
            before = server.takes("A")
            with Crowd(server) as crowd:
                time.sleep(0.4)
                line.cut()
                time.sleep(0.4)
            crowd.require_only_clear_words()
            assert "database-unreachable" in crowd.codes()
            status, problem = server.request("POST", TICKETS, "kiosk", {"queue": "A"})
            assert (status, problem["code"], problem["status"]) == (503, "database-unreachable", 503)
            assert server.request("GET", "/healthz")[0] == 200
            assert server.request("GET", "/readyz")[0] == 503
            line.mend()
            mended = datetime.now(UTC)
            served_again(server)
            printed_again(url, mended)
            given = [*crowd.given, (before["label"], before["id"])]
        what_must_stay_true(url, given)


def served_again(server: Server) -> None:
    """Within seconds somebody is served, and from then on everybody."""
    until = time.monotonic() + BACK_WITHIN_S
    while server.request("POST", TICKETS, "kiosk", {"queue": "B"})[0] != 201:
        assert time.monotonic() < until, "the service does not come back"
        time.sleep(0.1)
    for _ in range(12):
        server.takes("B")
        assert server.request("GET", f"/api/v1/offices/{OFFICE}/board", "kiosk")[0] == 200


def printed_again(url: str, since: datetime) -> None:
    """The printer's worker has found its way back too."""
    database, until = Database(url), time.monotonic() + BACK_WITHIN_S
    printed = select(func.count()).where(PRINT_JOBS.c.state == "printed", PRINT_JOBS.c.ended_at > since)
    try:
        while True:
            with database.reading() as tx:
                if tx.connection.execute(printed).scalar_one():
                    return
            assert time.monotonic() < until, "no slip comes out any more"
            time.sleep(0.1)
    finally:
        database.close()


@pytest.mark.redis
def test_without_redis_numbers_are_taken_and_called_all_the_same(tmp_path: Path) -> None:
    real = make_url(need_redis())
    with wire(real.host or "127.0.0.1", real.port or 6379) as line:
        address = f"redis://127.0.0.1:{line.port}/0"
        with serving(tmp_path, redis=address) as (server,):
            server.takes("A")
            line.cut()
            assert [server.takes("A")["label"] for _ in range(3)] == ["A002", "A003", "A004"]
            assert server.calls_next(2)["label"] == "A001"
            line.mend()
            assert server.takes("A")["label"] == "A005"
            assert server.calls_next(2)["label"] == "A002"
            url = server.url
        what_must_stay_true(url, [])
