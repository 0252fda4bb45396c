"""Slips are drawn in a process of their own, which may die without anybody noticing."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from printers.rendering import Renderer
from printers.rendering.process import RenderFailed, RenderProcess
from tests.printers.people import FARMER_DUNG, LAN

ROOT = Path(__file__).parents[2]
UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import threading
from printers.drivers.network import NetworkDriver
from printers.rendering.process import RenderProcess
from printers.virtual import VirtualPrinter
from printers.worker import PrintWorker
from tests.printers.paper_trail import PaperTrail
from tests.printers.people import LAN

outbox, printer, renderer = PaperTrail(), VirtualPrinter(), RenderProcess()
printer.start()
printer.unplug()
worker = PrintWorker(outbox, renderer, NetworkDriver(printer.host, printer.port), 576, pauses=(0.02,))
thread = threading.Thread(target=worker.run)
thread.start()
job = outbox.take(LAN)
worker.wake()
outbox.wait_until(lambda: bool(outbox.retries))
printer.plug_in()
outbox.wait_until(lambda: outbox.fates == {job: "printed"})
worker.stop()
thread.join(5)
renderer.close()
printer.stop()
print(len(printer.slips()))
"""


@pytest.fixture(scope="module")
def process() -> Iterator[RenderProcess]:
    process = RenderProcess()
    yield process
    process.close()


def test_a_slip_is_the_same_wherever_it_is_drawn(process: RenderProcess, renderer: Renderer) -> None:
    for width in (576, 384):
        elsewhere = process.render("ticket", FARMER_DUNG.to_payload(), width)
        assert elsewhere == renderer.render("ticket", FARMER_DUNG.to_payload(), width)


def test_a_slip_is_drawn_although_the_process_was_killed(process: RenderProcess, renderer: Renderer) -> None:
    expected = renderer.render("ticket", LAN.to_payload(), 576)
    assert process.render("ticket", LAN.to_payload(), 576) == expected
    os.kill(child_of(process), signal.SIGKILL)
    assert process.render("ticket", LAN.to_payload(), 576) == expected


def test_people_at_two_kiosks_each_get_their_own_slip(process: RenderProcess, renderer: Renderer) -> None:
    drawn: dict[str, bytes] = {}
    people = {"lan": LAN, "dung": FARMER_DUNG}

    def draw(name: str) -> None:
        drawn[name] = process.render("ticket", people[name].to_payload(), 576)

    threads = [threading.Thread(target=draw, args=(name,)) for name in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert drawn == {name: renderer.render("ticket", one.to_payload(), 576) for name, one in people.items()}


def test_a_slip_that_cannot_be_drawn_says_why_and_the_process_goes_on(process: RenderProcess) -> None:
    before = process.render("ticket", LAN.to_payload(), 576)
    child = child_of(process)
    with pytest.raises(RenderFailed, match="lottery"):
        process.render("lottery", {}, 576)
    assert process.render("ticket", LAN.to_payload(), 576) == before
    assert child_of(process) == child


def test_a_process_that_hangs_is_replaced(process: RenderProcess) -> None:
    process.render("ticket", LAN.to_payload(), 576)
    stopped = child_of(process)
    os.kill(stopped, signal.SIGSTOP)
    process._patience = 0.2
    try:
        with pytest.raises(RenderFailed, match="twice"):
            process.render("ticket", LAN.to_payload(), 576)
    finally:
        process._patience = 10.0
    assert len(process.render("ticket", LAN.to_payload(), 576)) > 0
    assert child_of(process) != stopped


def test_printing_works_in_a_gevent_server() -> None:
    run = subprocess.run(
        [sys.executable, "-c", UNDER_GEVENT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (run.stdout.splitlines()[-1:], run.returncode) == (["1"], 0), run.stderr


def child_of(process: RenderProcess) -> int:
    assert process._child
    return process._child.pid
