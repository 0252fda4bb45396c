"""A working office in a folder of its own, and the requests its kiosks and desks send."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import select

from queue_app.config import DatabaseSettings, Logging, Printer, Server, Settings
from queue_app.demo import MARK, SignIn, prepare
from queue_app.services.tickets import Wish, issue_ticket
from queue_app.serving import free_port
from queue_app.storage.database import Database
from queue_app.storage.models import TICKETS

SHARES = {"A": 30, "B": 30, "C": 12, "D": 8, "E": 8, "P": 8}
"""How people spread over the queues: as the eight counters, working equally fast, take them."""
QUEUES = [
    queue
    for _, queue in sorted(
        ((turn + 0.5) / share, queue) for queue, share in SHARES.items() for turn in range(share)
    )
]
"""What people wish one after the other, in these shares, over and over."""
COUNTERS = range(1, 9)


@dataclass(frozen=True)
class BenchOffice:
    """An office that is set up and not yet served, or is served on `settings.server.port`."""

    settings: Settings
    made: SignIn

    def add_waiting(self, many: int, queues: Sequence[str] = QUEUES) -> None:
        """Let `many` people wait, who came within the last ten minutes; nothing of them is printed."""
        office, now = replace(self.made.office, printer=""), datetime.now(UTC)
        database = Database(self.settings.database_url)
        try:
            with database.transaction(office.id) as tx:
                for place, queue in enumerate(islice(cycle(queues), many)):
                    came = now - timedelta(minutes=10) * (1 - place / many)
                    issue_ticket(tx, office, Wish(office.queue(queue)), actor="benchmark", now=came)
        finally:
            database.close()

    def tokens(self, many: int) -> list[str]:
        """The tokens of so many who wait, those who came first."""
        database = Database(self.settings.database_url)
        try:
            with database.reading() as tx:
                waiting = select(TICKETS.c.token).where(TICKETS.c.state == "waiting").order_by(TICKETS.c.id)
                return list(tx.connection.execute(waiting.limit(many)).scalars())
        finally:
            database.close()

    def issues(self, many: int) -> list[bytes]:
        """What kiosks send, every press with a key of its own."""
        return [self._post("tickets", self.made.kiosk, queue) for queue in islice(cycle(QUEUES), many)]

    def calls(self, counter: int, many: int) -> list[bytes]:
        """What the desk of one counter sends to call the next."""
        return [self._post(f"counters/{counter}/call-next", self.made.desks[counter])] * many

    def calls_in_turn(self, many: int) -> list[bytes]:
        """The same, by one counter after the other."""
        return [self.calls(counter, 1)[0] for counter in islice(cycle(COUNTERS), many)]

    def openings(self) -> list[bytes]:
        """What the desks send when the day begins."""
        return [self._post(f"counters/{number}/open", self.made.desks[number]) for number in COUNTERS]

    def _post(self, path: str, token: str, queue: str = "") -> bytes:
        return post(f"/api/v1/offices/{self.made.office.code}/{path}", token, queue)


def post(path: str, token: str = "", queue: str = "") -> bytes:
    """A request as a browser's fetch would send it, without what browsers say about themselves."""
    body = json.dumps({"queue": queue} if queue else {})
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"Authorization: Bearer {token}",
        *([f"Idempotency-Key: {uuid.uuid4()}"] if queue else []),
    ]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def set_up(
    folder: Path, *, printer_port: int | None = None, database: Path | str | None = None
) -> BenchOffice:
    """An office in `folder`: a new one, or the one in the SQLite file `database`, which is copied there.

    Where `database` is an address, the office is made, or found, in the database there.

    Without a printer's port its slips are queued and nobody fetches them.
    """
    folder.mkdir(parents=True)
    printers = (Printer(name="kiosk", port=printer_port),) if printer_port else ()
    server = Server(port=free_port("127.0.0.1"))
    kept = DatabaseSettings(url=database if isinstance(database, str) else "")
    settings = Settings(
        server=server, database=kept, printers=printers, data=folder, logging=Logging(level="warning")
    )
    if isinstance(database, Path):
        shutil.copyfile(database, folder / "queue.sqlite")
        (folder / MARK).touch()
    return BenchOffice(settings, prepare(settings))
