"""What a citizen has to know now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_app.domain.estimates import Wait
from queue_app.domain.stages import Stage, stage_of
from queue_app.domain.tickets import State, Ticket
from tests.conftest import MONDAY

MINUTE = 60
BA_LAN = Ticket(
    id=1,
    office_id=1,
    queue_id=1,
    day=MONDAY.date(),
    number=15,
    label="A015",
    state=State.WAITING,
    standing=MONDAY,
    issued_at=MONDAY,
    priority=None,
    priority_confirmed=None,
    procedure=None,
    language="vi",
    token="t",
    people_ahead=3,
    promise=None,
    counter_id=None,
    called_at=None,
    times_called=0,
    started_at=None,
    ended_at=None,
)


@pytest.mark.parametrize(
    ("ahead", "p50_s", "stage"),
    [
        (3, 20 * MINUTE, Stage.WAITING),
        (3, 5 * MINUTE, Stage.SOON),
        (1, 6 * MINUTE, Stage.WAITING),
        (0, 12 * MINUTE, Stage.SOON),
        (0, 95 * MINUTE, Stage.WAITING),
        (0, None, Stage.WAITING),
    ],
)
def test_soon_is_when_one_should_come_back_to_the_room(ahead: int, p50_s: int | None, stage: Stage) -> None:
    wait = None if p50_s is None else Wait(p50_s, 2 * p50_s)
    assert stage_of(BA_LAN, ahead, wait) is stage


def test_who_stepped_aside_is_told_otherwise_than_whom_staff_keep_aside() -> None:
    held = replace(BA_LAN, state=State.HELD)
    assert stage_of(held, 0, None) is Stage.HELD
    assert stage_of(replace(held, back_at=MONDAY + timedelta(minutes=10)), 0, None) is Stage.ASIDE


def test_who_was_never_called_has_missed_nothing() -> None:
    absent = replace(BA_LAN, state=State.NO_SHOW)
    assert stage_of(absent, 0, None) is Stage.NOT_REACHED
    assert stage_of(replace(absent, times_called=1), 0, None) is Stage.MISSED


@pytest.mark.parametrize("state", [State.CALLED, State.SERVING, State.DONE, State.CANCELLED])
def test_every_other_state_is_a_stage_of_its_name(state: State) -> None:
    assert stage_of(replace(BA_LAN, state=state), 0, None).value == state.value
