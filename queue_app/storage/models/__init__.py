"""All tables, so that importing this one module fills the metadata.

The hot paths use the plain tables (TICKETS …): a Core statement costs half of what the same costs as objects.
"""

from sqlalchemy import literal_column

from queue_app.storage.models.base import Base
from queue_app.storage.models.changes import ChangeRow
from queue_app.storage.models.learning import LearnedRow, ServiceTimeRow
from queue_app.storage.models.offices import (
    AnnouncementRow,
    CounterQueueRow,
    CounterRow,
    OfficeRow,
    PriorityRow,
    ProcedureRow,
    QueueRow,
)
from queue_app.storage.models.outbox import JobRunRow, PrintJobRow
from queue_app.storage.models.people import SecretRow, TokenRow, UserRow
from queue_app.storage.models.phones import PhoneRow
from queue_app.storage.models.screens import PairingRow, ScreenRow
from queue_app.storage.models.tickets import DeliveryRow, JournalRow, NumberRow, TicketRow

ANNOUNCEMENTS = Base.metadata.tables["announcements"]
CHANGES = Base.metadata.tables["changes"]
COUNTERS = Base.metadata.tables["counters"]
COUNTER_QUEUES = Base.metadata.tables["counter_queues"]
DELIVERIES = Base.metadata.tables["deliveries"]
JOB_RUNS = Base.metadata.tables["job_runs"]
JOURNAL = Base.metadata.tables["journal"]
LEARNED = Base.metadata.tables["learned"]
NUMBERS = Base.metadata.tables["numbers"]
OFFICES = Base.metadata.tables["offices"]
PAIRINGS = Base.metadata.tables["pairings"]
PHONES = Base.metadata.tables["phones"]
PRINT_JOBS = Base.metadata.tables["print_jobs"]
PROCEDURES = Base.metadata.tables["procedures"]
QUEUES = Base.metadata.tables["queues"]
SCREENS = Base.metadata.tables["screens"]
SECRETS = Base.metadata.tables["secrets"]
SERVICE_TIMES = Base.metadata.tables["service_times"]
TICKETS = Base.metadata.tables["tickets"]
TOKENS = Base.metadata.tables["tokens"]
USERS = Base.metadata.tables["users"]

# Written out, not bound: a partial index is only used where the database can see the condition.
WAITING = TICKETS.c.state == literal_column("'waiting'")
IN_COMMON_LINE = WAITING & TICKETS.c.pool.is_(None)
IN_A_POOL = WAITING & TICKETS.c.pool.is_not(None)
AT_COUNTER = TICKETS.c.state.in_([literal_column("'called'"), literal_column("'serving'")])
HELD = TICKETS.c.state == literal_column("'held'")

__all__ = [
    "ANNOUNCEMENTS",
    "AT_COUNTER",
    "CHANGES",
    "COUNTERS",
    "COUNTER_QUEUES",
    "DELIVERIES",
    "HELD",
    "IN_A_POOL",
    "IN_COMMON_LINE",
    "JOB_RUNS",
    "JOURNAL",
    "LEARNED",
    "NUMBERS",
    "OFFICES",
    "PAIRINGS",
    "PHONES",
    "PRINT_JOBS",
    "PROCEDURES",
    "QUEUES",
    "SCREENS",
    "SECRETS",
    "SERVICE_TIMES",
    "TICKETS",
    "TOKENS",
    "USERS",
    "WAITING",
    "AnnouncementRow",
    "Base",
    "ChangeRow",
    "CounterQueueRow",
    "CounterRow",
    "DeliveryRow",
    "JobRunRow",
    "JournalRow",
    "LearnedRow",
    "NumberRow",
    "OfficeRow",
    "PairingRow",
    "PhoneRow",
    "PrintJobRow",
    "PriorityRow",
    "ProcedureRow",
    "QueueRow",
    "ScreenRow",
    "SecretRow",
    "ServiceTimeRow",
    "TicketRow",
    "TokenRow",
    "UserRow",
]
