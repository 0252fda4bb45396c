"""queue-app on the command line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.servers import OFFICE

ROOT = Path(__file__).parents[1]
EVERY = (
    ["demo"], ["serve"], ["check-config"], ["migrate"], ["office", "import"], ["office", "export"],
    ["user", "add"], ["token", "create"],
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


def test_serving_an_empty_database_says_what_to_run(tmp_path: Path) -> None:
    failed = queue_app("serve", "--data", ".", cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr == "queue-app: the database is empty; run: queue-app migrate\n"


def test_the_demo_stands_within_seconds_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [
        sys.executable,
        "-P",
        "-m",
        "queue_app.cli",
        "demo",
        "--lively",
        "--port",
        str(port),
        "--data",
        "d",
    ]
    demo = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert demo.stdout
    try:
        shown = ""
        while "Ctrl-C" not in shown:
            line = demo.stdout.readline()
            assert line, shown
            shown += line
        for page in ("kiosk/", "desk", "tv/", "printers/"):
            address = next(word for word in shown.split() if f":{port}/{page}" in word)
            with urllib.request.urlopen(address.partition("#")[0], timeout=10) as answer:
                assert answer.status == 200
        demo.send_signal(signal.SIGINT)
        began = time.monotonic()
        demo.wait(10)
        assert time.monotonic() - began <= 3
        assert demo.returncode == 0
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port), 1)
    finally:
        demo.stdout.close()
        if demo.poll() is None:
            os.killpg(demo.pid, signal.SIGKILL)
            demo.wait()
