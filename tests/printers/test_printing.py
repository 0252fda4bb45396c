"""From the print queue to the paper: every slip comes out, in order, and none twice by itself."""

import socket
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from printers.drivers import Fate, Outcome
from printers.drivers.network import NetworkDriver
from printers.rendering import Renderer
from printers.virtual import VirtualPrinter
from printers.worker import PrintWorker
from tests.printers.conftest import HASTE, Employ
from tests.printers.misbehaving import (
    hangs_up_after,
    never_answers_in_turn,
    printer_that,
    stays_mute,
    talks_nonsense,
)
from tests.printers.paper_trail import PaperTrail
from tests.printers.people import EVERYBODY, FARMER_DUNG, LAN, OLD_MR_BINH


def test_slips_come_out_in_the_order_of_the_queue(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ, renderer: Renderer
) -> None:
    jobs = [outbox.take(person) for person in EVERYBODY]
    employ(driver)
    outbox.wait_until(lambda: len(outbox.fates) == len(jobs))
    assert set(outbox.fates.values()) == {"printed"}
    assert papers(printer) == [renderer.render("ticket", one.to_payload(), 576) for one in EVERYBODY]


def test_a_new_slip_does_not_wait_for_a_poll(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    worker = employ(driver)
    for number in range(1, 4):
        job = outbox.take(LAN)
        worker.wake()
        outbox.wait_until(lambda job=job: job in outbox.fates)  # type: ignore[misc]
        assert len(printer.slips()) == number


def test_a_slip_waits_while_the_printer_is_off_and_comes_out_once(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ, renderer: Renderer
) -> None:
    printer.unplug()
    lan, binh = outbox.take(LAN), outbox.take(OLD_MR_BINH)
    employ(driver)
    outbox.wait_until(lambda: len(outbox.retries) >= 3)
    assert {(job, reason) for job, reason, _ in outbox.retries} == {(lan, "offline")}
    printer.plug_in()
    outbox.wait_until(lambda: len(outbox.fates) == 2)
    assert outbox.fates == {lan: "printed", binh: "printed"}
    assert papers(printer) == [renderer.render("ticket", one.to_payload(), 576) for one in (LAN, OLD_MR_BINH)]


def test_the_pauses_grow_while_the_printer_is_off(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    printer.unplug()
    outbox.take(LAN)
    employ(driver)
    outbox.wait_until(lambda: len(outbox.retries) >= 3)
    first, second = (after - before for (*_, before), (*_, after) in pairwise(outbox.retries[:3]))
    assert first >= 0.02
    assert second >= 0.05


def test_a_slip_waits_for_paper(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    printer.device.set_paper("out")
    job = outbox.take(LAN)
    employ(driver)
    outbox.wait_until(lambda: bool(outbox.retries))
    assert outbox.retries[0][:2] == (job, "paper-out")
    assert printer.slips() == []
    printer.device.set_paper("ok")
    outbox.wait_until(lambda: outbox.fates == {job: "printed"})
    assert len(printer.slips()) == 1


def test_a_slip_waits_until_the_cover_is_closed(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    printer.device.set_cover("open")
    job = outbox.take(LAN)
    employ(driver)
    outbox.wait_until(lambda: bool(outbox.retries))
    assert outbox.retries[0][:2] == (job, "cover-open")
    printer.device.set_cover("closed")
    outbox.wait_until(lambda: outbox.fates == {job: "printed"})
    assert len(printer.slips()) == 1


def test_a_slip_still_comes_out_when_paper_is_low(printer: VirtualPrinter, driver: NetworkDriver) -> None:
    printer.device.set_paper("low")
    assert driver.send(b"Xin ch\xe0o\n\x1dV\x00") == Outcome(Fate.PRINTED)


@pytest.mark.parametrize("taken", [1, 500, 20_000])
def test_a_slip_whose_printer_hung_up_midway_is_not_repeated(
    taken: int, outbox: PaperTrail, employ: Employ
) -> None:
    with printer_that(hangs_up_after(taken)) as port:
        job = outbox.take(FARMER_DUNG)
        employ(NetworkDriver("127.0.0.1", port, HASTE))
        outbox.wait_until(lambda: job in outbox.fates)
    assert outbox.fates[job].startswith("unknown: ")
    assert outbox.retries == []
    assert outbox.claim() is None


def test_the_next_person_gets_their_slip_after_one_whose_fate_is_unknown(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    answers = iter([Outcome(Fate.UNKNOWN, "hung-up")])

    class OnceUnlucky:
        def send(self, data: bytes) -> Outcome:
            return next(answers, None) or driver.send(data)

    lan, binh = outbox.take(LAN), outbox.take(OLD_MR_BINH)
    employ(OnceUnlucky())
    outbox.wait_until(lambda: len(outbox.fates) == 2)
    assert outbox.fates == {lan: "unknown: hung-up", binh: "printed"}


def test_paper_that_ends_under_the_slip_leaves_its_fate_unknown(printer: VirtualPrinter) -> None:
    class Unlucky(NetworkDriver):
        def _hand_over(self, connection: socket.socket, answers: Any, data: bytes) -> Outcome:
            printer.device.set_paper("out")
            return super()._hand_over(connection, answers, data)

    driver = Unlucky(printer.host, printer.port, HASTE)
    assert driver.send(b"Ch\xe0o\n\x1dV\x00") == Outcome(Fate.UNKNOWN, "paper-out")


def test_a_mute_printer_is_trusted_to_have_printed() -> None:
    with printer_that(stays_mute) as port:
        driver = NetworkDriver("127.0.0.1", port, HASTE)
        assert [driver.send(b"x" * 30_000) for _ in range(3)] == [Outcome(Fate.SENT)] * 3


def test_a_printer_that_answers_nonsense_is_taken_for_mute() -> None:
    with printer_that(talks_nonsense) as port:
        driver = NetworkDriver("127.0.0.1", port, HASTE)
        assert [driver.send(b"x" * 30_000) for _ in range(2)] == [Outcome(Fate.SENT)] * 2


def test_a_printer_that_knows_only_dle_eot_confirms_by_it() -> None:
    with printer_that(never_answers_in_turn) as port:
        driver = NetworkDriver("127.0.0.1", port, HASTE)
        assert [driver.send(b"Ch\xe0o\n") for _ in range(2)] == [Outcome(Fate.PRINTED)] * 2


def test_a_printer_that_used_to_answer_and_stopped_gets_no_slip(printer: VirtualPrinter) -> None:
    driver = NetworkDriver(printer.host, printer.port, HASTE)
    assert driver.send(b"Ch\xe0o\n\x1dV\x00").fate is Fate.PRINTED
    printer.unplug()
    with socket.create_server((printer.host, printer.port)):
        assert driver.send(b"Ch\xe0o\n\x1dV\x00") == Outcome(Fate.NOT_SENT, "no-answer")


def test_a_slip_that_cannot_be_made_does_not_stop_the_others(
    outbox: PaperTrail, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    odd, lan = outbox.take(LAN, kind="lottery"), outbox.take(replace(LAN, label="A016"))
    employ(driver)
    outbox.wait_until(lambda: len(outbox.fates) == 2)
    assert outbox.fates == {odd: "failed: KeyError", lan: "printed"}


def test_a_driver_that_breaks_down_leaves_the_fate_unknown(outbox: PaperTrail, employ: Employ) -> None:
    class Broken:
        def send(self, data: bytes) -> Outcome:
            raise ZeroDivisionError

    job = outbox.take(LAN)
    employ(Broken())
    outbox.wait_until(lambda: outbox.fates == {job: "unknown: driver-error"})


def test_an_outbox_that_is_away_for_a_while_is_asked_again(
    outbox: PaperTrail, renderer: Renderer, printer: VirtualPrinter, driver: NetworkDriver, employ: Employ
) -> None:
    claim, failures = outbox.claim, iter([OSError("database is away")])

    def fragile() -> object:
        if failure := next(failures, None):
            raise failure
        return claim()

    outbox.claim = fragile  # type: ignore[assignment, method-assign]
    job = outbox.take(LAN)
    employ(driver)
    outbox.wait_until(lambda: outbox.fates == {job: "printed"})


def test_a_worker_told_to_stop_before_it_began_prints_nothing(
    outbox: PaperTrail, renderer: Renderer, driver: NetworkDriver
) -> None:
    outbox.take(LAN)
    worker = PrintWorker(outbox, renderer, driver, 576)
    worker.stop()
    worker.run()
    assert outbox.fates == {}


def papers(printer: VirtualPrinter) -> list[bytes]:
    """The bytes of each slip, oldest first."""
    return [slip.data for slip in reversed(printer.slips())]
