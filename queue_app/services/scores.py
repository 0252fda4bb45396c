"""How well the promised waits were kept: by queue and hour, for supervisors and for whoever tunes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NotRequired

from typing_extensions import TypedDict

from queue_app.domain.errors import BadField
from queue_app.domain.offices import Office
from queue_app.domain.service_times import Kept
from queue_app.services import learning
from queue_app.storage import service_times
from queue_app.storage.database import Tx

LONGEST = timedelta(days=92)
"""So many days are scored at once; a quarter is what an office reports."""


BEFORE = timedelta(days=6)
"""Without a first day so many before the last one are scored too."""


class Score(TypedDict):
    """Promises that came to their end: with a call. Errors are the wait less its p50, in seconds."""

    queue: NotRequired[str]
    hour: NotRequired[int]
    """Of the office's own clock, in which the number was taken."""
    tickets: int
    below_p50: float
    below_p90: float
    mean_error_s: float
    mean_absolute_error_s: float


class EstimateScore(TypedDict):
    office: str
    since: str
    until: str
    all: Score | None
    """None where nobody was called to whom something was promised."""
    by_queue: list[Score]
    by_hour: list[Score]
    by_queue_and_hour: list[Score]


def score(tx: Tx, office: Office, *, since: date, until: date) -> EstimateScore:
    """Score what was promised on these days, the last one included. BadField where they are too many."""
    if not timedelta(0) <= until - since <= LONGEST:
        raise BadField(field="since", expected=f"a day at most {LONGEST.days} days before until")
    codes = {queue.id: queue.code for queue in (*office.queues, *office.retired_queues)}
    kept = [
        (codes[row.queue_id], office.local(row.issued_at).hour, one)
        for row in service_times.promises(tx.connection, office.id, since, until)
        if (one := learning.kept(office, row))
    ]
    return EstimateScore(
        office=office.code,
        since=since.isoformat(),
        until=until.isoformat(),
        all=_score([one for _, _, one in kept]) if kept else None,
        by_queue=_grouped(kept, lambda one: (one[0], None)),
        by_hour=_grouped(kept, lambda one: (None, one[1])),
        by_queue_and_hour=_grouped(kept, lambda one: (one[0], one[1])),
    )


def days_asked(since: date | None, until: date | None, *, today: date) -> tuple[date, date]:
    """From which day to which; without them the last seven. BadField where no week lies before `until`."""
    until = until or today
    if since is None and until - date.min < BEFORE:
        raise BadField(field="until", expected="a day such as 2026-11-23")
    return since or until - BEFORE, until


def _grouped(
    kept: Sequence[tuple[str, int, Kept]],
    key: Callable[[tuple[str, int, Kept]], tuple[str | None, int | None]],
) -> list[Score]:
    groups: dict[tuple[str | None, int | None], list[Kept]] = {}
    for one in kept:
        groups.setdefault(key(one), []).append(one[2])
    found = []
    for (queue, hour), group in sorted(groups.items()):
        scored = _score(group)
        if queue is not None:
            scored["queue"] = queue
        if hour is not None:
            scored["hour"] = hour
        found.append(scored)
    return found


def _score(kept: Sequence[Kept]) -> Score:
    many, errors = len(kept), [one.waited_s - one.p50_s for one in kept]
    return Score(
        tickets=many,
        below_p50=round(sum(one.waited_s <= one.p50_s for one in kept) / many, 4),
        below_p90=round(sum(one.waited_s <= one.p90_s for one in kept) / many, 4),
        mean_error_s=round(sum(errors) / many, 1),
        mean_absolute_error_s=round(sum(map(abs, errors)) / many, 1),
    )
