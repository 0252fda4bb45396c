"""One process of the race: some people take numbers, some desks call; run as a program of its own."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime

from queue_app.domain.errors import NobodyWaiting
from queue_app.services import calls, tickets
from queue_app.services.offices import Offices
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database


def main() -> None:
    """Reads {url, starts_at, queues, takers, counters, tickets, calls}; prints {issued, called}."""
    order = json.loads(sys.argv[1])
    database = Database(order["url"])
    office = Offices(database).get("phuong-thanh-liet")
    issued: list[tuple[str, int]] = []
    called: list[int] = []

    def take(queue: str) -> None:
        for _ in range(order["tickets"]):
            with database.transaction(office.id) as tx:
                wish = Wish(office.queue(queue))
                ticket = tickets.issue_ticket(tx, office, wish, actor="token:1", now=datetime.now(UTC))
            issued.append((ticket.label, ticket.id))

    def call(number: int) -> None:
        counter, left = office.counter(number), order["calls"]
        while left:
            try:
                with database.transaction(office.id) as tx:
                    now = datetime.now(UTC)
                    ticket = calls.call_next(tx, office, counter, actor="token:2", now=now)
            except NobodyWaiting:
                time.sleep(0.005)
                continue
            called.append(ticket.id)
            left -= 1

    queues = order["queues"]
    threads = [
        threading.Thread(target=take, args=(queues[taker % len(queues)],)) for taker in range(order["takers"])
    ] + [threading.Thread(target=call, args=(number,)) for number in order["counters"]]
    time.sleep(max(0.0, order["starts_at"] - time.time()))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    sys.stdout.write(json.dumps({"issued": issued, "called": called}))


if __name__ == "__main__":
    main()
