"""The demonstration office on a free port and in a folder of its own, ended with the block."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import queue_app.serving
from docs.shots.server import CLOCK_VARIABLE
from queue_app.config import SETTINGS_VARIABLE, Server, Settings
from queue_app.demo import SignIn, demo_settings, prepare
from queue_app.serving import check_ready, free_port

STARTS_WITHIN_S = 30.0
STOPS_WITHIN_S = 5.0
PRINTS_WITHIN_S = 20.0
MONDAY = "2026-11-23"


@dataclass
class StagedOffice:
    """An office whose clock is ours, used through its public API like any other."""

    port: int
    made: SignIn
    clock: Path
    process: subprocess.Popen[bytes] | None = None
    taken: int = 0

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.clock.parent

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def it_is(self, written: str) -> None:
        """Set the office's clock to this time of the Monday, such as "8:05" or "8:05:30"."""
        parts = [f"{int(part):02d}" for part in written.split(":")] + ["00"]
        moment = datetime.fromisoformat(f"{MONDAY}T{':'.join(parts[:3])}+07:00")
        self.write_shift((moment - datetime.now(UTC)).total_seconds())

    def write_shift(self, seconds: float) -> None:
        """Replaced whole, because the server reads it at any moment."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(seconds), "ascii")
        new.replace(self.clock)

    def takes(self, queue: str, priority: str | None = None) -> Any:
        """A citizen takes a number at the kiosk."""
        wish = {"queue": queue} | ({"priority": priority} if priority else {})
        self.taken += 1
        return self._post("tickets", self.made.kiosk, wish)

    def prints_all(self) -> None:
        """Wait until the slip of everybody who took a number has come out."""
        until = time.monotonic() + PRINTS_WITHIN_S
        while time.monotonic() < until:
            slips = self.get_json(f"/api/v1/offices/{self.made.office.code}/printers/kiosk")["slips"]
            if slips and slips[0]["id"] >= self.taken:
                return
            time.sleep(0.05)
        raise RuntimeError("a slip did not come out")

    def calls(self, counter: int, ticket: Any) -> None:
        """A clerk calls somebody out of their turn."""
        path = f"tickets/{ticket['id']}/call"
        self._post(path, self.made.desks[counter], {"reason": "Bà cụ bị mệt"})

    def calls_next(self, counter: int) -> Any:
        """A desk presses "next"; None where nobody waits for it."""
        return self._post(f"counters/{counter}/call-next", self.made.desks[counter])

    def starts(self, counter: int, ticket: Any) -> None:
        """The person has come to the counter."""
        self._post(f"tickets/{ticket['id']}/start", self.made.desks[counter])

    def marks_absent(self, counter: int, ticket: Any) -> None:
        """Nobody came."""
        self._post(f"tickets/{ticket['id']}/no-show", self.made.desks[counter])

    def lets_aside(self, counter: int, ticket: Any) -> None:
        """The person makes a copy and comes back."""
        self._post(f"tickets/{ticket['id']}/hold", self.made.desks[counter])

    def calls_for_help(self, counter: int) -> None:
        """The counter needs a colleague."""
        self._post(f"counters/{counter}/help", self.made.desks[counter])

    def get(self, path: str) -> tuple[int, bytes]:
        """What the supervisor gets at this address of the API."""
        return self._request("GET", path, self.made.supervisor, None)

    def get_json(self, path: str) -> Any:
        return json.loads(self.get(path)[1])

    def stop(self) -> None:
        """End the server; whoever watches loses the connection."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _post(self, path: str, token: str, body: dict[str, str] | None = None) -> Any:
        address = f"/api/v1/offices/{self.made.office.code}/{path}"
        status, answer = self._request("POST", address, token, body)
        if status == 409:
            return None
        if status not in (200, 201):
            raise RuntimeError(f"{path}: {status} {answer.decode()}")
        return json.loads(answer)

    def _request(self, method: str, path: str, token: str, body: dict[str, str] | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        try:
            connection.request(method, path, json.dumps(body or {}) if method == "POST" else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def staged_office(folder: Path) -> Iterator[StagedOffice]:
    """The demonstration office, freshly made in `folder` and ready to serve."""
    port = free_port("127.0.0.1")
    settings = demo_settings(Settings(data=folder, server=Server(port=port)))
    office = StagedOffice(port, prepare(settings), folder / "clock")
    office.write_shift(0)
    check_ready(settings)
    configuration = Path(queue_app.serving.__file__).with_name("gunicorn_conf.py")
    command = [sys.executable, "-P", "-m", "gunicorn", "--config", f"file:{configuration}"]
    environment = {
        **os.environ,
        SETTINGS_VARIABLE: settings.model_dump_json(),
        CLOCK_VARIABLE: str(office.clock),
    }
    office.process = subprocess.Popen([*command, "docs.shots.server:serve()"], env=environment)
    try:
        _await(office)
        yield office
    finally:
        office.stop()


def _await(office: StagedOffice) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if office.process is None or office.process.poll() is not None:
            break
        try:
            if office.get("/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the office did not open")
