"""queue-app estimate: how well the promised waits were kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from queue_app.commands.shared import common, open_database
from queue_app.config import Settings
from queue_app.services.scores import EstimateScore, Score, days_asked, score
from queue_app.storage import offices as stored

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("estimate")
def estimate_group() -> None:
    """What was promised about waiting, and how it was kept.

    \b
    Example: queue-app estimate score --office phuong-thanh-liet
    """


@estimate_group.command("score")
@click.option("--office", "code", required=True, help="The office's code.")
@click.option("--since", type=DAY, help="The first day  [default: a week before the last]")
@click.option("--until", type=DAY, help="The last day  [default: today]")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@common
def score_command(
    settings: Settings, code: str, since: datetime | None, until: datetime | None, *, as_json: bool
) -> None:
    """Score the promises: how many were called by p50 and by p90, and how far off p50 was, in minutes.

    \b
    Example: queue-app estimate score --office phuong-thanh-liet --since 2026-11-02 --until 2026-11-27
    """
    with open_database(settings, migrated=True) as database, database.reading() as tx:
        office = stored.load(tx, code)
        first, last = days_asked(
            since.date() if since else None,
            until.date() if until else None,
            today=office.business_day(datetime.now(UTC)),
        )
        found = score(tx, office, since=first, until=last)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else table(found))


HEADING = ("queue", "hour", "tickets", "by p50", "by p90", "error", "abs. error")


def table(found: EstimateScore) -> str:
    """The scores as a table to read: the whole, each queue, each hour, each queue's hours; errors in minutes."""
    if found["all"] is None:
        return f"{found['since']} – {found['until']}: nobody was called to whom something had been promised"
    parts: Sequence[Sequence[Score]] = (
        [found["all"]],
        found["by_queue"],
        found["by_hour"],
        found["by_queue_and_hour"],
    )
    lines: list[Sequence[str]] = [HEADING]
    for part in parts:
        lines += [("",) * len(HEADING), *(_cells(one) for one in part)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADING))]
    shown = ["  ".join(map(str.rjust, line, widths)).rstrip() for line in lines]
    return "\n".join([f"{found['since']} – {found['until']}", "", *shown])


def _cells(one: Score) -> tuple[str, ...]:
    return (
        one.get("queue", "all"),
        f"{one['hour']}:00" if "hour" in one else "all",
        str(one["tickets"]),
        f"{100 * one['below_p50']:.1f} %",
        f"{100 * one['below_p90']:.1f} %",
        f"{one['mean_error_s'] / 60:+.1f}",
        f"{one['mean_absolute_error_s'] / 60:.1f}",
    )
