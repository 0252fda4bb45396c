from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from printers.drivers import Driver
from printers.drivers.network import NetworkDriver
from printers.drivers.network.driver import Patience
from printers.rendering.direct import DirectRenderer
from printers.virtual import VirtualPrinter
from printers.worker import PrintWorker
from queue_app.texts import Texts
from tests.printers.paper_trail import PaperTrail

HASTE = Patience(connect=0.5, progress=0.4, whole_slip=2.0, status=0.15, quiet=0.05)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load()


@pytest.fixture(scope="session")
def renderer(texts: Texts) -> DirectRenderer:
    return DirectRenderer(texts)


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter()
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def driver(printer: VirtualPrinter) -> NetworkDriver:
    return NetworkDriver(printer.host, printer.port, HASTE)


@pytest.fixture
def outbox() -> PaperTrail:
    return PaperTrail()


Employ = Callable[[Driver], PrintWorker]


@pytest.fixture
def employ(outbox: PaperTrail, renderer: DirectRenderer) -> Iterator[Employ]:
    """Put a worker to work with a driver; it goes home after the test."""
    staff: list[tuple[PrintWorker, threading.Thread]] = []

    def employ(driver: Driver) -> PrintWorker:
        worker = PrintWorker(outbox, renderer, driver, 576, pauses=(0.02, 0.05))
        thread = threading.Thread(target=worker.run)
        thread.start()
        staff.append((worker, thread))
        return worker

    yield employ
    for worker, thread in staff:
        worker.stop()
        thread.join(5)
        assert not thread.is_alive()
