"""Offices: bringing a profile into the database and out again, and having the office at hand."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select

from queue_app.config import Section
from queue_app.domain.errors import CounterInUse, NumbersGiven, QueueInUse, UnknownOffice
from queue_app.domain.events import Event, OfficeChanged, RoomChanged
from queue_app.domain.offices import Announcement, Office, Queue
from queue_app.domain.tickets import numbers_in
from queue_app.profiles.schema import (
    AnnouncementProfile,
    CounterProfile,
    HoursProfile,
    OfficeProfile,
    OfficeTexts,
    PriorityProfile,
    ProcedureProfile,
    Profile,
    QueueProfile,
    VoiceProfile,
)
from queue_app.services import counters
from queue_app.storage import offices, tickets
from queue_app.storage.database import Database, Tx
from queue_app.storage.models import (
    AnnouncementRow,
    CounterQueueRow,
    CounterRow,
    OfficeRow,
    PriorityRow,
    ProcedureRow,
    QueueRow,
)

CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,63}$")
FRESH_S = 1.0
"""How long a process may go on with an office as it knew it, after another process changed it."""


class Offices:
    """The offices of one database, kept at hand and read again when they change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, int, Office]] = {}
        self._codes: tuple[float, list[str]] = (float("-inf"), [])
        self._expired = float("-inf")

    def get(self, code: str) -> Office:
        """The office of this code, at most FRESH_S seconds old; UnknownOffice if there is none."""
        if not CODE.match(code):
            raise UnknownOffice(office=code)
        known, asked = self._known.get(code), time.monotonic()
        if known and self._is_fresh(known[0], asked):
            return known[2]
        with self._database.reading() as tx:
            version = offices.config_version(tx.connection, code)
            office = known[2] if known and known[1] == version else offices.load(tx, code)
        self._known[code] = (asked, version, office)
        return office

    def expire(self) -> None:
        """Look for changes when an office is asked for next, however fresh it is."""
        self._expired = time.monotonic()

    def hear(self, happened: Event) -> None:
        """A listener for the database: what this process changed it sees at once."""
        if isinstance(happened, OfficeChanged):
            self.expire()

    def all(self) -> list[Office]:
        """Every office of the database, at most FRESH_S seconds old."""
        asked = time.monotonic()
        if not self._is_fresh(self._codes[0], asked):
            with self._database.reading() as tx:
                self._codes = (asked, offices.codes(tx.connection))
        return [self.get(code) for code in self._codes[1]]

    def _is_fresh(self, read: float, now: float) -> bool:
        """A reading counts from its beginning, so that one which was under way at a change is not kept."""
        return read > self._expired and now - read < FRESH_S


def import_profile(tx: Tx, profile: Profile, *, always_open: bool = False, now: datetime) -> Office:
    """Make the office of this profile, or change it to what the profile says.

    What the profile no longer names is put out of use, never deleted: past tickets point to it. Whoever
    waited at a counter that is no more waits for anybody. Raises QueueInUse where people still wait or are
    served in a queue that would be put out of use, CounterInUse while somebody is at a counter that would be, and
    NumbersGiven where numbers would be written anew while
    the day has some.
    """
    row = tx.session.scalars(select(OfficeRow).where(OfficeRow.code == profile.office.code)).first()
    if row is None:
        row = OfficeRow(code=profile.office.code, version=0, config_version=0)
        tx.session.add(row)
        _fill_office(row, profile.office, always_open=always_open)
        tx.session.flush()
    here = tx.of_office(row.id)
    before = offices.load(tx, row.code)
    _require_nobody_lost(here, before, profile.office, now=now)
    _fill_office(row, profile.office, always_open=always_open)
    row.config_version = here.version
    tx.session.flush()
    queues = _import_queues(tx, row.id, profile.office.queues)
    for left in _import_counters(tx, row.id, profile.office.counters, queues):
        counters.retire(here, left, now=now)
    _import_priorities(tx, row.id, profile.office.priorities)
    _import_procedures(tx, row.id, profile.procedures, queues)
    if [announcement_profile(one) for one in before.announcements] != profile.office.announcements:
        tx.session.execute(delete(AnnouncementRow).where(AnnouncementRow.office_id == row.id))
        tx.session.add_all(_announcements(row.id, profile.office.announcements))
    tx.session.flush()
    tx.announce(OfficeChanged(row.id))
    tx.announce(RoomChanged(row.id))
    return offices.load(tx, profile.office.code)


