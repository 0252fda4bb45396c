"""queue-app: one command a function.

What a program asks for is printed alone on standard output; the rest goes to standard error.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from queue_app import demo as demonstration
from queue_app import serving
from queue_app.commands.estimate import estimate_group
from queue_app.commands.journal import journal_group
from queue_app.commands.replay import replay
from queue_app.commands.shared import PRIVATE, common, open_database, open_office
from queue_app.commands.simulate import simulate_command
from queue_app.commands.voice import voice_group
from queue_app.config import BrokenFile, Settings
from queue_app.domain.errors import Refusal
from queue_app.profiles import schema
from queue_app.services import access, offices
from queue_app.services import settings as settings_of_office
from queue_app.services.access import TOKEN_ROLES, USER_ROLES, Role
from queue_app.serving import CannotServe
from queue_app.storage import offices as stored
from queue_app.storage.database import DatabaseUnreachable
from queue_app.texts import Texts


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="The deployment's config.toml."
)
@click.option(
    "--data", "data_folder", type=click.Path(path_type=Path), help="The data folder  [default: ./data]"
)
@click.pass_context
def queue_app(context: click.Context, config_file: Path | None, data_folder: Path | None) -> None:
    """Queues and appointments of a public office.

    \b
    Example: queue-app demo --lively
    """
    context.obj = {"config_file": config_file, "data_folder": data_folder}


@queue_app.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--lively", is_flag=True, help="Let simulated citizens and staff fill the room.")
@common
def demo(settings: Settings, host: str, port: int, lively: bool) -> None:
    """A whole office to try: database, people, server and a virtual printer.

    \b
    Example: queue-app demo --lively --data /tmp/demo
    """
    settings = _listening(settings, host, port or serving.free_port(host))
    serving.check_port(settings.server.host, settings.server.port)
    demonstration.run(settings, lively=lively, tell=click.echo)


@queue_app.command()
@click.option("--host", help="Where to listen  [default: as configured]")
@click.option("--port", type=click.IntRange(1, 65535))
@common
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Run the server of an office.

    \b
    Example: queue-app serve --config /etc/queue-app/config.toml --data /var/lib/queue-app
    """
    server = settings.server
    settings = _listening(settings, host or server.host, port or server.port)
    serving.check_ready(settings)
    if fault := serving.redis_fault(settings):
        click.echo(f"queue-app: warning: {fault}; screens follow more slowly until it does", err=True)
    os.umask(PRIVATE)
    serving.serve_here(settings)


def _listening(settings: Settings, host: str, port: int) -> Settings:
    server = settings.server.model_copy(update={"host": host, "port": port})
    return settings.model_copy(update={"server": server})


@queue_app.command("check-config")
@common
def check_config(settings: Settings) -> None:
    """Check config.toml, the profile it names, and the database; says what is wrong and where.

    \b
    Example: queue-app check-config --config config.toml
    """
    profile = schema.read(schema.find(settings.office.profile))
    names = {printer.name for printer in settings.printers}
    if profile.office.printer and profile.office.printer not in names:
        raise BrokenFile(
            f"profile {profile.office.code}: printer {profile.office.printer!r} is not in config.toml"
        )
    serving.check_ports_differ(settings)
    if settings.database.url:
        with open_database(settings):
            pass
    if fault := serving.redis_fault(settings):
        raise CannotServe(fault)
    click.echo("The configuration is in order.", err=True)


@queue_app.command()
@common
def migrate(settings: Settings) -> None:
    """Make the database, or bring it to the shape this version needs; a new one gets the configured office.

    \b
    Example: queue-app migrate --data /var/lib/queue-app
    """
    new = not settings.database.url and not (settings.data / "queue.sqlite").exists()
    with open_database(settings, make=True) as database:
        if new:
            (settings.data / demonstration.MARK).unlink(missing_ok=True)
        revision = serving.migrate_database(database)
        with database.transaction() as tx:
            if not stored.codes(tx.connection):
                office = offices.import_profile(
                    tx, schema.read(schema.find(settings.office.profile)), now=datetime.now(UTC)
                )
                click.echo(f"Office {office.code} is set up.", err=True)
    click.echo(f"The database is at revision {revision}.", err=True)


