"""A ticket's life."""

import pytest

from queue_app.domain.errors import MoveRefused
from queue_app.domain.tickets import AT_COUNTER, MOVES, OPEN, Move, State, after, label


def test_a_visit_goes_from_waiting_to_done() -> None:
    state = State.WAITING
    for move in (Move.CALL, Move.RECALL, Move.START, Move.FINISH):
        state = after(move, state)
    assert state is State.DONE


@pytest.mark.parametrize("state", sorted(set(State) - OPEN))
def test_a_visit_that_is_over_stays_over_except_that_an_absent_person_may_come_back(state: State) -> None:
    allowed = {move for move in MOVES if state in MOVES[move]}
    assert allowed == ({Move.REINSTATE} if state is State.NO_SHOW else set())


def test_a_person_who_is_being_served_is_not_absent() -> None:
    with pytest.raises(MoveRefused) as refused:
        after(Move.NO_SHOW, State.SERVING)
    assert refused.value.values == {"move": "no-show", "state": "serving"}


def test_closing_the_day_ends_every_open_visit() -> None:
    assert {after(Move.CLOSE_DAY, state) for state in OPEN} <= set(State) - OPEN


def test_only_called_and_served_people_are_at_a_counter() -> None:
    assert {after(Move.CALL, State.WAITING), after(Move.START, State.CALLED)} == AT_COUNTER


def test_a_label_has_three_digits_until_it_needs_four() -> None:
    assert [label("A", number) for number in (1, 12, 999, 1000)] == ["A001", "A012", "A999", "A1000"]
