"""Profiles go into the database and come out again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from queue_app.domain.voice import Numbers, Voice
from queue_app.profiles import schema
from queue_app.services.offices import Offices, export_profile, import_profile
from queue_app.storage import offices
from queue_app.storage.database import Database
from tests.conftest import MONDAY

THANH_LIET = schema.read(schema.find("phuong-thanh-liet"))


def test_the_demo_office_is_the_one_that_was_asked_for(database: Database) -> None:
    with database.transaction() as tx:
        office = import_profile(tx, THANH_LIET, now=MONDAY)
    assert [(queue.code, queue.name) for queue in office.queues] == [
        ("A", "Hộ tịch"),
        ("B", "Chứng thực"),
        ("C", "Đất đai – Xây dựng"),
        ("D", "Bảo trợ xã hội"),
        ("E", "Hộ kinh doanh"),
        ("P", "Tiếp công dân"),
    ]
    assert len(office.counters) == 8
    assert len(office.procedures) == 75
    assert {queue for counter in office.counters for queue in counter.lags} == {
        queue.code for queue in office.queues
    }


def test_a_profile_comes_out_as_it_went_in(database: Database, tmp_path: Path) -> None:
    with database.transaction() as tx:
        import_profile(tx, THANH_LIET, now=MONDAY)
    with database.reading() as tx:
        written = schema.write(export_profile(tx, "phuong-thanh-liet"), tmp_path)
    assert schema.read(written) == THANH_LIET


def test_importing_again_changes_the_office_and_keeps_its_rows(database: Database) -> None:
    with database.transaction() as tx:
        before = import_profile(tx, THANH_LIET, now=MONDAY)
    fewer = THANH_LIET.office.model_copy(
        update={"name": "Tên mới", "counters": THANH_LIET.office.counters[:3]}
    )
    with database.transaction() as tx:
        after = import_profile(tx, THANH_LIET.model_copy(update={"office": fewer}), now=MONDAY)
    assert (after.id, after.name, len(after.counters)) == (before.id, "Tên mới", 3)
    assert after.queues == before.queues
    with database.transaction() as tx:
        assert import_profile(tx, THANH_LIET, now=MONDAY).counters == before.counters


def test_a_running_server_sees_an_import_within_a_second(database: Database) -> None:
    with database.transaction() as tx:
        import_profile(tx, THANH_LIET, now=MONDAY)
    at_hand = Offices(database)
    assert at_hand.get("phuong-thanh-liet").name == THANH_LIET.office.name
    renamed = THANH_LIET.office.model_copy(update={"name": "Tên mới"})
    with database.transaction() as tx:
        import_profile(tx, THANH_LIET.model_copy(update={"office": renamed}), now=MONDAY)
    at_hand.expire()
    assert at_hand.get("phuong-thanh-liet").name == "Tên mới"


def test_an_unchanged_office_is_not_loaded_again(database: Database) -> None:
    with database.transaction() as tx:
        import_profile(tx, THANH_LIET, now=MONDAY)
        assert offices.codes(tx.connection) == ["phuong-thanh-liet"]
    at_hand = Offices(database)
    first = at_hand.get("phuong-thanh-liet")
    at_hand.expire()
    assert at_hand.get("phuong-thanh-liet") is first


def test_what_is_announced_and_aimed_at_comes_out_of_the_database_as_it_went_in(database: Database) -> None:
    shipped = schema.read(schema.find("phuong-thanh-liet"))
    told = shipped.office.model_dump() | {
        "target_wait_minutes": 25,
        "announcements": ["Xin giữ trật tự", {"text": "Họp", "text_en": "A meeting", "shown_from": MONDAY}],
    }
    told["queues"][2]["target_wait_minutes"] = 40
    profile = shipped.model_copy(update={"office": schema.OfficeProfile.model_validate(told)})
    with database.transaction() as tx:
        office = import_profile(tx, profile, now=MONDAY)
    assert [office.target_wait(queue) / timedelta(minutes=1) for queue in office.queues[1:3]] == [25, 40]
    with database.reading() as tx:
        assert export_profile(tx, office.code).office == profile.office


def test_how_an_office_calls_its_numbers_comes_out_of_the_database_as_it_went_in(database: Database) -> None:
    shipped = schema.read(schema.find("phuong-thanh-liet"))
    south = schema.VoiceProfile(
        numbers="whole",
        counters="digits",
        zero_tens="lẻ",
        thousand="ngàn",
        four="bốn",
        times=1,
        speak_within_seconds=45,
        packs={"vi": "lan"},
    )
    profile = shipped.model_copy(update={"office": shipped.office.model_copy(update={"voice": south})})
    with database.transaction() as tx:
        office = import_profile(tx, profile, now=MONDAY)
    assert office.voice == Voice(
        numbers=Numbers.WHOLE,
        counters=Numbers.DIGITS,
        zero_tens="lẻ",
        thousand="ngàn",
        four="bốn",
        times=1,
        speak_within=timedelta(seconds=45),
        packs={"vi": "lan"},
    )
    assert (office.voice.pack("vi"), office.voice.pack("en")) == ("lan", "en")
    with database.reading() as tx:
        assert export_profile(tx, office.code).office == profile.office
