"""Learning from the day: how long visits take, who comes privileged, how promises were kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from queue_app.domain.offices import Office
from queue_app.domain.service_times import (
    REMEMBERED_DAYS,
    Correction,
    Hour,
    Kept,
    Learned,
    correct,
    is_evidence,
    kept_counter_s,
    learn,
)
from queue_app.storage import outbox, service_times
from queue_app.storage.database import Tx
from queue_app.storage.models.base import AnyRow

JOB, DAY_JOB = "learn", "learn-day"
CATCHES_UP_DAYS = 7
"""So many days without a ticket are passed at once where some were missed, and one with tickets."""


@dataclass
class Lesson:
    """What reading the tickets came to; nothing of it is written yet."""

    began: date | None
    """The first day that was not added up for good when the reading began, …"""
    day: date
    """… and the first that is not when this is kept."""
    known: dict[str, Learned]
    hours: dict[tuple[int, date], list[Hour]] = field(default_factory=dict)
    """By queue and day: what is not yet written so."""
    judged: dict[str, Correction] = field(default_factory=dict)
    """By queue: the correction after the day that is over, `judged_day`."""
    judged_day: date | None = None


def refresh(tx: Tx, office: Office, *, now: datetime) -> bool:
    """Learn from what has happened since the last time; whether it was this process that did so.

    Days are added up from their tickets, so that twice does no harm; a day that is over is added up once
    more, its promises are judged, and it is never looked at again.
    """
    return keep(tx, office, study(tx, office, now=now), now=now)


def study(tx: Tx, office: Office, *, now: datetime) -> Lesson:
    """Read what has happened since the last time. It writes nothing, so that nobody has to wait for it."""
    today = office.business_day(now)
    began = service_times.learned_day(tx.connection, office.id)
    known = dict(service_times.learned(tx.connection, office.id))
    for queue in office.queues:
        known.setdefault(queue.code, Learned.of_profile(queue.service_time))
    history = service_times.history(
        tx.connection,
        [queue.id for queue in office.queues],
        today - timedelta(days=REMEMBERED_DAYS),
    )
    lesson = Lesson(began, _first_day(tx, office, began, today), known)
    for _ in range(CATCHES_UP_DAYS):
        had_tickets = _add_up(tx, office, lesson, history, is_over=lesson.day < today)
        if lesson.day >= today:
            break
        lesson.day += timedelta(days=1)
        if had_tickets:
            break
    lesson.known = _learn(office, known, history, today)
    return lesson


def keep(tx: Tx, office: Office, lesson: Lesson, *, now: datetime) -> bool:
    """Write what was read, unless another process has done so since; whether it was written."""
    if not outbox.first_run(tx.connection, office.id, JOB, now.strftime("%Y-%m-%dT%H:%MZ"), now=now):
        return False
    outbox.forget_runs(tx.connection, office.id, JOB, before=now - timedelta(hours=1))
    if service_times.learned_day(tx.connection, office.id) != lesson.began:
        return False
    for (queue_id, day), hours in lesson.hours.items():
        service_times.put_day(tx.connection, queue_id, day, hours)
    known = dict(lesson.known)
    over = lesson.judged_day
    if over and outbox.first_run(tx.connection, office.id, DAY_JOB, over.isoformat(), now=now):
        known |= {code: known[code].corrected(one) for code, one in lesson.judged.items()}
    before = service_times.learned(tx.connection, office.id)
    if lesson.day != lesson.began or _written(known) != _written(before):
        service_times.put_learned(tx.connection, office.id, lesson.day, known)
    return True


def _written(known: Mapping[str, Learned]) -> dict[str, Any]:
    return {code: one.to_json() for code, one in known.items()}


def _first_day(tx: Tx, office: Office, began: date | None, today: date) -> date:
    """The first day that may have changed since the last time."""
    day = began or service_times.first_day(tx.connection, office.id)
    return min(max(day or today, today - timedelta(days=REMEMBERED_DAYS)), today)


def _add_up(tx: Tx, office: Office, lesson: Lesson, history: dict[int, list[Hour]], *, is_over: bool) -> bool:
    """Note what the day's tickets come to, and judge its promises if it is over; whether it had any."""
    rows: dict[int, list[AnyRow]] = {queue.id: [] for queue in office.queues}
    for row in service_times.tickets_of(tx.connection, office.id, lesson.day):
        if row.queue_id in rows:
            rows[row.queue_id].append(row)
    for queue in office.queues:
        before = lesson.known[queue.code]
        usual = max(queue.service_time.total_seconds(), before.usual.mean_s)
        _note(lesson, queue.id, list(_hours(office, lesson.day, rows[queue.id], usual)), history)
        if is_over:
            judged = [one for row in rows[queue.id] if (one := kept(office, row))]
            lesson.judged[queue.code] = correct(before.correction, judged)
    if had_tickets := any(rows.values()):
        lesson.judged_day = lesson.day if is_over else None
    return had_tickets


def _note(lesson: Lesson, queue_id: int, hours: list[Hour], history: dict[int, list[Hour]]) -> None:
    """Put the day's hours in place of what was written of it, if they differ."""
    written = [one for one in history[queue_id] if one.day == lesson.day]
    if {one.hour: one for one in hours} != {one.hour: one for one in written}:
        lesson.hours[queue_id, lesson.day] = hours
        history[queue_id] = [one for one in history[queue_id] if one.day != lesson.day] + hours


def _hours(office: Office, day: date, rows: Iterable[AnyRow], usual_s: float) -> Iterable[Hour]:
    hours: dict[int, Hour] = {}

    def during(moment: datetime) -> Hour:
        hour = office.local(moment).hour
        return hours.setdefault(hour, Hour(day, hour))

    for row in rows:
        came = during(row.issued_at)
        if row.priority and row.standing < row.issued_at:
            head_start_s = (row.issued_at - row.standing).total_seconds()
            hours[came.hour] = came.with_privileged(head_start_s)
        if row.called_at and row.ended_at and row.state in ("done", "no_show") and not row.closed:
            seconds = kept_counter_s(row.first_called_at, row.called_at, row.ended_at, row.times_called)
            if is_evidence(seconds, usual_s):
                called = during(row.called_at)
                hours[called.hour] = called.with_visit(seconds)
    return hours.values()


def kept(office: Office, row: AnyRow) -> Kept | None:
    """What became of a ticket's promise; None where it had none, or somebody chose another wait since.

    So it is with whoever asked for more time, whom the office carried over to a later day, and whom it
    handed over: those wait in a line of which nothing was said, and no row tells which one they came for.
    """
    if not row.promise or not row.first_called_at or row.step_backs or row.handed_over:
        return None
    if office.business_day(row.first_called_at) > row.day:
        return None
    waited_s = (row.first_called_at - row.issued_at).total_seconds()
    return Kept(waited_s, row.promise["p50_s"], row.promise["p90_s"])


def _learn(
    office: Office, known: Mapping[str, Learned], history: Mapping[int, list[Hour]], today: date
) -> dict[str, Learned]:
    worked = {(hour.day, hour.hour) for hours in history.values() for hour in hours}
    return {
        queue.code: learn(queue.service_time, history[queue.id], worked, today, known[queue.code].correction)
        for queue in office.queues
    }
