"""queue-app replay: a past day once more, for a dispute or to learn from."""

from __future__ import annotations

from datetime import datetime

import click

from queue_app import replaying
from queue_app.commands.shared import common, open_database
from queue_app.config import Settings
from queue_app.services.replay import read_day
from queue_app.serving import CannotServe, check_port
from queue_app.storage import offices


@click.command()
@click.option("--office", "code", required=True, help="The office's code.")
@click.option(
    "--day", required=True, type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="The day, as 2026-11-20."
)
@click.option(
    "--speed", default=10.0, show_default=True, type=click.FloatRange(0.1, 600), help="Times as fast."
)
@click.option("--port", default=8090, show_default=True, type=click.IntRange(0, 65535))
@click.option("--voice", is_flag=True, help="Speak the calls from the start.")
@common
def replay(settings: Settings, *, code: str, day: datetime, speed: float, port: int, voice: bool) -> None:
    """Play a past day from the journal back onto the board, on this machine alone, until Ctrl-C.

    Prints the address. Space stops and goes on, left and right jump a minute, up and down from call to call.
    Nothing is written, and the day is read once: the office may go on working meanwhile.

    \b
    Example: queue-app replay --office phuong-thanh-liet --day 2026-11-20 --speed 30
    """
    with open_database(settings, migrated=True) as database, database.reading() as tx:
        past = read_day(tx, offices.load(tx, code), day.date())
    if not past.moves:
        raise CannotServe(f"nothing was recorded at {code} on {past.day}")
    if port:
        check_port(replaying.HERE, port)
    clips = settings.data / "voice"
    replaying.serve(past, port=port, speed=speed, voice=voice, clips=clips, tell=click.echo)
