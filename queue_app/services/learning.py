"""Learning from the day: how long visits take, who comes privileged, how promises were kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from queue_app.domain.offices import Office
from queue_app.domain.service_times import (
    REMEMBERED_DAYS,
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


def refresh(tx: Tx, office: Office, *, now: datetime) -> bool:
    """Learn from what has happened since the last time; whether it was this process that did so.

    Days are added up from their tickets, so that twice does no harm; a day that is over is added up once
    more, its promises are judged, and it is never looked at again.
    """
    if not outbox.first_run(tx.connection, office.id, JOB, now.strftime("%Y-%m-%dT%H:%MZ"), now=now):
        return False
    outbox.forget_runs(tx.connection, office.id, JOB, before=now - timedelta(hours=1))
    today = office.business_day(now)
    known = dict(service_times.learned(tx.connection, office.id))
    day = _first_day(tx, office, today)
    for _ in range(CATCHES_UP_DAYS):
        if day >= today:
            _add_up(tx, office, day, known, is_over=False, now=now)
            break
        had_tickets = _add_up(tx, office, day, known, is_over=True, now=now)
        day += timedelta(days=1)
        if had_tickets:
            break
    service_times.put_learned(tx.connection, office.id, day, _learn(tx, office, known, today))
    return True


def _first_day(tx: Tx, office: Office, today: date) -> date:
    """The first day that may have changed since the last time."""
    queues = [queue.id for queue in office.queues]
    day = service_times.learned_day(tx.connection, office.id) or service_times.first_day(
        tx.connection, queues
    )
    return min(max(day or today, today - timedelta(days=REMEMBERED_DAYS)), today)


def _add_up(
    tx: Tx, office: Office, day: date, known: dict[str, Learned], *, is_over: bool, now: datetime
) -> bool:
    """Write what the day's tickets come to, and judge its promises if it is over; whether it had any."""
    rows: dict[int, list[AnyRow]] = {queue.id: [] for queue in office.queues}
    for row in service_times.tickets_of(tx.connection, rows, day):
        rows[row.queue_id].append(row)
    judged = is_over and outbox.first_run(tx.connection, office.id, DAY_JOB, day.isoformat(), now=now)
    for queue in office.queues:
        before = known.get(queue.code) or Learned.of_profile(queue.service_time)
        usual = max(queue.service_time.total_seconds(), before.usual.mean_s)
        service_times.put_day(tx.connection, queue.id, day, _hours(office, day, rows[queue.id], usual))
        if judged:
            known[queue.code] = before.corrected(correct(before.correction, kept(rows[queue.id])))
    return any(rows.values())


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


def kept(rows: Iterable[AnyRow]) -> list[Kept]:
    """What became of the promises of these tickets; of those that were called, and were promised something."""
    return [
        Kept(
            (row.first_called_at - row.issued_at).total_seconds(), row.promise["p50_s"], row.promise["p90_s"]
        )
        for row in rows
        if row.promise and row.first_called_at
    ]


def _learn(tx: Tx, office: Office, known: Mapping[str, Learned], today: date) -> dict[str, Learned]:
    since = today - timedelta(days=REMEMBERED_DAYS)
    history = service_times.history(tx.connection, [queue.id for queue in office.queues], since)
    worked = {(hour.day, hour.hour) for hours in history.values() for hour in hours}
    return {
        queue.code: learn(
            queue.service_time,
            history[queue.id],
            worked,
            today,
            (known.get(queue.code) or Learned.of_profile(queue.service_time)).correction,
        )
        for queue in office.queues
    }
