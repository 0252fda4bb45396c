"""The keypad's program in docs/keypad.md is run as it stands there, against a real office."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.servers import OFFICE, Server, serving

GUIDE = Path(__file__).parents[2] / "docs/keypad.md"


class Keypad:
    """The program with somebody at its keys."""

    def __init__(self, address: str, token: str) -> None:
        (program,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
        place = {"OFFICE": f"{address}/api/v1/offices/{OFFICE}", "COUNTER": "2", "TOKEN": token}
        self._running = subprocess.Popen(
            [sys.executable, "-c", program],
            env={**os.environ, **place, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def press(self, key: str) -> str:
        """What its display shows then."""
        assert self._running.stdin
        assert self._running.stdout
        self._running.stdin.write(f"{key}\n")
        self._running.stdin.flush()
        return self._running.stdout.readline().strip()

    def unplug(self) -> None:
        self._running.communicate(timeout=10)
        assert self._running.returncode == 0


@contextmanager
def keypad(address: str, server: Server) -> Iterator[Keypad]:
    made = Keypad(address, server.tokens[2])
    yield made
    made.unplug()


@contextmanager
def deaf_wire(server: Server) -> Iterator[str]:
    """A way to the server on which the answer to the first call is lost; its address."""
    lost = iter([True])

    class Carrier(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            there = HTTPConnection("127.0.0.1", server.port, timeout=10)
            there.request(self.command, self.path, body, dict(self.headers))
            answer = there.getresponse()
            told = answer.read()
            there.close()
            if self.path.endswith("/call-next") and next(lost, False):
                return
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    carrier = ThreadingHTTPServer(("127.0.0.1", 0), Carrier)
    threading.Thread(target=carrier.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{carrier.server_port}"
    finally:
        carrier.shutdown()
        carrier.server_close()


def test_the_keypad_of_the_guide_works_and_a_lost_answer_calls_nobody_twice(tmp_path: Path) -> None:
    with serving(tmp_path) as (server,):
        for _ in range(3):
            server.takes("A")
        with keypad(server.address, server) as keys:
            assert [keys.press(key) for key in "+/+-"] == ["A001", "A001", "A002", "A002"]
        with deaf_wire(server) as address, keypad(address, server) as keys:
            assert keys.press("+") == "?"
            assert keys.press("*") == "A003"
            assert keys.press("+") == "Không còn ai chờ ở quầy 2."
            assert keys.press(".") == "A003"


def test_the_program_is_as_short_as_the_guide_says() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    written = [line for line in program.splitlines() if line.strip()]
    assert len(written) <= 24
