"""An office that keeps its hours, and a plan for its days."""

from __future__ import annotations

from datetime import date

import pytest

from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services.offices import import_profile
from queue_app.simulation.run import Plan
from queue_app.storage import migrate
from queue_app.storage.database import Database
from tests.conftest import MONDAY

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def ward(database: Database) -> Office:
    """Thanh Liệt with its hours, printing nothing."""
    profile = schema.read(schema.find("phuong-thanh-liet"))
    quiet = profile.office.model_copy(update={"printer": ""})
    with database.transaction() as tx:
        return import_profile(tx, profile.model_copy(update={"office": quiet}), now=MONDAY)


@pytest.fixture(scope="session")
def ward_in_memory(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same office for those who need no database."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('ward') / 'queue.sqlite'}")
    migrate.upgrade(database)
    with database.transaction() as tx:
        office = import_profile(tx, schema.read(schema.find("phuong-thanh-liet")), now=MONDAY)
    database.close()
    return office


@pytest.fixture
def tuesday() -> Plan:
    return Plan(days=1, tickets=60, seed=7, start=TUESDAY)
