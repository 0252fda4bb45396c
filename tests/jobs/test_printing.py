"""Slips that are owed come out once, whatever happens in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from printers.drivers.network import NetworkDriver
from printers.rendering.direct import DirectRenderer
from printers.virtual import VirtualPrinter
from printers.worker import PrintWorker
from queue_app.domain.offices import Office
from queue_app.jobs.printing import LEASE, PrintQueue
from queue_app.services import tickets
from queue_app.services.tickets import Wish
from queue_app.storage.database import Database
from queue_app.storage.models import PRINT_JOBS
from queue_app.texts import Texts
from tests.conftest import Clock


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter()
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def kiosk(database: Database, thanh_liet: Office, clock: Clock) -> Callable[[], None]:
    """Somebody takes a number."""

    def take() -> None:
        with database.transaction(thanh_liet.id) as tx:
            tickets.issue_ticket(tx, thanh_liet, Wish(thanh_liet.queue("A")), actor="token:1", now=clock())

    return take


@pytest.fixture
def worker(database: Database, printer: VirtualPrinter, clock: Clock) -> Iterator[PrintWorker]:
    worker = PrintWorker(
        PrintQueue(database, "kiosk", clock),
        DirectRenderer(Texts.load()),
        NetworkDriver(printer.host, printer.port),
        576,
        pauses=(0.05,),
    )
    thread = threading.Thread(target=worker.run)
    thread.start()
    yield worker
    worker.stop()
    thread.join()


def states(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.connection.execute(select(PRINT_JOBS.c.state).order_by(PRINT_JOBS.c.id)).scalars())


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not what():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.01)


def test_a_slip_waits_while_the_printer_is_off_and_comes_out_once(
    database: Database, kiosk: Callable[[], None], printer: VirtualPrinter, worker: PrintWorker
) -> None:
    printer.unplug()
    kiosk()
    kiosk()
    worker.wake()
    time.sleep(0.3)
    assert not {"printed", "sent", "unknown", "failed"} & set(states(database))
    printer.plug_in()
    until(lambda: states(database) == ["printed", "printed"])
    assert len(printer.slips()) == 2


def test_after_a_crash_a_slip_of_unknown_fate_is_not_printed_again_but_the_next_one_is(
    database: Database, kiosk: Callable[[], None], clock: Clock
) -> None:
    kiosk()
    kiosk()
    dead = PrintQueue(database, "kiosk", clock, worker="dead")
    first = dead.claim()
    assert first
    living = PrintQueue(database, "kiosk", clock, worker="living")
    assert living.claim() is None
    living.recover()
    assert states(database) == ["unknown", "queued"]
    second = living.claim()
    assert second
    assert second.id > first.id


def test_in_several_processes_a_dead_workers_slip_is_given_up_after_its_lease(
    database: Database, kiosk: Callable[[], None], clock: Clock
) -> None:
    kiosk()
    kiosk()
    assert PrintQueue(database, "kiosk", clock, worker="dead").claim()
    living = PrintQueue(database, "kiosk", clock, worker="living")
    assert living.claim() is None
    clock.now += LEASE + timedelta(seconds=1)
    assert living.claim()
    assert states(database) == ["unknown", "sending"]


def test_two_workers_of_one_printer_never_take_the_same_slip(
    database: Database, kiosk: Callable[[], None], clock: Clock
) -> None:
    kiosk()
    taken = [PrintQueue(database, "kiosk", clock, worker=name).claim() for name in ("one", "two")]
    assert [job is not None for job in taken] == [True, False]


def test_a_claim_whose_answer_was_lost_is_settled_at_once(
    database: Database, kiosk: Callable[[], None], clock: Clock
) -> None:
    kiosk()
    kiosk()
    queue = PrintQueue(database, "kiosk", clock)
    assert queue.claim()
    second = queue.claim()
    assert second
    assert states(database) == ["unknown", "sending"]


def test_what_came_of_a_slip_is_written_with_the_next_claim(
    database: Database, kiosk: Callable[[], None], clock: Clock
) -> None:
    kiosk()
    queue = PrintQueue(database, "kiosk", clock)
    job = queue.claim()
    assert job
    queue.printed(job)
    assert queue.claim() is None
    assert states(database) == ["printed"]
