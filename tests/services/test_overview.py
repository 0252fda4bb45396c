"""What a supervisor sees of the room, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from queue_app.domain.offices import Office
from queue_app.services import counters
from queue_app.services.overview import Overview, read_overview
from queue_app.services.rooms import read_room
from queue_app.services.screens import Device
from queue_app.storage.database import Database
from queue_app.storage.models import PRINT_JOBS
from tests.conftest import Clock
from tests.services.test_tickets import Ward


class Hall(Ward):
    """The ward, and what its supervisor sees of it."""

    def seen(self) -> Overview:
        with self.database.reading() as tx:
            return read_overview(tx, read_room(tx, self.office, now=self.clock()))

    def counter(self, number: int) -> Any:
        return next(one for one in self.seen()["counters"] if one["number"] == number)

    def queue(self, code: str) -> Any:
        return next(one for one in self.seen()["queues"] if one["code"] == code)

    def alerts(self) -> list[tuple[Any, ...]]:
        """Kind, place and how many of each."""
        return [
            (one["kind"], one.get("counter") or one.get("queue") or one.get("printer"), one.get("many"))
            for one in self.seen()["alerts"]
        ]

    def slips_end(self, state: str, reason: str = "") -> None:
        ended = {"state": state, "reason": reason, "ended_at": self.clock()}
        with self.database.transaction() as tx:
            tx.connection.execute(update(PRINT_JOBS).where(PRINT_JOBS.c.state == "queued").values(**ended))


@pytest.fixture
def hall(database: Database, thanh_liet: Office, clock: Clock) -> Hall:
    return Hall(database, thanh_liet, clock)


def test_an_empty_room_is_quiet(hall: Hall) -> None:
    seen = hall.seen()
    assert seen["alerts"] == []
    assert seen["totals"] == {
        "issued": 0,
        "served": 0,
        "no_show": 0,
        "cancelled": 0,
        "waiting": 0,
        "mean_wait_s": None,
        "longest_wait_s": None,
    }
    assert {one["state"] for one in seen["counters"]} == {"closed"}


def test_each_counter_shows_its_ticket_since_when_and_what_is_usual(hall: Hall) -> None:
    ticket = hall.takes("A")
    hall.clock.pass_(minutes=4)
    hall.calls_next(2)
    called = hall.counter(2)["ticket"]
    assert (called["label"], called["state"], called["since"][11:16]) == ("A001", "called", "08:14")
    hall.clock.pass_(minutes=1)
    hall.does("start", ticket)
    serving = hall.counter(2)["ticket"]
    assert (serving["state"], serving["since"][11:16], serving["target_s"]) == ("serving", "08:15", 8 * 60)
    hall.does("finish", ticket)
    assert (hall.counter(2)["ticket"], hall.counter(2)["served"]) == (None, 1)


def test_the_day_so_far_counts_each_visit_once_and_waits_of_those_who_were_called(hall: Hall) -> None:
    first, second, third, _ = (hall.takes("A") for _ in range(4))
    hall.clock.pass_(minutes=10)
    hall.calls_next(2)
    hall.does("finish", first)
    hall.clock.pass_(minutes=10)
    hall.calls_next(2)
    hall.does("no-show", second)
    hall.does("cancel", third)
    assert hall.seen()["totals"] == {
        "issued": 4,
        "served": 1,
        "no_show": 1,
        "cancelled": 1,
        "waiting": 1,
        "mean_wait_s": 15 * 60,
        "longest_wait_s": 20 * 60,
    }


def test_people_come_before_machines_and_each_alert_ends_with_its_cause(hall: Hall) -> None:
    for queue in "ACC":
        hall.takes(queue)
    hall.calls_next(2)
    assert hall.alerts() == [("nobody-open", "C", 2)]
    hall.clock.pass_(minutes=21)
    with hall.database.transaction(hall.office.id) as tx:
        counters.ask_for_help(tx, hall.office, hall.office.counter(2), now=hall.clock())
    assert hall.alerts() == [
        ("help", 2, None),
        ("nobody-open", "C", 2),
        ("printer", "kiosk", 3),
    ]
    assert hall.queue("C")["waiting_since"][11:16] == "08:10"
    hall.slips_end("printed")
    with hall.database.transaction(hall.office.id) as tx:
        counters.end_help(tx, hall.office, hall.office.counter(2))
    hall.calls_next(6)
    assert hall.alerts() == [("over-target", "C", 1)]


def test_a_slip_of_unknown_fate_asks_for_somebody_until_it_was_printed_again(hall: Hall) -> None:
    ticket = hall.takes("A")
    hall.slips_end("unknown", "paper-out")
    (slip,) = hall.seen()["slips"]
    assert (slip["label"], slip["state"], slip["reason"]) == ("A001", "unknown", "paper-out")
    assert ("slips", None, 1) in hall.alerts()
    with hall.database.transaction() as tx:
        again = {"state": "queued", "printer": "kiosk", "kind": "ticket", "payload": {}, "reason": ""}
        tx.connection.execute(
            PRINT_JOBS.insert().values(
                office_id=hall.office.id, ticket_id=ticket.id, attempts=0, queued_at=hall.clock(), **again
            )
        )
    assert hall.seen()["slips"] == []


def test_whom_yesterday_carried_over_has_not_waited_all_night(hall: Hall) -> None:
    hall.takes("A")
    hall.clock.pass_(days=1)
    assert hall.queue("A")["waiting_since"][11:16] == "07:30"
    hall.clock.pass_(hours=-2)
    since = hall.queue("A")["waiting_since"]
    assert since[11:16] == f"{hall.office.local(hall.clock()):%H:%M}", "before the opening nobody waits yet"


def test_a_screen_that_is_gone_in_working_hours_comes_after_all_else(hall: Hall) -> None:
    hall.takes("C")
    since = hall.clock() - timedelta(minutes=2)
    device = Device(
        7, "display", 1, "Tivi sảnh", "main", {}, alive=False, since=since, release="", missed_from=since
    )
    with hall.database.reading() as tx:
        room = read_room(tx, hall.office, now=hall.clock())
        seen = read_overview(tx, room, [device, replace(device, alive=True)])
    assert [one["kind"] for one in seen["alerts"]] == ["nobody-open", "display"]
    assert (seen["alerts"][1]["screen"], seen["screens_alive"]) == ("Tivi sảnh", 1)


def test_a_queue_may_have_an_aim_of_its_own(hall: Hall) -> None:
    assert {one["target_s"] for one in hall.seen()["queues"]} == {
        hall.office.rules.target_wait // timedelta(seconds=1)
    }
