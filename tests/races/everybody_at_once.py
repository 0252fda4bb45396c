"""One process of the race in which everybody does everything at once; run as a program of its own."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from queue_app.domain.errors import Refusal
from queue_app.domain.offices import Office
from queue_app.domain.tickets import State, Ticket
from queue_app.services import calls, counters, day, tickets, transfers
from queue_app.services.offices import Offices
from queue_app.services.tickets import Wish
from queue_app.services.transfers import To
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import TICKETS

ACTOR = "token:1"
QUEUES = "ABC"
COUNTERS = (1, 2, 3, 5, 8)
LEFT_ALONE = (State.DONE, State.CANCELLED)


class Somebody:
    """One thread: does one thing after the other, each at random; a refusal is an answer like any other."""

    def __init__(self, database: Database, office: Office, seed: int) -> None:
        self.database, self.office, self.chance = database, office, random.Random(seed)
        self.issued: list[tuple[str, int]] = []
        self.done = 0

    def act(self, times: int) -> None:
        for _ in range(times):
            verb = self.chance.choice(VERBS)
            try:
                with self.database.transaction(self.office.id) as tx:
                    told = verb(self, tx, datetime.now(UTC))
            except Refusal:
                continue
            self.done += 1
            if verb is Somebody.takes:
                self.issued.append((told.label, told.id))

    def takes(self, tx: Tx, now: datetime) -> Ticket:
        priority = self.chance.choice([None, None, *self.office.priorities])
        wish = Wish(self.office.queue(self.chance.choice(QUEUES)), priority)
        return tickets.issue_ticket(tx, self.office, wish, actor=ACTOR, now=now)

    def calls_next(self, tx: Tx, now: datetime) -> Any:
        return calls.call_next(tx, self.office, self._counter(), actor=ACTOR, now=now)

    def calls_this_one(self, tx: Tx, now: datetime) -> Any:
        ticket = self._ticket(tx, State.WAITING, State.HELD)
        return calls.call(tx, self.office, self._counter(), ticket, reason="vội", actor=ACTOR, now=now)

    def moves(self, tx: Tx, now: datetime) -> Any:
        verb = self.chance.choice([*tickets.VERBS.values(), tickets.finish, tickets.finish])
        return verb(tx, self.office, self._ticket(tx), actor=ACTOR, now=now)

    def looks_at_the_paper(self, tx: Tx, now: datetime) -> Any:
        ticket, due = self._ticket(tx, State.CALLED, State.SERVING), self.chance.choice([True, True, False])
        return tickets.judge_priority(tx, self.office, ticket, confirmed=due, actor=ACTOR, now=now)

    def hands_over(self, tx: Tx, now: datetime) -> Any:
        queue = To(queue=self.office.queue(self.chance.choice(QUEUES)))
        to = self.chance.choice([queue, To(counter=self._counter()), To(back=True)])
        to_end = self.chance.choice([True, False])
        ticket = self._ticket(tx)
        return transfers.transfer(
            tx, self.office, ticket, to, reason="người già", to_end=to_end, actor=ACTOR, now=now
        )

    def asks_for_more_time(self, tx: Tx, now: datetime) -> Any:
        return tickets.step_back(tx, self.office, self._ticket(tx, State.WAITING), now=now)

    def gives_back(self, tx: Tx, now: datetime) -> Any:
        return tickets.cancel(tx, self.office, self._ticket(tx, State.WAITING), actor=ACTOR, now=now)

    def opens(self, tx: Tx, now: datetime) -> Any:
        counters.open_counter(tx, self.office, self._counter(), user_id=None, take_over=True, now=now)

    def closes(self, tx: Tx, now: datetime) -> Any:
        counters.close_counter(tx, self.office, self._counter(), user_id=None, actor=ACTOR, now=now)

    def closes_the_day(self, tx: Tx, now: datetime) -> Any:
        """Seldom: from then on the numbers are those of the next day."""
        if self.chance.random() < 0.1:
            day.close_day(tx, self.office, self.office.business_day(now), now=now)

    def _counter(self) -> Any:
        return self.office.counter(self.chance.choice(COUNTERS))

    def _ticket(self, tx: Tx, *states: State) -> Ticket:
        """Some ticket; as often as not one of the first, whom others want too."""
        wanted = [state.value for state in states or set(State) - set(LEFT_ALONE)]
        ids = tx.connection.execute(
            select(TICKETS.c.id).where(TICKETS.c.state.in_(wanted)).order_by(TICKETS.c.standing).limit(20)
        ).scalars()
        found = list(ids) or [0]
        return tickets.find(tx, self.office, self.chance.choice([found[0], self.chance.choice(found)]))


VERBS: list[Callable[[Somebody, Tx, datetime], Any]] = [
    *[Somebody.takes] * 4,
    *[Somebody.calls_next] * 4,
    *[Somebody.moves] * 4,
    Somebody.calls_this_one,
    Somebody.looks_at_the_paper,
    Somebody.looks_at_the_paper,
    Somebody.hands_over,
    Somebody.hands_over,
    Somebody.asks_for_more_time,
    Somebody.gives_back,
    Somebody.opens,
    Somebody.closes,
    Somebody.closes_the_day,
]


def main() -> None:
    """Reads {url, starts_at, seed, people, acts}; prints {issued, done}."""
    order = json.loads(sys.argv[1])
    database = Database(order["url"])
    office = Offices(database).get("phuong-thanh-liet")
    people = [Somebody(database, office, order["seed"] * 100 + one) for one in range(order["people"])]
    faults: list[BaseException] = []
    threading.excepthook = lambda args: faults.append(args.exc_value or RuntimeError("a thread died"))
    threads = [threading.Thread(target=one.act, args=(order["acts"],)) for one in people]
    time.sleep(max(0.0, order["starts_at"] - time.time()))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    if faults:
        raise faults[0]
    issued = [one for somebody in people for one in somebody.issued]
    sys.stdout.write(json.dumps({"issued": issued, "done": sum(one.done for one in people)}))


if __name__ == "__main__":
    main()