def export_profile(tx: Tx, code: str) -> Profile:
    """The office as a profile; UnknownOffice if there is none.

    It is what is stored, not looked through again: a value that a later rule would refuse is shown as it is, so
    that it can be mended.
    """
    row = tx.session.scalars(select(OfficeRow).where(OfficeRow.code == code)).first()
    if row is None:
        raise UnknownOffice(office=code)
    office = offices.load(tx, code)
    letters = {queue.id: queue.code for queue in office.queues}
    procedures = tx.session.scalars(
        select(ProcedureRow)
        .where(ProcedureRow.office_id == row.id, ProcedureRow.active)
        .order_by(ProcedureRow.id)
    )
    return Profile.model_construct(
        office=OfficeProfile.model_construct(
            code=office.code,
            name=office.name,
            authority=office.authority,
            slogan=office.slogan,
            hotline=office.hotline,
            timezone=office.timezone,
            languages=list(office.languages),
            printer=office.printer,
            calls_before_no_show=office.rules.calls_before_no_show,
            reinstate_minutes=office.rules.reinstate_within // _MINUTE,
            transfer="end-of-line" if office.rules.transfer_to_end else "keep-standing",
            closing=office.rules.closing.value,
            closes_after_minutes=office.rules.closes_after // _MINUTE,
            more_time_minutes=office.rules.more_time // _MINUTE,
            more_time_at_most=office.rules.more_time_at_most,
            welcome=row.welcome,
            slip_header=list(row.header),
            slip_footer=list(row.footer),
            texts={spoken: OfficeTexts.model_construct(**texts) for spoken, texts in row.texts.items()},
            accent=row.accent,
            emblem=row.emblem,
            target_wait_minutes=office.rules.target_wait // _MINUTE,
            announcements=[announcement_profile(one) for one in office.announcements],
            hours=HoursProfile.model_construct(None, **row.hours),
            voice=VoiceProfile.model_construct(**row.voice),
            queues=[
                _queue_profile(queue)
                for queue in tx.session.scalars(
                    select(QueueRow)
                    .where(QueueRow.office_id == row.id, QueueRow.active)
                    .order_by(QueueRow.position)
                )
            ],
            counters=[
                CounterProfile.model_construct(
                    number=counter.number,
                    name=counter.name,
                    serves={letter: lag // _MINUTE for letter, lag in counter.lags.items()},
                )
                for counter in office.counters
            ],
            priorities=[
                PriorityProfile.model_construct(
                    code=priority.code,
                    name=priority.name,
                    name_en=priority.name_en,
                    mark=priority.mark,
                    head_start_minutes=priority.head_start // _MINUTE,
                    confirm=priority.confirm,
                )
                for priority in office.priorities
            ],
        ),
        procedures=[
            ProcedureProfile.model_construct(
                code=procedure.code,
                queue=letters[procedure.queue_id],
                name=procedure.name,
                name_en=procedure.name_en,
                **procedure.facts,
            )
            for procedure in procedures
        ],
    )


_MINUTE = timedelta(minutes=1)


def _queue_profile(row: QueueRow) -> QueueProfile:
    return QueueProfile.model_construct(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        service_minutes=row.service_time / _MINUTE,
        prefix=None if row.prefix == row.code else row.prefix,
        digits=row.digits,
        first_number=row.first_number,
        last_number=row.last_number,
        daily_limit=row.daily_limit,
        last_ticket_minutes=row.last_ticket // _MINUTE,
        target_wait_minutes=None if row.target_wait is None else row.target_wait // _MINUTE,
        hours=HoursProfile.model_construct(None, **row.hours) if row.hours else None,
    )


def announcement_profile(one: Announcement) -> str | AnnouncementProfile:
    """Most are a line of text, and stand as one."""
    if not one.text_en and one.shown_from is None and one.shown_until is None:
        return one.text
    return AnnouncementProfile.model_construct(
        text=one.text, text_en=one.text_en, shown_from=one.shown_from, shown_until=one.shown_until
    )


def _announcements(
    office_id: int, profiles: Iterable[str | AnnouncementProfile]
) -> Iterator[AnnouncementRow]:
    for position, one in enumerate(profiles):
        told = AnnouncementProfile(text=one) if isinstance(one, str) else one
        yield AnnouncementRow(office_id=office_id, position=position, **told.model_dump())


def _fill_office(row: OfficeRow, profile: OfficeProfile, *, always_open: bool) -> None:
    row.name = profile.name
    row.authority = profile.authority
    row.slogan = profile.slogan
    row.hotline = profile.hotline
    row.timezone = profile.timezone
    row.hours = profile.hours.model_dump()
    row.always_open = always_open
    row.header = profile.slip_header
    row.footer = profile.slip_footer
    row.welcome = profile.welcome
    row.texts = {spoken: texts.model_dump() for spoken, texts in profile.texts.items()}
    row.accent = profile.accent
    row.emblem = profile.emblem
    row.languages = profile.languages
    row.printer = profile.printer
    row.calls_before_no_show = profile.calls_before_no_show
    row.reinstate_within = timedelta(minutes=profile.reinstate_minutes)
    row.transfer_to_end = profile.transfer == "end-of-line"
    row.closing = profile.closing
    row.closes_after = timedelta(minutes=profile.closes_after_minutes)
    row.more_time = timedelta(minutes=profile.more_time_minutes)
    row.more_time_at_most = profile.more_time_at_most
    row.voice = profile.voice.model_dump()
    row.target_wait = timedelta(minutes=profile.target_wait_minutes)


def _import_queues(tx: Tx, office_id: int, profiles: Iterable[QueueProfile]) -> dict[str, int]:
    known = {
        row.code: row for row in tx.session.scalars(select(QueueRow).where(QueueRow.office_id == office_id))
    }
    for row in known.values():
        row.active = False
    for position, profile in enumerate(profiles):
        row = known.get(profile.code) or QueueRow(office_id=office_id, code=profile.code)
        row.name, row.name_en, row.position, row.active = profile.name, profile.name_en, position, True
        row.service_time = timedelta(minutes=profile.service_minutes)
        row.prefix = _prefix(profile)
        row.digits, row.daily_limit = profile.digits, profile.daily_limit
        row.first_number, row.last_number = profile.first_number, profile.last_number
        row.last_ticket = timedelta(minutes=profile.last_ticket_minutes)
        aim = profile.target_wait_minutes
        row.target_wait = None if aim is None else timedelta(minutes=aim)
        row.hours = profile.hours.model_dump() if profile.hours else None
        tx.session.add(row)
        known[profile.code] = row
    tx.session.flush()
    return {code: row.id for code, row in known.items()}


def _require_nobody_lost(tx: Tx, before: Office, profile: OfficeProfile, *, now: datetime) -> None:
    """Raise a refusal where the profile would leave people in no line or at no counter, or make two the same number."""
    kept = {queue.code: queue for queue in profile.queues}
    visits = tickets.still_open(tx.connection, tx.office_id)
    for queue in before.queues:
        if queue.code not in kept and (left := visits.get(queue.id, 0)):
            raise QueueInUse(queue=queue.code, name=queue.name, waiting=left)
    remaining = {counter.number for counter in profile.counters}
    for counter in before.counters:
        if counter.number not in remaining and (there := tickets.at_counter(tx.connection, counter.id)):
            raise CounterInUse(counter=counter.number, label=there.label)
    day = before.business_day(now, tx.closed_through)
    known = {queue.code: queue for queue in (*before.queues, *before.retired_queues)}
    for planned in profile.queues:
        was = known.get(planned.code)
        form = (_prefix(planned), planned.digits)
        if was is None or form != (was.prefix, was.digits) or was not in before.queues:
            _require_own_numbers(tx, planned, was, day)


def _require_own_numbers(tx: Tx, planned: QueueProfile, queue: Queue | None, day: date) -> None:
    """Raise NumbersGiven where the day has numbers of this queue's in another form, or of another's in its own."""
    prefix, digits = _prefix(planned), planned.digits
    given = tickets.labels_of_day(tx.connection, tx.office_id, day)
    refusal = NumbersGiven(queue=planned.code, name=planned.name, day=f"{day:%d/%m/%Y}")
    if queue and (prefix, digits) != (queue.prefix, queue.digits) and given.pop(queue.id, None):
        raise refusal
    others = {
        label for queue_id, labels in given.items() if not queue or queue_id != queue.id for label in labels
    }
    if numbers_in(others, prefix, digits):
        raise refusal


def _prefix(profile: QueueProfile) -> str:
    return profile.code if profile.prefix is None else profile.prefix


def _import_counters(
    tx: Tx, office_id: int, profiles: Iterable[CounterProfile], queues: dict[str, int]
) -> list[int]:
    """Write the counters; the ids of those that are no more."""
    known = {
        row.number: row
        for row in tx.session.scalars(select(CounterRow).where(CounterRow.office_id == office_id))
    }
    for row in known.values():
        row.active = False
    for profile in profiles:
        row = known.get(profile.number) or CounterRow(
            office_id=office_id, number=profile.number, state="closed"
        )
        row.name, row.active = profile.name, True
        tx.session.add(row)
        tx.session.flush()
        tx.session.execute(delete(CounterQueueRow).where(CounterQueueRow.counter_id == row.id))
        tx.session.execute(
            insert(CounterQueueRow),
            [
                {"counter_id": row.id, "queue_id": queues[letter], "lag": timedelta(minutes=lag)}
                for letter, lag in profile.serves.items()
            ],
        )
    tx.session.flush()
    return [row.id for row in known.values() if not row.active]


def _import_priorities(tx: Tx, office_id: int, profiles: Iterable[PriorityProfile]) -> None:
    known = {
        row.code: row
        for row in tx.session.scalars(select(PriorityRow).where(PriorityRow.office_id == office_id))
    }
    for row in known.values():
        row.active = False
    for position, profile in enumerate(profiles):
        row = known.get(profile.code) or PriorityRow(office_id=office_id, code=profile.code)
        row.name, row.name_en, row.mark = profile.name, profile.name_en, profile.mark
        row.head_start, row.position, row.active = (
            timedelta(minutes=profile.head_start_minutes),
            position,
            True,
        )
        row.confirm = profile.confirm
        tx.session.add(row)


def _import_procedures(
    tx: Tx, office_id: int, profiles: Iterable[ProcedureProfile], queues: dict[str, int]
) -> None:
    rows = tx.session.scalars(select(ProcedureRow).where(ProcedureRow.office_id == office_id))
    known = {row.code: row for row in rows}
    for row in known.values():
        row.active = False
    for profile in profiles:
        row = known.get(profile.code) or ProcedureRow(office_id=office_id, code=profile.code)
        row.queue_id, row.name, row.name_en, row.active = (
            queues[profile.queue],
            profile.name,
            profile.name_en,
            True,
        )
        row.facts = _facts(profile)
        tx.session.add(row)


def _facts(profile: Section) -> dict[str, object]:
    return profile.model_dump(exclude={"code", "queue", "name", "name_en"})
