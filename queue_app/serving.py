"""Starting the server: one gunicorn with one gevent worker, in a process that imports nothing too early."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from queue_app.config import Settings
from queue_app.storage import migrate
from queue_app.storage.database import Database

SETTINGS_VARIABLE = "QUEUE_APP_SETTINGS"


class CannotServe(Exception):
    """The server cannot start; the message says why in one line."""


def check_ready(settings: Settings) -> None:
    """Raise CannotServe or DatabaseUnreachable where a server with these settings could not work."""
    database = Database(settings.database_url)
    try:
        database.check()
        found, expected = migrate.revision(database), migrate.newest()
    finally:
        database.close()
    if found != expected:
        state = "is empty" if found is None else f"is at revision {found}, expected {expected}"
        raise CannotServe(f"the database {state}; run: queue-app migrate")
    check_port(settings.server.host, settings.server.port)
    for printer in settings.printers:
        if printer.driver == "virtual":
            check_port(printer.host, printer.port)


def check_port(host: str, port: int) -> None:
    """Raise CannotServe where nobody could listen at this address."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from None


def free_port(host: str, wanted: int = 0) -> int:
    """`wanted` if it is free, else any port that is."""
    for port in (wanted, 0):
        try:
            with socket.create_server((host, port)) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    raise CannotServe(f"no free port on {host}")


def serve_here(settings: Settings) -> None:
    """Become the server; does not return."""
    os.execve(sys.executable, _command(), _environment(settings))  # noqa: S606


def serve_beside(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the server as a child in a session of its own, out of reach of the terminal's Ctrl-C."""
    return subprocess.Popen(_command(), env=_environment(settings), start_new_session=True)


def _command() -> list[str]:
    configuration = Path(__file__).with_name("gunicorn_conf.py")
    return [sys.executable, "-P", "-m", "gunicorn", "--config", f"file:{configuration}"]


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, SETTINGS_VARIABLE: settings.model_dump_json()}
