"""Who is there is written down every half minute, and by nobody where nobody is."""

from __future__ import annotations

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select

from queue_app.domain.offices import Office
from queue_app.jobs.sightings import Sightings
from queue_app.services import access
from queue_app.services.access import Role
from queue_app.services.presence import Presence
from queue_app.storage.database import Database
from queue_app.storage.models import TOKENS
from tests.conftest import Clock


def test_a_devices_last_sight_is_kept_and_an_empty_hall_costs_nothing(
    database: Database, thanh_liet: Office, clock: Clock
) -> None:
    presence = Presence(clock)
    job = Sightings(database, presence, clock, BackgroundScheduler())
    with database.transaction() as tx:
        token = access.create_token(tx, thanh_liet, Role.KIOSK, None, now=clock())
    with database.reading() as tx:
        kiosk = access.of_token(tx.connection, token)
    assert kiosk
    assert kiosk.token_id
    presence.came("one", kiosk.token_id, "release-1")
    came = clock()
    for _ in range(2):
        clock.pass_(seconds=30)
        job.write()
    presence.left("one")
    seen = clock()
    clock.pass_(seconds=30)
    job.write()
    with database.reading() as tx:
        row = tx.connection.execute(select(TOKENS).where(TOKENS.c.id == kiosk.token_id)).one()
    assert (row.alive_since, row.last_seen_at, row.release) == (came, seen, "release-1")
