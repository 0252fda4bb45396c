"""Starting the server: one gunicorn with one gevent worker, in a process that imports nothing too early."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
from pathlib import Path

import redis
from alembic.util import CommandError
from sqlalchemy import make_url

from queue_app.config import SETTINGS_VARIABLE, Settings, without_password
from queue_app.storage import migrate
from queue_app.storage.database import Database

PARENT_VARIABLE = "QUEUE_APP_PARENT"
"""The process with which a server is to end."""


class CannotServe(Exception):
    """The server cannot start; the message says why in one line."""


def check_ready(settings: Settings) -> None:
    """Raise CannotServe or DatabaseUnreachable where a server with these settings could not work."""
    check_there_is_a_database(settings)
    database = Database(settings.database_url)
    try:
        database.check()
        found, expected = migrate.revision(database), migrate.newest()
    finally:
        database.close()
    if found != expected:
        state = "is empty" if found is None else f"is at revision {found}, expected {expected}"
        raise CannotServe(f"the database {state}; run: queue-app migrate")
    check_ports_differ(settings)
    check_port(settings.server.host, settings.server.port)
    for printer in settings.printers:
        if printer.driver == "virtual":
            check_port(printer.host, printer.port)


def check_there_is_a_database(settings: Settings) -> None:
    """Raise CannotServe where SQLite would have to make the file first."""
    address = make_url(settings.database_url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).is_file():
        if settings.database.url:
            raise CannotServe(f"there is no database at {address.database}; run: queue-app migrate")
        raise CannotServe(
            f"there is no database in {settings.data}; run: queue-app migrate --data {settings.data}"
        )


def migrate_database(database: Database) -> str:
    """Bring the database to this version's shape; its revision. CannotServe where it is of a newer one."""
    try:
        return migrate.upgrade(database)
    except CommandError:
        raise CannotServe(
            f"the database is at revision {migrate.revision(database)}, which this version does not know"
        ) from None


def check_ports_differ(settings: Settings) -> None:
    """Raise CannotServe where two of those that are to listen want the same port."""
    listening = [("the server", settings.server.port)] + [
        (f"the virtual printer {printer.name!r}", printer.port)
        for printer in settings.printers
        if printer.driver == "virtual"
    ]
    for (one, port), (other, same) in itertools.combinations(listening, 2):
        if port and port == same:
            raise CannotServe(f"{one} and {other} both want port {port}")


def redis_fault(settings: Settings) -> str:
    """Why the configured Redis cannot be used, in one line; empty where it answers or none is configured."""
    if not settings.redis.url:
        return ""
    client = redis.Redis.from_url(settings.redis.url, socket_connect_timeout=2, socket_timeout=2)
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        why = " ".join(str(error).split())
        return f"Redis does not answer at {without_password(settings.redis.url)}: {why}"
    finally:
        client.close()
    return ""


def check_port(host: str, port: int) -> None:
    """Raise CannotServe where nobody could listen at this address."""
    try:
        with _listen(host, port):
            pass
    except OSError as error:
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from None


def free_port(host: str, wanted: int = 0) -> int:
    """`wanted` if it is free, else any port that is."""
    for port in (wanted, 0):
        try:
            with _listen(host, port) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    raise CannotServe(f"no free port on {host}")


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def serve_here(settings: Settings) -> None:
    """Become the server; does not return."""
    os.execve(sys.executable, _command(), _environment(settings))  # noqa: S606


def serve_beside(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the server as a child in a session of its own, out of reach of the terminal's Ctrl-C.

    It ends with this process, even where this one is killed.
    """
    environment = {**_environment(settings), PARENT_VARIABLE: str(os.getpid())}
    return subprocess.Popen(_command(), env=environment, start_new_session=True)


def _command() -> list[str]:
    configuration = Path(__file__).with_name("gunicorn_conf.py")
    return [sys.executable, "-P", "-m", "gunicorn", "--config", f"file:{configuration}"]


def _environment(settings: Settings) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != PARENT_VARIABLE}
    return {**own, SETTINGS_VARIABLE: settings.model_dump_json()}
