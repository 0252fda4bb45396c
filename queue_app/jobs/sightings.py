"""Writes down which devices are there, for other processes and for the time after a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.base import BaseScheduler

from queue_app.services import screens
from queue_app.services.presence import Presence
from queue_app.storage.database import Database

EVERY_S = 30


@dataclass(frozen=True)
class Sightings:
    database: Database
    presence: Presence
    clock: Callable[[], datetime]
    scheduler: BaseScheduler

    def plan(self) -> None:
        self.scheduler.add_job(self.write, "interval", seconds=EVERY_S, coalesce=True, max_instances=1)

    def write(self) -> None:
        """Every device of this process, in one transaction; none where nobody is there."""
        if self.presence.alive():
            with self.database.transaction() as tx:
                screens.write_sightings(tx, self.presence, now=self.clock())
