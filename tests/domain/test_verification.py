"""A journal that somebody has worked on says where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from queue_app.domain.journal import GENESIS, Entry, chained
from queue_app.domain.tickets import Move, State
from queue_app.domain.verification import Broken, Fault, Row, Stands, Step, verify_chain, verify_moves

EIGHT = datetime(2026, 11, 23, 1, tzinfo=UTC)
LENGTH = 12


@pytest.fixture
def rows() -> list[Row]:
    """Twelve people take a number; row n is of ticket n."""
    made, last = [], GENESIS
    for seq in range(1, LENGTH + 1):
        at = EIGHT + timedelta(minutes=seq)
        entry = Entry(seq, Move.ISSUE, None, State.WAITING, at, "token:1", at, why={"n": seq})
        last = chained(last, 1, seq, seq, entry)
        made.append(Row(seq, seq, last, entry))
    return made


def found(rows: list[Row]) -> list[tuple[Fault, int, int]]:
    return [(one.fault, one.seq, one.other) for one in verify_chain(1, rows)]


def forged(row: Row) -> Row:
    return row._replace(entry=replace(row.entry, actor="user:9"))


def renumbered(rows: list[Row]) -> list[Row]:
    return [row._replace(seq=seq) for seq, row in enumerate(rows, 1)]


def test_a_journal_that_nobody_touched_is_in_order(rows: list[Row]) -> None:
    assert found(rows) == []
    assert found([]) == []
    assert found(rows[:1]) == []


@pytest.mark.parametrize("seq", [1, 5, LENGTH])
def test_a_changed_row_is_named(rows: list[Row], seq: int) -> None:
    rows[seq - 1] = forged(rows[seq - 1])
    assert list(verify_chain(1, rows)) == [Broken(Fault.CHANGED, seq, seq)]


def test_a_changed_row_with_a_fresh_hash_shows_in_the_row_behind_it(rows: list[Row]) -> None:
    changed = forged(rows[4])
    rows[4] = changed._replace(hash=chained(rows[3].hash, 1, 5, 5, changed.entry))
    assert found(rows) == [(Fault.CHANGED, 6, 0)]


def test_two_changed_rows_are_both_named(rows: list[Row]) -> None:
    rows[2], rows[8] = forged(rows[2]), forged(rows[8])
    assert found(rows) == [(Fault.CHANGED, 3, 0), (Fault.CHANGED, 9, 0)]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (5, 5), (5, 7)])
def test_removed_rows_are_named(rows: list[Row], first: int, last: int) -> None:
    del rows[first - 1 : last]
    assert found(rows) == [(Fault.REMOVED, first, last)]
    assert found(renumbered(rows)) == [(Fault.REMOVED, first, last)]


def test_an_inserted_row_is_named_though_the_rest_was_renumbered(rows: list[Row]) -> None:
    rows.insert(4, forged(rows[2]))
    assert found(renumbered(rows)) == [(Fault.INSERTED, 5, 0)]


def test_rows_that_changed_places_are_named(rows: list[Row]) -> None:
    rows[4], rows[5] = rows[5], rows[4]
    assert found(renumbered(rows)) == [(Fault.REORDERED, 5, 6)]


def test_a_row_that_was_put_elsewhere_is_known_again(rows: list[Row]) -> None:
    rows[2], rows[8] = rows[8], rows[2]
    assert found(renumbered(rows)) == [(Fault.CHANGED, 3, 0), (Fault.REORDERED, 9, 3)]


def test_a_row_that_was_put_to_the_end_is_known_again(rows: list[Row]) -> None:
    moved = rows.pop(2)._replace(seq=LENGTH + 1)
    assert found([*rows, moved]) == [(Fault.REMOVED, 3, 3), (Fault.REORDERED, LENGTH + 1, 3)]


def test_no_row_of_another_office_fits(rows: list[Row]) -> None:
    assert list(verify_chain(2, rows))


def step(seq: int, move: str, before: str | None, after: str, **handed: object) -> Step:
    return Step(seq, move, before, after, EIGHT, handed or None)


ISSUED = step(1, "issue", None, "waiting")


@pytest.mark.parametrize(
    ("steps", "state", "wrong"),
    [
        ([ISSUED], "waiting", None),
        ([ISSUED, step(2, "call", "waiting", "called"), step(3, "no-show", "called", "no_show")], "no_show", None),
        ([], "waiting", "has no row in the journal"),
        ([ISSUED], "done", "is done, and its last row, 1, says waiting"),
        ([ISSUED, step(2, "finish", "waiting", "done")], "done", "row 2: finish from waiting to done, after waiting"),
        ([ISSUED, step(4, "start", "called", "serving")], "serving", "row 4: start from called to serving, after waiting"),  # noqa: E501
        ([step(2, "call", "waiting", "called")], "called", "row 2: call from waiting to called, after nothing"),
        ([ISSUED, step(2, "steal", "waiting", "done")], "done", "row 2: steal from waiting to done, after waiting"),
    ],
)  # fmt: skip
def test_a_tickets_moves_follow_the_table_and_lead_to_where_it_stands(
    steps: list[Step], state: str, wrong: str | None
) -> None:
    assert verify_moves(steps, Stands(state, EIGHT, "A")) == wrong


CALLED = [ISSUED, step(2, "call", "waiting", "called")]
TO_B = [*CALLED, step(3, "transfer", "called", "waiting", from_queue="A", to_queue="B")]
TO_4 = [*CALLED, step(3, "transfer", "called", "waiting", to_counter=4)]
NINE = EIGHT + timedelta(hours=1)
MOVED_UP = f"stands at {NINE.isoformat()}, and its last row, 1, says {EIGHT.isoformat()}"
UNSAID = ", and no row says so"


@pytest.mark.parametrize(
    ("steps", "stands", "wrong"),
    [
        ([ISSUED], Stands("waiting", NINE, "A"), MOVED_UP),
        (TO_B, Stands("waiting", EIGHT, "B"), None),
        (TO_B, Stands("waiting", EIGHT, "A"), "is in queue A, and row 3 says B"),
        (TO_4, Stands("waiting", EIGHT, "A", ("to_counter", 4)), None),
        (TO_4, Stands("waiting", EIGHT, "A"), None),
        (TO_4, Stands("waiting", EIGHT, "A", ("to_person", 4)), f"waits for one alone (to_person 4){UNSAID}"),
        ([ISSUED], Stands("waiting", EIGHT, "A", ("to_counter", 4)), f"waits for one alone (to_counter 4){UNSAID}"),
    ],
)  # fmt: skip
def test_nobody_moves_up_in_line_without_a_row(steps: list[Step], stands: Stands, wrong: str | None) -> None:
    assert verify_moves(steps, stands) == wrong
