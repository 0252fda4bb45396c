"""The day's opening, closing and turn, by each office's own clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class Days:
    """Opens, closes and turns the business days of all offices; late or twice does no harm."""

    database: Database
    offices: Offices
    clock: Callable[[], datetime]

    def plan(self, scheduler: BaseScheduler) -> None:
        """Enter every opening and closing into `scheduler`, and midnight, when numbers restart.

        Hours are read here once: an office whose hours change is planned anew with the next start.
        """
        for office in self.offices.all():
            for weekday, sessions in zip(WEEKDAYS, office.hours.week, strict=True):
                for session in sessions:
                    self._add(scheduler, office, self.tell, f"{weekday} {session.opens:%H:%M}")
                    self._add(scheduler, office, self.tell, f"{weekday} {session.closes:%H:%M}")
                self._add(scheduler, office, self.turn, f"{weekday} 00:00")

    def catch_up(self) -> None:
        """Turn the days that passed while the program was not running."""
        for office in self.offices.all():
            self.turn(office.code)

    def tell(self, code: str) -> None:
        """Let every screen see that the office has opened or closed."""
        office = self.offices.get(code)
        with self.database.transaction(office.id) as tx:
            tx.announce(RoomChanged(office.id))
        log.info("office_open" if office.is_open(self.clock()) else "office_closed", office=code)

    def turn(self, code: str) -> None:
        """End what is left of the days before this one."""
        office = self.offices.get(code)
        with self.database.transaction(office.id) as tx:
            ended = day.turn_day(tx, office, now=self.clock())
        log.info("day_turned", office=code, tickets_ended=ended)

    def _add(self, scheduler: BaseScheduler, office: Office, act: Callable[[str], None], slot: str) -> None:
        weekday, clock = slot.split()
        hour, minute = clock.split(":")
        scheduler.add_job(
            act,
            CronTrigger(day_of_week=weekday[:3], hour=hour, minute=minute, second=1, timezone=office.zone),
            args=[office.code],
            id=f"{office.code} {slot} {act.__name__}",
            misfire_grace_time=None,
            coalesce=True,
        )