@queue_app.group("office")
def office_group() -> None:
    """Bring an office's profile in or out.

    \b
    Example: queue-app office export phuong-thanh-liet --output profiles
    """


@office_group.command("import")
@click.argument("profile")
@click.option(
    "--always-open", is_flag=True, help="Take numbers at any hour, whatever the profile's hours say."
)
@common
def import_office(settings: Settings, profile: str, always_open: bool) -> None:
    """Import PROFILE: a file, or the name of one that is shipped.

    \b
    Example: queue-app office import phuong-thanh-liet
    """
    found = schema.read(schema.find(profile))
    with open_database(settings, migrated=True) as database, database.transaction() as tx:
        office = settings_of_office.bring_in_from_console(
            tx, found, always_open=always_open, now=datetime.now(UTC)
        )
    click.echo(
        f"Office {office.code}: {len(office.queues)} queues, {len(office.counters)} counters, "
        f"{len(office.procedures)} procedures.",
        err=True,
    )


@office_group.command("export")
@click.argument("code")
@click.option("--output", default=".", type=click.Path(path_type=Path), help="The folder to write into.")
@common
def export_office(settings: Settings, code: str, output: Path) -> None:
    """Write office CODE as a profile; prints the file's path.

    \b
    Example: queue-app office export phuong-thanh-liet --output profiles
    """
    with open_database(settings, migrated=True) as database, database.reading() as tx:
        profile = offices.export_profile(tx, code)
    click.echo(schema.write(profile, output))


@queue_app.group("user")
def user_group() -> None:
    """The people who sign in.

    \b
    Example: queue-app user add ha --office phuong-thanh-liet --name "Lê Thu Hà"
    """


@user_group.command("add")
@click.argument("username")
@click.option("--office", "code", required=True, help="The office's code.")
@click.option("--name", required=True, help="The person's name, as shown to colleagues.")
@click.option(
    "--role", type=click.Choice([role.value for role in USER_ROLES]), default="staff", show_default=True
)
@common
def add_user(settings: Settings, username: str, code: str, name: str, role: str) -> None:
    """Add a person, or give one a new password; asks for it, or reads it from standard input.

    \b
    Example: queue-app user add ha --office phuong-thanh-liet --name "Lê Thu Hà"
    """
    password = (
        click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    with open_office(settings, code) as (tx, office):
        access.put_user(
            tx, office, username, name=name, role=Role(role), password=password, now=datetime.now(UTC)
        )
    click.echo(f"{username} may sign in as {role}.", err=True)


@queue_app.group("token")
def token_group() -> None:
    """The tokens of devices.

    \b
    Example: queue-app token create --role kiosk --office phuong-thanh-liet
    """


@token_group.command("create")
@click.option("--role", required=True, type=click.Choice([role.value for role in TOKEN_ROLES]))
@click.option("--office", "code", required=True, help="The office's code.")
@click.option("--counter", type=int, help="The counter a desk's token is for.")
@common
def create_token(settings: Settings, role: str, code: str, counter: int | None) -> None:
    """Make a device's token; it is printed alone on standard output and cannot be shown again.

    \b
    Example: queue-app token create --role desk --office phuong-thanh-liet --counter 3
    """
    with open_office(settings, code) as (tx, office):
        at = office.counter(counter) if counter is not None else None
        token = access.create_token(tx, office, Role(role), at, now=datetime.now(UTC))
    click.echo(token)


queue_app.add_command(estimate_group)
queue_app.add_command(journal_group)
queue_app.add_command(replay)
queue_app.add_command(simulate_command)
queue_app.add_command(voice_group)


def main() -> None:
    """Run queue-app; every expected mistake is one clear line and exit code 1."""
    try:
        queue_app(prog_name="queue-app")
    except (BrokenFile, CannotServe, DatabaseUnreachable, ValueError, OSError) as error:
        _end(str(error))
    except Refusal as refusal:
        _end(Texts.load().get("en", f"errors.{refusal.sentence}", **refusal.values))
    except DBAPIError as error:
        _end(str(error.orig).strip().splitlines()[0])


def _end(message: str) -> None:
    for line in message.splitlines():
        click.echo(f"queue-app: {line}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
