"""What a push brings to the screens, and how long it lets the people in line wait."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.realtime.pushing import Rest
from queue_app.services import counters, tickets
from queue_app.services.tickets import Wish
from tests.conftest import Clock


class Screen:
    """A screen that watches one topic of Thanh Liệt."""

    def __init__(self, application: Application, token: str, **watch: Any) -> None:
        self.client = application.sockets.test_client(application.web, auth={"token": token})
        wish = {"office": "phuong-thanh-liet", "topic": "board", **watch}
        self.present: Any = self.client.emit("watch", wish, callback=True)

    def received(self) -> list[Any]:
        """The states that came since this was asked last."""
        return [message["args"][0] for message in self.client.get_received()]


def take(application: Application, office: Office, clock: Clock) -> None:
    with application.database.transaction(office.id) as tx:
        wish = Wish(office.queue("A"))
        tickets.issue_ticket(tx, office, wish, actor="token:1", now=clock.pass_(seconds=1))


def at_work(application: Application, office: Office, clock: Clock) -> None:
    """Every counter is open."""
    with application.database.transaction(office.id) as tx:
        for counter in office.counters:
            counters.open_counter(tx, office, counter, user_id=None, now=clock())


def test_a_change_is_pushed_with_the_waits_last_known_and_the_new_ones_follow(
    application: Application, office: Office, clock: Clock, device: Any
) -> None:
    at_work(application, office, clock)
    television = Screen(application, device("display").token)
    application.pusher.push()
    before = television.received()[-1]["queues"][0]
    for _ in range(30):
        take(application, office, clock)
    application.pusher.push()
    (at_once,) = television.received()
    application.pusher.push()
    (later,) = television.received()
    assert (before["waiting"], at_once["queues"][0]["waiting"]) == (0, 30)
    assert at_once["queues"][0]["wait"] == before["wait"]
    assert later["queues"][0]["wait"]["p50_s"] > before["wait"]["p50_s"]
    assert later["version"] == at_once["version"]
    assert later["time"] >= at_once["time"]


def test_a_quiet_room_is_not_pushed_twice(
    application: Application, office: Office, clock: Clock, device: Any
) -> None:
    television = Screen(application, device("display").token)
    take(application, office, clock)
    for _ in range(3):
        application.pusher.push()
    clock.pass_(seconds=1)
    television.received()
    application.pusher.push()
    assert television.received() == []


def test_the_board_comes_before_the_desks(
    application: Application, office: Office, clock: Clock, device: Any
) -> None:
    both = Screen(application, device("desk", 3).token, topic="desk", counter=3)
    both.client.emit("watch", {"office": "phuong-thanh-liet", "topic": "board"}, callback=True)
    take(application, office, clock)
    application.pusher.push()
    first, second = both.client.get_received()
    assert (first["name"], second["name"]) == ("board", "desk")
    assert second["args"][0]["waiting"] == 1


def test_for_a_room_that_nobody_watches_nothing_is_read(
    application: Application, office: Office, clock: Clock
) -> None:
    take(application, office, clock)
    application.offices.all()
    ran: list[str] = []
    event.listen(application.database._reading, "before_cursor_execute", lambda *args: ran.append(args[2]))
    application.pusher.push()
    assert ran == []


def test_a_screen_that_comes_later_still_gets_each_change(
    application: Application, office: Office, clock: Clock, device: Any
) -> None:
    take(application, office, clock)
    application.pusher.push()
    television = Screen(application, device("display").token)
    assert television.present["queues"][0]["waiting"] == 1
    take(application, office, clock)
    application.pusher.push()
    assert television.received()[0]["queues"][0]["waiting"] == 2


def rests(rest: Rest, took_s: float, apart_s: float, pushes: int) -> list[float]:
    """The rests of pushes that come `apart_s` after the rest before, or later."""
    now, found = 1000.0, []
    for _ in range(pushes):
        found.append(rest.after(now, now + took_s))
        now += took_s + found[-1] + apart_s
    return found


def test_who_is_called_now_and_then_never_waits_for_a_rest() -> None:
    assert set(rests(Rest(), took_s=0.035, apart_s=0.08, pushes=500)) == {0.0}
    assert rests(Rest(), took_s=0.1, apart_s=5.0, pushes=3) == [0.0, 0.0, 0.0]


def test_in_a_flood_two_thirds_of_the_time_are_left_to_the_line() -> None:
    found = rests(Rest(), took_s=0.03, apart_s=0.0, pushes=200)
    assert sum(found[100:]) >= 1.9 * 0.03 * 100


def test_no_rest_is_longer_than_a_tenth_of_a_second() -> None:
    assert max(rests(Rest(), took_s=2.0, apart_s=0.0, pushes=50)) == 0.1
