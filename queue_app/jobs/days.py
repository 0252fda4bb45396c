"""The day's opening, closing and turn, by each office's own clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger

from queue_app.domain.calendar import WEEKDAYS
from queue_app.domain.events import RoomChanged
from queue_app.domain.offices import Office
from queue_app.services import day
from queue_app.services.offices import Offices
from queue_app.storage.database import Database

log = structlog.get_logger()


KEEPS_UP_EVERY_S = 20


@dataclass(frozen=True)
class Days:
    """Opens, closes and turns the business days of all offices; late or twice does no harm."""

    database: Database
    offices: Offices
    clock: Callable[[], datetime]
    scheduler: BaseScheduler
    _turned: dict[str, date] = field(default_factory=dict)
    _planned: dict[str, Office] = field(default_factory=dict)

    def plan(self) -> None:
        """Enter what the scheduler does: keeping up, and every opening and closing."""
        self.keep_up()
        self.scheduler.add_job(
            self.keep_up, "interval", seconds=KEEPS_UP_EVERY_S, coalesce=True, max_instances=1
        )

    def keep_up(self) -> None:
        """Turn the days that have passed, and plan anew the offices whose hours may have changed.

        By asking often instead of at midnight alone nothing is missed: not after a night without power, not
        when the clock was set, not by an office that was imported since, not while the database was away.
        """
        for office in self.offices.all():
            if self._turned.get(office.code) != office.business_day(self.clock()):
                self.turn(office)
            if self._planned.get(office.code) is not office:
                self._plan(office)

    def turn(self, office: Office) -> None:
        """End what is left of the days before this one."""
        now = self.clock()
        with self.database.transaction(office.id) as tx:
            ended = day.turn_day(tx, office, now=now)
        self._turned[office.code] = office.business_day(now)
        log.info("day_turned", office=office.code, tickets_ended=ended)

    def tell(self, code: str) -> None:
        """Let every screen see that the office has opened or closed."""
        office = self.offices.get(code)
        with self.database.transaction(office.id) as tx:
            tx.announce(RoomChanged(office.id))
        log.info("office_open" if office.is_open(self.clock()) else "office_closed", office=code)

    def _plan(self, office: Office) -> None:
        for job in self.scheduler.get_jobs():
            if job.id.startswith(f"{office.code} "):
                job.remove()
        for weekday, sessions in zip(WEEKDAYS, office.hours.week, strict=True):
            for session in sessions:
                for at in (session.opens, session.closes):
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
