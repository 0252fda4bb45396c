"""queue-app simulate: days of an office on a virtual clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import click

from queue_app.commands.shared import common, open_database
from queue_app.config import Settings
from queue_app.demo import MARK
from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services import offices
from queue_app.serving import CannotServe, migrate_database
from queue_app.simulation.run import Plan, Summary, simulate
from queue_app.storage import offices as stored
from queue_app.storage import tickets
from queue_app.storage.database import Database


@click.command("simulate")
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 400), help="Working days.")
@click.option(
    "--tickets", default=300, show_default=True, type=click.IntRange(1, 5000), help="About so many a day."
)
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same days.")
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%d"]), help="The first day  [default: so that they end yesterday]"
)
@click.option(
    "--office", "code", help="The office's code, or for a new database a profile  [default: as configured]"
)
@click.option(
    "--into-this-office", is_flag=True, help="Knowingly fill a database that may be a real office's."
)
@common
def simulate_command(
    settings: Settings,
    *,
    days: int,
    tickets: int,
    seed: int,
    start: datetime | None,
    code: str | None,
    into_this_office: bool,
) -> None:
    """Play days of an office: people who come, staff who serve and rest, through the very services.

    The same seed plays the same days. Only a new database or a demonstration's is filled.

    \b
    Example: queue-app simulate --days 20 --tickets 300 --seed 1 --data /tmp/simulated
    """
    _check(settings, knowingly=into_this_office)
    with open_database(settings, make=True) as database:
        office = _office(settings, database, code, knowingly=into_this_office)
        first = start.date() if start else _ending_yesterday(office, days)
        visits = simulate(database, office, Plan(days, tickets, seed, first))
    click.echo(str(Summary.of(visits)))


def _check(settings: Settings, *, knowingly: bool) -> None:
    """CannotServe where the data folder holds a database that may be an office's."""
    if settings.database.url or knowingly:
        return
    mark = settings.data / MARK
    if not (settings.data / "queue.sqlite").exists():
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark.write_text("The database in this folder was made by: queue-app simulate\n", "utf-8")
    elif not mark.exists():
        raise CannotServe(
            f"{settings.data} holds a database that neither demo nor simulate made; give another folder with "
            "--data, or say --into-this-office"
        )


def _office(settings: Settings, database: Database, code: str | None, *, knowingly: bool) -> Office:
    """The office to play, imported where the database has none; it prints nothing."""
    migrate_database(database)
    with database.transaction() as tx:
        known = stored.codes(tx.connection)
        if not known:
            profile = schema.read(schema.find(code or settings.office.profile))
            return replace(offices.import_profile(tx, profile, now=datetime.now(UTC)), printer="")
        if settings.database.url and not knowingly and tickets.any_at_all(tx.connection):
            raise CannotServe(
                "the configured database has tickets already; say --into-this-office to add to them"
            )
        return replace(stored.load(tx, code or known[0]), printer="")


def _ending_yesterday(office: Office, days: int) -> date:
    """The day from which so many working days end yesterday."""
    day = office.business_day(datetime.now(UTC))
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=office.zone)
    back = left = 0
    while left < days and back < 7 * (days + 1):
        back += 1
        left += bool(office.hours.sessions(noon - timedelta(days=back)))
    return day - timedelta(days=back)
