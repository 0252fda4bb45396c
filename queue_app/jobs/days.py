"""What the clock does in each office: openings and closings, the end of the day, the end of a pause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger

from queue_app.domain.calendar import WEEKDAYS
from queue_app.domain.day import Due, due
from queue_app.domain.events import RoomChanged
from queue_app.domain.offices import Office
from queue_app.jobs.clocks import WallClock
from queue_app.services import day, tickets
from queue_app.services.offices import Offices
from queue_app.storage import tickets as stored
from queue_app.storage.database import Database

log = structlog.get_logger()


KEEPS_UP_EVERY_S = 20


@dataclass(frozen=True)
class Days:
    """Opens and closes the business days of all offices; late or twice does no harm."""

    database: Database
    offices: Offices
    clock: Callable[[], datetime]
    scheduler: BaseScheduler
    wall: WallClock | None = None
    """Asked before a day is closed, where the clock may jump."""
    _closed: dict[str, Due] = field(default_factory=dict)
    _planned: dict[str, Office] = field(default_factory=dict)

    def plan(self) -> None:
        """Enter what the scheduler does: keeping up, and every opening and closing."""
        self.keep_up()
        self.scheduler.add_job(
            self.keep_up, "interval", seconds=KEEPS_UP_EVERY_S, coalesce=True, max_instances=1
        )

    def keep_up(self) -> None:
        """Close the days whose close has come, bring back who asked for more time, plan the openings anew.

        By asking often instead of at one moment nothing is missed: not after a night without power, not
        when the clock was set, not by an office that was imported since, not while the database was away.
        A fault of one office is logged, and that office asked again the next time; the others go on.
        No day is closed by a clock that has just jumped ahead.
        """
        steady = self.wall is None or self.wall.is_steady()
        if not steady:
            log.warning("clock_jumped_ahead", now=self.clock().isoformat())
        for office in self.offices.all():
            try:
                self._keep_up(office, may_close=steady)
            except Exception:
                log.exception("office_not_kept_up", office=office.code)

    def _keep_up(self, office: Office, *, may_close: bool) -> None:
        if self._planned.get(office.code) is not office:
            self._plan(office)
        owed = due(office, self.clock())
        if may_close and self._closed.get(office.code) != owed:
            self.close(office, owed)
        self._bring_back(office)

    def close(self, office: Office, owed: Due) -> None:
        """Close this day, if nobody else has."""
        with self.database.transaction(office.id) as tx:
            before = tx.closed_through
            moved = day.close_day(tx, office, owed.day, now=self.clock())
            first = tx.closed_through != before
        self._closed[office.code] = owed
        if first or moved:
            log.info("day_closed", office=office.code, day=owed.day.isoformat(), tickets=moved)
        opened = [queue.code for queue in office.queues if queue.closed_reason is not None]
        if first and opened:
            log.info("queues_opened", office=office.code, queues=opened)

    def _bring_back(self, office: Office) -> None:
        now = self.clock()
        with self.database.reading() as tx:
            held = stored.held(tx.connection, office.id)
        if any(ticket.back_at and ticket.back_at <= now for ticket in held):
            with self.database.transaction(office.id) as tx:
                tickets.bring_back(tx, office, now=now)

    def tell(self, code: str) -> None:
        """Let every screen see that the office, or a queue of it, has opened or closed."""
        office = self.offices.get(code)
        with self.database.transaction(office.id) as tx:
            tx.announce(RoomChanged(office.id))
        log.info("hours_turned", office=code, open=office.is_open(self.clock()))

    def _plan(self, office: Office) -> None:
        for job in self.scheduler.get_jobs():
            if job.id.startswith(f"{office.code} "):
                job.remove()
        for weekday, turns in zip(WEEKDAYS, office.turning_points(), strict=True):
            for at in turns:
                self.scheduler.add_job(
                    self.tell,
                    CronTrigger(
                        day_of_week=weekday[:3],
                        hour=at.hour,
                        minute=at.minute,
                        second=1,
                        timezone=office.zone,
                    ),
                    args=[office.code],
                    id=f"{office.code} {weekday} {at:%H:%M}",
                    replace_existing=True,
                    misfire_grace_time=None,
                    coalesce=True,
                )
        self._planned[office.code] = office
