"""Learning by the clock: what visits take and how promises are kept, some minute or so after it happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.base import BaseScheduler

from queue_app.domain.offices import Office
from queue_app.services import learning
from queue_app.services.offices import Offices
from queue_app.storage.database import Database

log = structlog.get_logger()

EVERY_S = 60


@dataclass(frozen=True)
class Learning:
    """Lets every office learn from its day; late, twice or in several processes does no harm."""

    database: Database
    offices: Offices
    clock: Callable[[], datetime]
    scheduler: BaseScheduler

    def plan(self) -> None:
        """Enter what the scheduler does. The first time is at once: a night may have passed."""
        self.scheduler.add_job(
            self.learn,
            "interval",
            seconds=EVERY_S,
            next_run_time=self.clock(),
            coalesce=True,
            max_instances=1,
        )

    def learn(self) -> None:
        """Let each office learn what is new; a fault of one is logged, and the others go on."""
        for office in self.offices.all():
            try:
                self._learn(office)
            except Exception:
                log.exception("office_not_learned", office=office.code)

    def _learn(self, office: Office) -> None:
        now = self.clock()
        with self.database.reading() as tx:
            lesson = learning.study(tx, office, now=now)
        with self.database.transaction() as tx:
            learning.keep(tx, office, lesson, now=now)
