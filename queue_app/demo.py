"""A whole office for one command: data folder, database, people, server, virtual printer."""

from __future__ import annotations

import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from queue_app.config import DatabaseSettings, Printer, Redis, Settings
from queue_app.domain.offices import Office
from queue_app.lively import Lively
from queue_app.profiles import schema
from queue_app.services import access
from queue_app.services.access import Role
from queue_app.services.offices import import_profile
from queue_app.serving import CannotServe, check_ready, free_port, serve_beside
from queue_app.storage import migrate
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
    printer = Printer(name="kiosk", driver="virtual", port=free_port("127.0.0.1", 9100))
    logging = settings.logging.model_copy(update={"format": "console", "level": "warning"})
    own = {"database": DatabaseSettings(), "redis": Redis(), "printers": (printer,), "logging": logging}
    return settings.model_copy(update=own)


def prepare(settings: Settings) -> SignIn:
    """Make or refresh the data folder, its database, the office and its people."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        database.check()
        migrate.upgrade(database)
        profile = schema.read(schema.find(settings.office.profile))
        office_profile = profile.office.model_copy(update={"printer": "kiosk"})
        profile = profile.model_copy(update={"office": office_profile})
        now = datetime.now(UTC)
        password = secrets.token_hex(4)
        with database.transaction() as tx:
            office = import_profile(tx, profile, always_open=True)
            tx.flush()
            for username, name, role in PEOPLE:
                access.put_user(tx, office, username, name=name, role=role, password=password)
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


def run(settings: Settings, *, lively: bool, tell: Callable[[str], None]) -> None:
    """Run the demonstration until SIGINT or SIGTERM; CannotServe where the server does not come up."""
    settings = demo_settings(settings)
    made = prepare(settings)
    check_ready(settings)
    server = serve_beside(settings)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    room = Lively(_address(settings), made.office, made.kiosk, made.desks) if lively else None
    try:
        _await(settings, server)
        tell(welcome(settings, made))
        if room:
            room.start()
        server.wait()
        raise CannotServe("the server has ended")
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        tell("\nĐã dừng. · Stopped.")
    finally:
        if room:
            room.stop()
        _stop(server)


def welcome(settings: Settings, made: SignIn) -> str:
    """The addresses of all pages, with the sign-in of this run."""
    base, code = _address(settings), made.office.code
    staff = ", ".join(username for username, _, role in PEOPLE if role is Role.STAFF)
    return f"""
  {made.office.name} – {made.office.authority}

  Kiosk lấy số   · kiosk    {base}/kiosk/{code}#token={made.kiosk}
  Bàn làm việc   · desk     {base}/desk
  Màn hình gọi   · TV       {base}/tv/{code}#token={made.display}
  Máy in ảo      · printer  {base}/printers/kiosk#token={made.supervisor}

  Đăng nhập      · sign in  {staff}
  Mật khẩu       · password {made.password}

  Dữ liệu        · data     {settings.data}
  Máy in nghe ở  · raw TCP  {settings.printers[0].host}:{settings.printers[0].port}
  Dừng           · stop     Ctrl-C
"""


def _address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.server.host == "0.0.0.0" else settings.server.host  # noqa: S104
    return settings.server.public_url or f"http://{host}:{settings.server.port}"


def _await(settings: Settings, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    host = "127.0.0.1" if settings.server.host == "0.0.0.0" else settings.server.host  # noqa: S104
    while time.monotonic() < until:
        if server.poll() is not None:
            raise CannotServe("the server did not start; the lines above say why")
        try:
            with urllib.request.urlopen(f"http://{host}:{settings.server.port}/readyz", timeout=1):
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
