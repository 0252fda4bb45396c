"""queue-app on the command line."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from websocket import create_connection

from queue_app.serving import free_port
from tests.servers import OFFICE, serving

ROOT = Path(__file__).parents[1]
GROUPS: tuple[list[str], ...] = ([], ["office"], ["user"], ["token"], ["journal"])
EVERY = (
    ["demo"], ["serve"], ["check-config"], ["migrate"], ["office", "import"], ["office", "export"],
    ["user", "add"], ["token", "create"], ["journal", "verify"], ["replay"],
)  # fmt: skip


def queue_app(*words: str, cwd: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "queue_app.cli", *words]
    return subprocess.run(
        command, cwd=cwd, input=given, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("command", EVERY)
def test_every_command_explains_itself_with_an_example(command: list[str], tmp_path: Path) -> None:
    helped = queue_app(*command, "--help", cwd=tmp_path)
    assert helped.returncode == 0
    assert f"Example: queue-app {' '.join(command)}" in helped.stdout


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_shows_an_example(group: list[str], tmp_path: Path) -> None:
    helped = queue_app(*group, "--help", cwd=tmp_path)
    assert f"Example: {' '.join(['queue-app', *group])} " in helped.stdout


@pytest.mark.parametrize("days", [("--until", "0001-01-02"), ("--since", "9999-12-31")])
def test_days_that_cannot_be_scored_are_named_in_one_line(tmp_path: Path, days: tuple[str, str]) -> None:
    assert queue_app("migrate", "--data", "here", cwd=tmp_path).returncode == 0
    words = ("estimate", "score", "--office", OFFICE, *days, "--data", "here")
    refused = queue_app(*words, cwd=tmp_path)
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert days[0].removeprefix("--") in line


def test_an_office_is_set_up_step_by_step(tmp_path: Path) -> None:
    made = queue_app("migrate", "--data", "here", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "")
    assert f"Office {OFFICE} is set up." in made.stderr
    assert queue_app("--data", "here", "migrate", cwd=tmp_path).returncode == 0
    token = queue_app(
        "token", "create", "--role", "kiosk", "--office", OFFICE, "--data", "here", cwd=tmp_path
    )
    assert (token.returncode, token.stderr) == (0, "")
    assert len(token.stdout.strip().split()) == 1
    added = queue_app(
        "user", "add", "ha", "--name", "Lê Thu Hà", "--office", OFFICE, "--data", "here",
        cwd=tmp_path, given="một mật khẩu\n",
    )  # fmt: skip
    assert (added.returncode, added.stdout) == (0, "")
    exported = queue_app("office", "export", OFFICE, "--output", "out", "--data", "here", cwd=tmp_path)
    assert exported.stdout.strip() == f"out/{OFFICE}.toml"
    imported = queue_app("office", "import", f"out/{OFFICE}.toml", "--data", "here", cwd=tmp_path)
    assert "6 queues, 8 counters, 75 procedures" in imported.stderr
    assert queue_app("check-config", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["token", "create", "--role", "desk", "--office", OFFICE],
            "a desk's token, and only a desk's, needs its counter",
        ),
        (["token", "create", "--role", "kiosk", "--office", "x"], "There is no office “x”."),
        (
            ["token", "create", "--role", "desk", "--office", OFFICE, "--counter", "99"],
            "There is no counter “99”.",
        ),
        (["user", "add", "X", "--name", "x", "--office", OFFICE], "a username is"),
        (["office", "import", "nowhere"], "nowhere: no such profile; shipped are: phuong-thanh-liet"),
        (["office", "export", "x"], "There is no office “x”."),
        (["serve", "--port", "{taken}"], "cannot listen on 127.0.0.1:{taken}: Address already in use"),
        (["demo", "--port", "{taken}"], "cannot listen on 127.0.0.1:{taken}: Address already in use"),
        (["check-config", "--config", "nothing.toml"], "nothing.toml: no such file"),
    ],
)
def test_a_mistake_is_one_clear_line(words: list[str], said: str, tmp_path: Path) -> None:
    queue_app("migrate", cwd=tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = str(listener.getsockname()[1])
        failed = queue_app(*(word.format(taken=taken) for word in words), cwd=tmp_path, given="short\n")
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert len(failed.stderr.strip().splitlines()) == 1
    assert said.format(taken=taken) in failed.stderr


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["office", "export", OFFICE]])
def test_an_unreachable_database_is_one_clear_line(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[database]\nurl = "postgresql+psycopg://nobody@127.0.0.1:1/x"\n', "utf-8"
    )
    failed = queue_app(*command, cwd=tmp_path)
    assert failed.returncode == 1
    assert len(failed.stderr.strip().splitlines()) == 1
    assert "connection" in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["token", "create", "--role", "kiosk", "--office", OFFICE],
        ["user", "add", "ha", "--name", "Hà", "--office", OFFICE],
        ["office", "export", OFFICE],
        ["office", "import", OFFICE],
    ],
)
def test_before_migrate_every_command_says_to_run_it_and_makes_nothing(
    command: list[str], tmp_path: Path
) -> None:
    failed = queue_app(*command, "--data", "here", cwd=tmp_path, given="một mật khẩu\n")
    assert failed.returncode == 1
    here = tmp_path / "here"
    assert (
        failed.stderr == f"queue-app: there is no database in {here}; run: queue-app migrate --data {here}\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["demo", "migrate"])
def test_a_database_of_a_newer_version_is_refused_in_one_line(command: str, tmp_path: Path) -> None:
    queue_app("migrate", cwd=tmp_path)
    (tmp_path / "data" / "demo").touch()
    with closing(sqlite3.connect(tmp_path / "data" / "queue.sqlite")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'next_year'")
    failed = (
        queue_app(command, "--port", "0", cwd=tmp_path)
        if command == "demo"
        else queue_app(command, cwd=tmp_path)
    )
    assert (failed.returncode, failed.stdout) == (1, "")
    said = "queue-app: the database is at revision next_year, which this version does not know\n"
    assert failed.stderr == said


@pytest.mark.parametrize("command", ["serve", "check-config"])
def test_a_server_that_takes_its_own_printers_port_is_refused(command: str, tmp_path: Path) -> None:
    queue_app("migrate", cwd=tmp_path)
    (tmp_path / "config.toml").write_text("[server]\nport = 9100\n", "utf-8")
    failed = queue_app(command, cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr == "queue-app: the server and the virtual printer 'kiosk' both want port 9100\n"


def test_check_config_says_that_redis_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[redis]\nurl = "redis://:secret@127.0.0.1:1/0"\n', "utf-8")
    failed = queue_app("check-config", cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.startswith("queue-app: Redis does not answer at redis://:…@127.0.0.1:1/0: ")
    assert len(failed.stderr.splitlines()) == 1


def test_an_office_is_served_without_its_redis(tmp_path: Path) -> None:
    with serving(tmp_path, redis="redis://127.0.0.1:1/0") as (server,):
        assert server.takes("A")["label"]
        log = server.log.read_text("utf-8")
    assert log.startswith("queue-app: warning: Redis does not answer at redis://127.0.0.1:1/0: ")


def test_what_is_written_into_the_data_folder_nobody_else_can_read(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    queue_app("migrate", cwd=tmp_path)
    assert {file.stat().st_mode & 0o077 for file in data.iterdir()} == {0}
    queue_app("office", "export", OFFICE, cwd=tmp_path)
    assert (tmp_path / f"{OFFICE}.toml").stat().st_mode & 0o044


def test_the_server_and_gunicorn_log_in_one_form_without_any_address(tmp_path: Path) -> None:
    with serving(tmp_path) as (server,):
        with socket.create_connection(("127.0.0.1", server.port), 5) as citizen:
            citizen.sendall(b"no such thing\r\n\r\n")
            citizen.recv(1024)
        server.stop()
        lines = [json.loads(line) for line in server.log.read_text("utf-8").splitlines()]
    assert "a request that is not HTTP was refused" in [line["event"] for line in lines]
    assert "127.0.0.1" not in server.log.read_text("utf-8")


def test_the_demo_leaves_a_database_alone_that_it_did_not_make(tmp_path: Path) -> None:
    queue_app("migrate", cwd=tmp_path)
    before = (tmp_path / "data" / "queue.sqlite").read_bytes()
    failed = queue_app("demo", "--port", "0", cwd=tmp_path)
    assert (failed.returncode, failed.stdout) == (1, "")
    said = f"{tmp_path / 'data'} holds a database that demo did not make; give it another folder with --data"
    assert failed.stderr == f"queue-app: {said}\n"
    assert (tmp_path / "data" / "queue.sqlite").read_bytes() == before


@dataclass
class Demo:
    process: subprocess.Popen[str]
    port: int
    shown: str
    errors: Path

    def is_served(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except ConnectionRefusedError:
            return False
        return True


@contextmanager
def demonstrated(folder: Path, *options: str) -> Iterator[Demo]:
    """`queue-app demo` once it has shown its addresses; nothing of it is left after the block."""
    port = free_port("127.0.0.1")
    command = [sys.executable, "-P", "-m", "queue_app.cli", "demo", "--port", str(port), *options]
    errors = folder / "errors"
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
        )
    assert process.stdout
    try:
        shown = ""
        while "Ctrl-C" not in shown:
            line = process.stdout.readline()
            assert line, shown + errors.read_text("utf-8")
            shown += line
        yield Demo(process, port, shown, errors)
    finally:
        process.stdout.close()
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP])
def test_the_demo_stands_within_seconds_and_its_end_is_quick_and_quiet(
    ending: signal.Signals, tmp_path: Path
) -> None:
    with demonstrated(tmp_path, "--lively") as demo:
        for page in ("kiosk/", "desk", "tv/", "printers/"):
            address = next(word for word in demo.shown.split() if f":{demo.port}/{page}" in word)
            with urllib.request.urlopen(address.partition("#")[0], timeout=10) as answer:
                assert answer.status == 200
        assert all(name in demo.shown for name in ("ha, minh", "huong", "truongphong", "quantri"))
        screen = create_connection(f"ws://127.0.0.1:{demo.port}/socket.io/?EIO=4&transport=websocket")
        began = time.monotonic()
        demo.process.send_signal(ending)
        demo.process.wait(10)
        assert time.monotonic() - began <= 3
        screen.close()
        assert demo.process.returncode == 0
        assert not demo.is_served()
        assert demo.errors.read_text("utf-8") == ""


def test_the_server_of_a_killed_demo_ends_too(tmp_path: Path) -> None:
    with demonstrated(tmp_path) as demo:
        assert demo.is_served()
        demo.process.kill()
        demo.process.wait()
        until = time.monotonic() + 5
        while demo.is_served():
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_demo_open_to_other_machines_says_what_they_and_the_qr_codes_get(tmp_path: Path) -> None:
    with demonstrated(tmp_path, "--host", "0.0.0.0") as demo:
        assert f"QR codes say 127.0.0.1:{demo.port} until server.public_url is set" in demo.shown
