"""Real servers for tests: `queue-app serve` in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from queue_app.profiles import schema
from queue_app.services import access
from queue_app.services.access import Role
from queue_app.services.offices import import_profile
from queue_app.serving import free_port
from queue_app.storage import migrate
from queue_app.storage.database import Database

OFFICE = "phuong-thanh-liet"
STARTS_WITHIN_S = 30


@dataclass
class Server:
    """One server; `tokens` by role, a desk's by its counter's number."""

    folder: Path
    url: str
    config: Path
    port: int
    tokens: dict[str | int, str]
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / f"server-{self.port}.log"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it is ready to serve."""
        command = [sys.executable, "-P", "-m", "queue_app.cli", "serve", "--config", str(self.config)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--data", str(self.folder), "--port", str(self.port)],
                stderr=log,
                stdout=log,
                start_new_session=True,
            )
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            try:
                if self.request("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"not ready: {self.log.read_text('utf-8')}")

    def kill(self) -> None:
        """kill -9, the whole of it."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def request(
        self, method: str, path: str, who: str | int | None = None, body: Any = None, key: str | None = None
    ) -> tuple[int, Any]:
        """Status and JSON (or text) of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Content-Type": "application/json"}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if "json" in answer.headers.get(
                "Content-Type", ""
            ) else text
        finally:
            connection.close()

    def takes(self, queue: str, **wish: Any) -> Any:
        """A citizen takes a number at the kiosk."""
        path = f"/api/v1/offices/{OFFICE}/tickets"
        status, ticket = self.request("POST", path, "kiosk", {"queue": queue, **wish}, key=str(uuid.uuid4()))
        assert status == 201, ticket
        return ticket

    def calls_next(self, counter: int) -> Any:
        """The desk of this counter presses "next"."""
        status, ticket = self.request(
            "POST", f"/api/v1/offices/{OFFICE}/counters/{counter}/call-next", counter
        )
        assert status == 200, ticket
        return ticket


def set_up_office(url: str, *, people: dict[str, str] | None = None) -> dict[str | int, str]:
    """Migrate the database, import Thanh Liệt open at any hour, and make a token for every kind of device."""
    database = Database(url)
    migrate.upgrade(database)
    profile = schema.read(schema.find(OFFICE))
    tokens: dict[str | int, str] = {}
    with database.transaction() as tx:
        office = import_profile(tx, profile, always_open=True, now=datetime.now(UTC))
        tx.flush()
        now = datetime.now(UTC)
        for role in (Role.KIOSK, Role.DISPLAY, Role.SUPERVISOR):
            tokens[role.value] = access.create_token(tx, office, role, None, now=now)
        for counter in office.counters:
            tokens[counter.number] = access.create_token(tx, office, Role.DESK, counter, now=now)
        for username, password in (people or {}).items():
            access.put_user(
                tx,
                office,
                username,
                name=f"Cán bộ {username}",
                role=Role.STAFF,
                password=password,
                now=now,
            )
    database.close()
    return tokens


@contextmanager
def serving(
    folder: Path,
    *,
    url: str = "",
    redis: str = "",
    printer_port: int | None = None,
    people: dict[str, str] | None = None,
    servers: int = 1,
) -> Iterator[list[Server]]:
    """Servers of one office on one database, which end with the block.

    `printer_port` is where a printer listens; without it the server has a virtual one of its own.
    """
    address = url or f"sqlite:///{folder / 'queue.sqlite'}"
    tokens = set_up_office(address, people=people)
    running = []
    try:
        for number in range(servers):
            printer = printer_port or free_port("127.0.0.1")
            driver = "network" if printer_port or number else "virtual"
            config = folder / f"config-{number}.toml"
            config.write_text(
                f'[database]\nurl = "{url}"\n[redis]\nurl = "{redis}"\n[logging]\nlevel = "info"\n'
                f'[[printers]]\nname = "kiosk"\ndriver = "{driver}"\nport = {printer}\n',
                "utf-8",
            )
            server = Server(folder, address, config, free_port("127.0.0.1"), tokens)
            running.append(server)
            server.start()
        yield running
    finally:
        for server in running:
            server.stop()
