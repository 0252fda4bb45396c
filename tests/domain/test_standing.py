"""Who is next."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_app.domain.standing import InLine, in_turn, standing_of
from tests.conftest import MONDAY

MINUTE = timedelta(minutes=1)


def came(ticket_id: int, label: str, at: int, head_start: int = 0) -> InLine:
    """Somebody who took a number `at` minutes after 8:10."""
    moment: datetime = MONDAY + at * MINUTE
    return InLine(ticket_id, label, label[0], standing_of(moment, head_start * MINUTE), moment)


def test_the_eighty_year_old_goes_before_those_who_came_less_than_twenty_minutes_earlier() -> None:
    line = [came(1, "A001", at=0), came(2, "A002", at=5), came(3, "A003", at=21, head_start=20)]
    assert [ticket.label for ticket in in_turn(line, {"A": 0 * MINUTE})] == ["A001", "A003", "A002"]


def test_a_counter_that_only_helps_out_serves_its_own_people_first() -> None:
    line = [came(1, "B001", at=0), came(2, "A001", at=14), came(3, "A002", at=16)]
    lags = {"A": 0 * MINUTE, "B": 15 * MINUTE}
    assert [ticket.label for ticket in in_turn(line, lags)] == ["A001", "B001", "A002"]


def test_people_of_the_same_instant_are_called_in_the_order_of_their_tickets() -> None:
    line = [came(2, "A002", at=0), came(1, "A001", at=0)]
    assert [ticket.label for ticket in in_turn(line, {"A": 0 * MINUTE})] == ["A001", "A002"]


def test_a_counter_does_not_see_queues_that_it_does_not_serve() -> None:
    assert in_turn([came(1, "C001", at=0)], {"A": 0 * MINUTE}) == []


people = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 120), st.sampled_from([0, 15, 20])),
    min_size=2,
    max_size=30,
)


@given(people, st.integers(0, 30), st.integers(0, 30))
def test_nobody_is_overtaken_by_who_came_later_than_the_head_start_and_the_lag(
    arrivals: list[tuple[str, int, int]], lag_a: int, lag_b: int
) -> None:
    line = [came(i, f"{queue}{i:03d}", at, start) for i, (queue, at, start) in enumerate(arrivals)]
    served = in_turn(line, {"A": lag_a * MINUTE, "B": lag_b * MINUTE})
    bound = (max(start for _, _, start in arrivals) + max(lag_a, lag_b)) * MINUTE
    for place, ticket in enumerate(served):
        overtaken_by = [other for other in served[:place] if other.issued_at > ticket.issued_at]
        assert all(other.issued_at - ticket.issued_at <= bound for other in overtaken_by)
