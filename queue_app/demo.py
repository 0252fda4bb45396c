"""A whole office for one command: data folder, database, people, server, virtual printer."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import Any

from queue_app.config import DatabaseSettings, Printer, Redis, Settings
from queue_app.domain.offices import Office
from queue_app.lively import Lively
from queue_app.profiles import schema
from queue_app.services import access
from queue_app.services.access import Role
from queue_app.services.offices import import_profile
from queue_app.serving import CannotServe, check_ready, free_port, migrate_database, serve_beside
from queue_app.storage.database import Database

PEOPLE = (
    ("ha", "Lê Thu Hà", Role.STAFF),
    ("minh", "Nguyễn Quang Minh", Role.STAFF),
    ("lan", "Trần Thị Ngọc Lan", Role.STAFF),
    ("dung", "Phạm Tiến Dũng", Role.STAFF),
    ("huong", "Vũ Thanh Hương", Role.GREETER),
    ("truongphong", "Đỗ Hữu Nghĩa", Role.SUPERVISOR),
    ("quantri", "Hoàng Bảo Châu", Role.ADMIN),
)
STARTS_WITHIN_S = 20.0
STOPS_WITHIN_S = 2.5
"""Longer than gunicorn itself waits for its worker, so that it is the one that ends it."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
MARK = "demo"
"""The file beside a database that says whose it is."""


@dataclass(frozen=True)
class SignIn:
    """What was made for this run, and is shown once."""

    office: Office
    password: str
    kiosk: str
    display: str
    supervisor: str
    desks: dict[int, str]


def demo_settings(settings: Settings) -> Settings:
    """`settings` with a database and a virtual printer of its own and a log for people.

    A configured database or Redis is never touched: it may be an office's.
    """
    wanted = 9100 if settings.server.port != 9100 else 0
    printer = Printer(name="kiosk", driver="virtual", port=free_port("127.0.0.1", wanted))
    logging = settings.logging.model_copy(update={"format": "console", "level": "warning"})
    own = {"database": DatabaseSettings(), "redis": Redis(), "printers": (printer,), "logging": logging}
    return settings.model_copy(update=own)


def prepare(settings: Settings) -> SignIn:
    """Make or refresh the data folder, its database, the office and its people.

    CannotServe where the folder holds a database that a demonstration did not make: it may be an office's.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _mark(settings)
    database = Database(settings.database_url)
    try:
        database.check()
        migrate_database(database)
        profile = schema.read(schema.find(settings.office.profile))
        office_profile = profile.office.model_copy(update={"printer": "kiosk"})
        profile = profile.model_copy(update={"office": office_profile})
        now = datetime.now(UTC)
        password = secrets.token_hex(4)
        with database.transaction() as tx:
            office = import_profile(tx, profile, always_open=True, now=now)
            tx.flush()
            for username, name, role in PEOPLE:
                access.put_user(tx, office, username, name=name, role=role, password=password, now=now)
            return SignIn(
                office,
                password,
                kiosk=access.create_token(tx, office, Role.KIOSK, None, now=now),
                display=access.create_token(tx, office, Role.DISPLAY, None, now=now),
                supervisor=access.create_token(tx, office, Role.SUPERVISOR, None, now=now),
                desks={
                    counter.number: access.create_token(tx, office, Role.DESK, counter, now=now)
                    for counter in office.counters
                },
            )
    finally:
        database.close()


def _mark(settings: Settings) -> None:
    mark = settings.data / MARK
    if not (settings.data / "queue.sqlite").exists():
        mark.write_text("The database in this folder was made by: queue-app demo\n", "utf-8")
    elif not mark.exists():
        raise CannotServe(
            f"{settings.data} holds a database that demo did not make; give it another folder with --data"
        )


def run(settings: Settings, *, lively: bool, tell: Callable[[str], None]) -> None:
    """Run the demonstration until Ctrl-C, SIGTERM or the terminal's end.

    CannotServe where the server does not come up.
    """
    os.umask(0o077)
    _on_ending(signal.default_int_handler)
    server = room = None
    try:
        settings = demo_settings(settings)
        made = prepare(settings)
        check_ready(settings)
        server = serve_beside(settings)
        _await(settings, server)
        tell(welcome(settings, made))
        if lively:
            room = Lively(_here(settings), made.office, made.kiosk, made.desks)
            room.start()
        server.wait()
        raise CannotServe("the server has ended")
    except KeyboardInterrupt:
        _on_ending(signal.SIG_IGN)
        # The terminal may be what has ended.
        with contextlib.suppress(OSError):
            tell("\nĐã dừng. · Stopped.")
    finally:
        if room:
            room.stop()
        if server:
            _stop(server)


def _on_ending(handler: Callable[[int, FrameType | None], Any] | signal.Handlers) -> None:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, handler)


def welcome(settings: Settings, made: SignIn) -> str:
    """The addresses of all pages, with the sign-in of this run."""
    base, code = _address(settings), made.office.code
    return f"""
  {made.office.name} – {made.office.authority}

  Kiosk lấy số   · kiosk         {base}/kiosk/{code}#token={made.kiosk}
  Bàn làm việc   · desk          {base}/desk
  Hướng dẫn      · greeter       {base}/greeter
  Phòng chờ      · supervisor    {base}/supervisor
  Màn hình gọi   · TV            {base}/tv/{code}#token={made.display}
  Máy in ảo      · printer       {base}/printers/kiosk#token={made.supervisor}

  Cán bộ         · staff         {_usernames(Role.STAFF)}
  Hướng dẫn      · greeter       {_usernames(Role.GREETER)}
  Phụ trách      · supervisor    {_usernames(Role.SUPERVISOR)}
  Quản trị       · administrator {_usernames(Role.ADMIN)}
  Mật khẩu       · password      {made.password}

  Dữ liệu        · data          {settings.data}
  Máy in nghe ở  · raw TCP       {settings.printers[0].host}:{settings.printers[0].port}
{_network(settings)}  Dừng           · stop          Ctrl-C
"""


def _usernames(role: Role) -> str:
    return ", ".join(username for username, _, held in PEOPLE if held is role)


def _network(settings: Settings) -> str:
    """What whoever opens the demonstration to other machines has to know."""
    if settings.server.host not in EVERYWHERE or settings.server.public_url:
        return ""
    port = settings.server.port
    return (
        f"  Mạng nội bộ    · network       http://<this machine's address>:{port} from other machines;"
        f" QR codes say {_here(settings).partition('//')[2]} until server.public_url is set\n"
    )


def _address(settings: Settings) -> str:
    """Where people find the pages."""
    return settings.server.public_url or _here(settings)


def _here(settings: Settings) -> str:
    """Where this machine finds the server."""
    host = "127.0.0.1" if settings.server.host in EVERYWHERE else settings.server.host
    return (
        f"http://[{host}]:{settings.server.port}" if ":" in host else f"http://{host}:{settings.server.port}"
    )


def _await(settings: Settings, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        if server.poll() is not None:
            raise CannotServe("the server did not start; the lines above say why")
        try:
            with urllib.request.urlopen(f"{_here(settings)}/readyz", timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise CannotServe(f"the server did not answer within {STARTS_WITHIN_S:.0f} seconds")


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
