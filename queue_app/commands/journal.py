"""queue-app journal: is what was written still what was written?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from queue_app.commands.shared import common, open_database
from queue_app.config import Settings
from queue_app.domain.offices import Office
from queue_app.domain.verification import Broken, Fault, Row, verify_chain, verify_moves
from queue_app.storage import journal, offices, tickets
from queue_app.storage.database import Tx


@click.group("journal")
def journal_group() -> None:
    """The journal: one row a move, each chained to the one before.

    \b
    Example: queue-app journal verify
    """


@journal_group.command()
@click.option("--office", "code", help="The office's code  [default: all]")
@common
def verify(settings: Settings, code: str | None) -> None:
    """Walk every chain and say which row was changed, removed, inserted or reordered.

    Also checks that each ticket is where its rows lead by the table of moves, and stands in line where they
    say. Exit code 1 if anything is wrong. The end of each chain is shown: kept elsewhere, it proves later that
    nothing was written anew.

    \b
    Example: queue-app journal verify --office phuong-thanh-liet
    """
    with open_database(settings, migrated=True) as database, database.reading() as tx:
        codes = offices.codes(tx.connection) if code is None else [code]
        checked = [_verify(tx, offices.load(tx, one)) for one in codes]
    click.echo("; ".join(one.summary() for one in checked))
    sys.exit(int(any(one.faults for one in checked)))


@dataclass
class _Checked:
    """What was found in one office's journal."""

    office: Office
    rows: int = 0
    tickets: int = 0
    faults: int = 0
    end: bytes = b""

    def summary(self) -> str:
        state = f"{self.faults} faults" if self.faults else "in order"
        end = f", ends with {self.end.hex()}" if self.end else ""
        return f"{self.office.code}: {self.rows} rows, {self.tickets} tickets, {state}{end}"

    def counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            self.end = row.hash
            yield row

    def complain(self, what: str) -> None:
        self.faults += 1
        click.echo(f"queue-app: {self.office.code}: {what}", err=True)


def _verify(tx: Tx, office: Office) -> _Checked:
    checked = _Checked(office)
    for broken in verify_chain(office.id, checked.counted(journal.walk(tx.connection, office.id))):
        checked.complain(_sentence(tx, office, broken))
    for _, label, stands, steps in journal.stories(tx.connection, office.id):
        checked.tickets += 1
        if wrong := verify_moves(steps, stands):
            checked.complain(f"ticket {label} {wrong}")
    return checked


def _sentence(tx: Tx, office: Office, broken: Broken) -> str:
    ticket = tickets.by_id(tx.connection, office.id, broken.ticket_id)
    label = ticket.label if ticket else f"unknown ticket {broken.ticket_id}"
    row = f"row {broken.seq} ({label})"
    match broken.fault:
        case Fault.REMOVED if broken.other == broken.seq:
            return f"row {broken.seq} was removed, before a row of {label}"
        case Fault.REMOVED:
            return f"rows {broken.seq} to {broken.other} were removed, before a row of {label}"
        case Fault.INSERTED:
            return f"{row} was inserted"
        case Fault.REORDERED:
            return f"{row} was reordered: it was written as row {broken.other}"
        case Fault.CHANGED:
            return f"{row} was changed, or the row before it together with its hash"
