"""The day's opening and closing, by each office's own clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger

from queue_app.domain.calendar import WEEKDAYS
from queue_app.domain.offices import Office
from queue_app.services import day
from queue_app.services.offices import Offices
from queue_app.storage.database import Database

log = structlog.get_logger()


@dataclass(frozen=True)
class Days:
    """Opens and closes the business days of all offices; late or twice does no harm."""

    database: Database
    offices: Offices
    clock: Callable[[], datetime]

    def plan(self, scheduler: BaseScheduler) -> None:
        """Enter every opening and closing into `scheduler`, and midnight, which turns every day over.

        An office's hours are read here; one whose hours change is planned anew at the next midnight.
        """
        for office in self.offices.all():
            for weekday, sessions in zip(WEEKDAYS, office.hours.week, strict=True):
                for session in sessions:
                    self._add(scheduler, office, self.open, f"{weekday} {session.opens:%H:%M}")
                    self._add(scheduler, office, self.close, f"{weekday} {session.closes:%H:%M}")
                self._add(scheduler, office, self.close, f"{weekday} 00:00")

    def _add(self, scheduler: BaseScheduler, office: Office, act: Callable[[str], None], slot: str) -> None:
        weekday, clock = slot.split()
        hour, minute = clock.split(":")
        scheduler.add_job(
            act,
            CronTrigger(day_of_week=weekday[:3], hour=hour, minute=minute, second=1, timezone=office.zone),
            args=[office.code],
            id=f"{act.__name__} {office.code} {slot}",
            misfire_grace_time=None,
            coalesce=True,
        )

    def open(self, code: str) -> None:
        """Show every screen that the office has opened."""
        office = self.offices.get(code)
        with self.database.transaction(office.id) as tx:
            day.open_day(tx, office)

    def close(self, code: str) -> None:
        """End what is left of the days whose business is over."""
        office, now = self.offices.get(code), self.clock()
        with self.database.transaction(office.id) as tx:
            ended = day.close_day(tx, office, day.day_to_close(office, now=now), now=now)
        log.info("day_closed", office=code, tickets=ended)

    def catch_up(self) -> None:
        """Close what an earlier run of the program left open."""
        for office in self.offices.all():
            self.close(office.code)
