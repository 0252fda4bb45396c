"""Administrators change the office while it works, each change whole, written down, and to be taken back."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from queue_app.domain.changes import Difference
from queue_app.domain.errors import (
    AlreadyTakenBack,
    BadSetting,
    NumbersGiven,
    QueueInUse,
    Refusal,
    SettingChanged,
    UnknownChange,
)
from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.services import access, changes, settings, tickets, undoing
from queue_app.services.access import Role
from queue_app.services.changes import Change
from queue_app.services.offices import Offices, export_profile
from queue_app.storage import people
from queue_app.storage.database import Database
from tests.conftest import Clock
from tests.services.test_moves import Ward


class Administration:
    """What an administrator does, each in a transaction of its own."""

    def __init__(self, database: Database, office: Office, clock: Clock) -> None:
        self.database, self.office, self.clock = database, office, clock
        self.actor = "token:1"

    def changes(self, *wanted: Difference) -> int | None:
        with self.database.transaction(self.office.id) as tx:
            return settings.change(tx, self.now(), wanted, actor=self.actor, now=self.clock())

    def renames(self, letter: str, before: str, after: str) -> int | None:
        return self.changes(Difference("queues", letter, "name", before, after))

    def retires(self, section: str, key: str) -> int | None:
        with self.database.transaction(self.office.id) as tx:
            return settings.retire(tx, self.now(), section, key, actor=self.actor, now=self.clock())

    def takes_back(self, change: int | None) -> int | None:
        assert change is not None
        with self.database.transaction(self.office.id) as tx:
            return undoing.take_back(tx, self.now(), change, actor=self.actor, now=self.clock())

    def profile(self) -> schema.Profile:
        with self.database.reading() as tx:
            return export_profile(tx, self.office.code)

    def log(self) -> list[Change]:
        with self.database.reading() as tx:
            return changes.newest(tx, self.office)

    def now(self) -> Office:
        return Offices(self.database).get(self.office.code)


@pytest.fixture
def administration(database: Database, thanh_liet: Office, clock: Clock) -> Administration:
    return Administration(database, thanh_liet, clock)


def test_a_change_says_who_when_before_and_after_and_is_taken_back(administration: Administration) -> None:
    database, office, clock = administration.database, administration.office, administration.clock
    with database.transaction() as tx:
        access.put_user(
            tx, office, "chau", name="Hoàng Bảo Châu", role=Role.ADMIN, password="mật khẩu", now=clock()
        )
        chau = people.user_named(tx.connection, "chau")
    assert chau
    before = administration.profile()
    administration.actor = f"user:{chau.id}"
    change = administration.renames("A", "Hộ tịch", "Hộ tịch – Quốc tịch")
    assert administration.now().queue("A").name == "Hộ tịch – Quốc tịch"
    assert administration.now().hours.always, "a change leaves everything else as it was"
    (entry,) = administration.log()
    assert (entry.id, entry.who, entry.at) == (change, "Hoàng Bảo Châu", clock())
    assert entry.parts == (Difference("queues", "A", "name", "Hộ tịch", "Hộ tịch – Quốc tịch"),)
    back = administration.takes_back(change)
    assert administration.profile() == before
    assert [(one.id, one.takes_back, one.undone_by) for one in administration.log()] == [
        (back, change, None),
        (change, None, back),
    ]
    with pytest.raises(AlreadyTakenBack):
        administration.takes_back(change)
    administration.takes_back(back)
    assert administration.now().queue("A").name == "Hộ tịch – Quốc tịch"


def test_two_administrators_at_different_values_do_not_disturb_each_other(
    administration: Administration,
) -> None:
    first = administration.renames("A", "Hộ tịch", "Hộ tịch mới")
    administration.changes(Difference("queues", "A", "name_en", "Civil status", "Registry"))
    administration.takes_back(first)
    queue = administration.now().queue("A")
    assert (queue.name, queue.name_en) == ("Hộ tịch", "Registry")


def test_who_saw_an_old_value_changes_nothing_and_hears_what_it_is_now(
    administration: Administration,
) -> None:
    first = administration.renames("A", "Hộ tịch", "Hộ tịch một")
    with pytest.raises(SettingChanged) as refused:
        administration.renames("A", "Hộ tịch", "Hộ tịch hai")
    assert refused.value.values["field"] == "queues/A/name"
    assert refused.value.values["present"] == '"Hộ tịch một"'
    administration.renames("A", "Hộ tịch một", "Hộ tịch ba")
    with pytest.raises(SettingChanged):
        administration.takes_back(first)
    assert administration.now().queue("A").name == "Hộ tịch ba"
    assert len(administration.log()) == 2


def test_of_two_administrators_at_the_same_moment_one_is_told(administration: Administration) -> None:
    told: list[object] = []
    together = threading.Barrier(2)

    def rename(to: str) -> None:
        together.wait(10)
        try:
            told.append(administration.renames("A", "Hộ tịch", to))
        except Refusal as refusal:
            told.append(refusal.code)

    both = [threading.Thread(target=rename, args=(name,)) for name in ("Một", "Hai")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert [isinstance(one, int) for one in told].count(True) == 1
    assert "setting-changed" in told
    assert len(administration.log()) == 1


def test_a_queue_put_out_of_use_comes_back_with_its_counters_and_procedures(
    administration: Administration,
) -> None:
    before = administration.profile()
    with pytest.raises(BadSetting) as refused:
        administration.retires("queues", "C")
    assert refused.value.sentence == "bad-setting-only-queue"
    gone = administration.retires("queues", "E")
    after = administration.profile()
    assert "E" not in [queue.code for queue in after.office.queues]
    assert "E" not in {row.queue for row in after.procedures}
    administration.takes_back(gone)
    again = administration.profile()
    assert [queue.code for queue in again.office.queues] == [queue.code for queue in before.office.queues]
    assert again == before


def test_a_queue_somebody_waits_in_stays(
    administration: Administration, database: Database, clock: Clock
) -> None:
    ward = Ward(database, administration.office, clock)
    ward.takes("E")
    with pytest.raises(QueueInUse):
        administration.retires("queues", "E")
    assert administration.log() == []


def test_a_new_queue_comes_with_a_counter_that_serves_it(administration: Administration) -> None:
    entry = {"name": "Hộ khẩu", "name_en": "Residence", "service_minutes": 6}
    new = Difference("queues", "H", "", None, entry)
    with pytest.raises(BadSetting) as refused:
        administration.changes(new)
    assert (refused.value.values["field"], refused.value.sentence) == (
        "queues/H/code",
        "bad-setting-unserved",
    )
    serves = {"A": 0, "B": 15}
    change = administration.changes(new, Difference("counters", "1", "serves", serves, {**serves, "H": 5}))
    assert administration.now().queue("H").name == "Hộ khẩu"
    administration.takes_back(change)
    assert "H" not in [queue.code for queue in administration.now().queues]


def test_the_letter_of_a_queue_put_out_of_use_today_is_taken_until_tomorrow(
    administration: Administration, database: Database, clock: Clock
) -> None:
    ward = Ward(database, administration.office, clock)
    ward.does(tickets.cancel, ward.takes("P"))
    administration.retires("queues", "P")
    entry = {"name": "Tiếp dân", "name_en": "Reception", "service_minutes": 9, "prefix": "P"}
    lags = {"E": 0, "C": 15}
    new = (
        Difference("queues", "T", "", None, entry),
        Difference("counters", "8", "serves", lags, {**lags, "T": 0}),
    )
    with pytest.raises(NumbersGiven):
        administration.changes(*new)
    clock.pass_(days=1)
    administration.changes(*new)
    ward.office = administration.now()
    assert ward.takes("T").label == "P001"


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        (Difference("queues", "A", "name", "Hộ tịch", "  "), "queues/A/name", "empty"),
        (Difference("queues", "A", "name", "Hộ tịch", "x" * 201), "queues/A/name", "too-long"),
        (Difference("queues", "A", "digits", 3, "ba"), "queues/A/digits", "no-number"),
        (Difference("queues", "A", "last_number", 9999, 0), "queues/A/last_number", "too-small"),
        (Difference("queues", "A", "prefix", None, "B"), "queues/B/prefix", "same-number"),
        (Difference("counters", "4", "serves", {"B": 0}, {}), "counters/4/serves", "too-few"),
        (Difference("counters", "4", "serves", {"B": 0}, {"B": 999}), "counters/4/serves.B", "too-large"),
        (Difference("counters", "4", "serves", {"B": 0}, {"Z": 0}), "counters/4/serves", "no-such-queue"),
        (Difference("office", "", "nonsense", None, 1), "office//nonsense", "wrong-form"),
        (Difference("office", "", "accent", "", "red"), "office//accent", "wrong-form"),
        (
            Difference("procedures", "1.001193", "queue", "A", "Z"),
            "procedures/1.001193/queue",
            "no-such-queue-of-procedure",
        ),
    ],
)
def test_a_wrong_value_is_said_where_it_stands_and_nothing_is_changed(
    administration: Administration, wrong: Any, field: str, sentence: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        administration.changes(wrong)
    assert (refused.value.values["field"], refused.value.sentence) == (field, f"bad-setting-{sentence}")
    assert administration.log() == []


def test_hours_that_overlap_are_refused(administration: Administration) -> None:
    before = administration.profile().office.hours.model_dump()
    wrong = {**before, "monday": ["7:30-11:30", "11:00-17:00"]}
    with pytest.raises(BadSetting) as refused:
        administration.changes(Difference("office", "", "hours", before, wrong))
    assert refused.value.sentence == "bad-setting-wrong-hours"


def test_signs_that_nobody_sees_are_not_kept(administration: Administration) -> None:
    administration.renames("A", "Hộ tịch", "Hộ\0 \u202etịch\u202c mới")
    slogan = Difference("office", "", "slogan", administration.now().slogan, "Một\nHai\u200b")
    administration.changes(slogan)
    office = administration.now()
    assert (office.queue("A").name, office.slogan) == ("Hộ tịch mới", "Một\nHai")


def test_what_says_nothing_new_is_no_change(administration: Administration) -> None:
    assert administration.renames("A", "Hộ tịch", " Hộ tịch ") is None
    assert administration.log() == []


def test_a_whole_profile_is_brought_in_as_one_change_and_taken_back(administration: Administration) -> None:
    before = administration.profile()
    office = before.office.model_copy(update={"name": "Tên mới", "hotline": "1022"})
    wanted = before.model_copy(update={"office": office, "procedures": before.procedures[5:]})
    with administration.database.transaction(administration.office.id) as tx:
        seen = settings.preview(tx, administration.office, wanted)
        change = settings.bring_in(
            tx, administration.office, wanted, actor="console", now=administration.clock()
        )
    assert {(one.section, one.field) for one in seen} == {
        ("office", "name"),
        ("office", "hotline"),
        ("procedures", ""),
    }
    assert administration.profile() == wanted
    administration.takes_back(change)
    assert administration.profile() == before


def test_what_the_command_line_imports_stands_in_the_log_too(administration: Administration) -> None:
    before = administration.profile()
    wanted = before.model_copy(update={"office": before.office.model_copy(update={"hotline": "1022"})})
    with administration.database.transaction() as tx:
        settings.bring_in_from_console(tx, wanted, always_open=True, now=administration.clock())
    (entry,) = administration.log()
    assert (entry.actor, entry.parts[0].field) == (changes.CONSOLE, "hotline")
    administration.takes_back(entry.id)
    assert administration.profile() == before


def test_there_is_no_change_of_another_office_to_take_back(administration: Administration) -> None:
    with pytest.raises(UnknownChange):
        administration.takes_back(4711)
