"""What must stay true, read from the database after whatever happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from queue_app.domain.tickets import AT_COUNTER, State
from queue_app.domain.verification import verify_chain, verify_moves
from queue_app.storage import journal
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import JOURNAL, OFFICES, PRINT_JOBS, TICKETS


def what_must_stay_true(url: str, acknowledged: Iterable[tuple[str, int]]) -> None:
    """`acknowledged` are label and id of the tickets that somebody was given."""
    database = Database(url)
    try:
        with database.reading() as tx:
            _hold(tx, set(acknowledged))
    finally:
        database.close()


def _hold(tx: Tx, acknowledged: set[tuple[str, int]]) -> None:
    tickets = tx.connection.execute(select(TICKETS)).all()
    assert acknowledged <= {(one.label, one.id) for one in tickets}, "a ticket is lost"
    _numbers_are_given_once_and_without_a_gap(tickets)
    here = Counter(one.counter_id for one in tickets if State(one.state) in AT_COUNTER)
    assert None not in here
    assert [counter for counter, many in here.items() if many > 1] == [], "a counter has two tickets"
    slips = tx.connection.execute(select(PRINT_JOBS.c.ticket_id)).scalars().all()
    assert sorted(slips) == sorted(one.id for one in tickets), "a slip is lost, or twice"
    for office_id, version in tx.connection.execute(select(OFFICES.c.id, OFFICES.c.version)).all():
        assert list(verify_chain(office_id, journal.walk(tx.connection, office_id))) == []
        told = journal.stories(tx.connection, office_id)
        assert [wrong for _, _, stands, steps in told if (wrong := verify_moves(steps, stands))] == []
        _nobody_is_called_to_a_counter_that_has_somebody(tx, office_id, version)


def _numbers_are_given_once_and_without_a_gap(tickets: Iterable[object]) -> None:
    given = defaultdict(list)
    for one in tickets:
        given[one.day, one.label[0]].append(one.number)  # type: ignore[attr-defined]
    for (day, queue), numbers in given.items():
        assert len(numbers) == len(set(numbers)), f"a number of {queue} twice on {day}"
        left_out = set(range(1, max(numbers))) - set(numbers)
        before = {
            number
            for (other, code), many in given.items()
            if code == queue and other < day
            for number in many
        }
        assert left_out <= before, f"numbers of {queue} lost on {day}, that were not still open from before"


def _nobody_is_called_to_a_counter_that_has_somebody(tx: Tx, office_id: int, version: int) -> None:
    """Walks the day through the journal: at no moment has a counter two tickets, or a ticket two counters."""
    rows = tx.connection.execute(
        select(JOURNAL).where(JOURNAL.c.office_id == office_id).order_by(JOURNAL.c.seq)
    ).all()
    versions = [row.version for row in rows]
    assert versions == sorted(versions)
    assert not versions or versions[-1] <= version
    at: dict[int, int] = {}
    for row in rows:
        if row.move == "call":
            assert row.counter_id not in at.values(), f"row {row.seq}: counter {row.counter_id} has somebody"
            assert row.ticket_id not in at, f"row {row.seq}: ticket {row.ticket_id} is at a counter"
            at[row.ticket_id] = row.counter_id
        elif State(row.to_state) not in AT_COUNTER:
            at.pop(row.ticket_id, None)
