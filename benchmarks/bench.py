"""What every row needs: a folder to work in, how long to measure, and somebody who sends requests."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.clients.http import Exchange, Visitors
from benchmarks.clients.printer import Printer
from benchmarks.office import BenchOffice, set_up
from benchmarks.remote import Remote
from benchmarks.servers import Serving, office_server

CONNECTIONS = 8


@dataclass
class Bench:
    """One run. Everything it starts ends with `stack`."""

    folder: Path
    """Emptied after the run."""
    kept: Path
    """Stays, so that a second run need not make it again."""
    quick: bool
    stack: ExitStack
    visitors: Remote[Visitors] = field(init=False)
    _folders: int = 0

    def __post_init__(self) -> None:
        self.visitors = self.stack.enter_context(Remote(Visitors))

    def rounds(self, full: int, quick: int = 2) -> range:
        return range(quick if self.quick else full)

    def new_folder(self) -> Path:
        """The path of a folder that is not there yet."""
        self._folders += 1
        return self.folder / str(self._folders)

    def flood(self, port: int, requests: Sequence[Sequence[bytes]]) -> list[Exchange]:
        return self.visitors.ask(Visitors.flood, port, requests)

    @contextmanager
    def working_office(
        self,
        *,
        waiting: int,
        printing: bool = True,
        seconds_a_slip: float = 0.0,
        database: Path | str | None = None,
    ) -> Iterator[tuple[BenchOffice, Serving, Remote[Printer] | None]]:
        """A served office with all counters open, `waiting` people and, if `printing`, a printer.

        `database` is a SQLite file to copy, or the address of a database to work in.
        """
        with ExitStack() as stack:
            printer = stack.enter_context(Remote(partial(Printer, seconds_a_slip))) if printing else None
            port = printer.ask(Printer.port) if printer else None
            office = set_up(self.new_folder(), printer_port=port, database=database)
            office.add_waiting(waiting)
            serving = stack.enter_context(office_server(office.settings))
            self.flood(serving.port, [office.openings()])
            yield office, serving, printer


def tell(text: str) -> None:
    """To the person who waits; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


def dealt(requests: Sequence[bytes], hands: int = CONNECTIONS) -> list[list[bytes]]:
    """The requests, dealt like cards to so many connections."""
    return [list(requests[hand::hands]) for hand in range(hands)]
