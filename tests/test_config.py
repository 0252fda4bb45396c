"""What a broken file gets: file, line, key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from queue_app.config import BrokenFile, Settings, read_settings
from queue_app.profiles import schema

ROOT = Path(__file__).parents[1]


def read(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")
    return read_settings(file, tmp_path)


def test_the_shipped_file_says_what_the_defaults_are(tmp_path: Path) -> None:
    shipped = read_settings(ROOT / "config.toml", tmp_path)
    assert shipped == Settings(data=tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server]\nhots = 'x'", "config.toml:2: key 'server.hots': unknown key, did you mean 'host'?"),
        ("[sever]\nport = 1", "config.toml:1: key 'sever': unknown key, did you mean 'server'?"),
        ("[server]\n\nport = 'x'", "config.toml:3: key 'server.port': Input should be a valid integer"),
        (
            "[server]\nport = 99999",
            "config.toml:2: key 'server.port': Input should be less than or equal to 65535",
        ),
        (
            "[[printers]]\nname = 'a'\n[[printers]]\nname = 'b'\ndriver = 'usb'",
            "config.toml:5: key 'printers.2.driver': Input should be 'network' or 'virtual', found 'usb'",
        ),
        ("[[printers]]\nport = 1", "config.toml:1: key 'printers.1.name': is missing"),
        ("[[printers]]\nname='a'\n[[printers]]\nname='a'", "two printers have the same name"),
        ("[server\nport = 1", "not TOML: Expected ']' at the end of a table declaration (at line 1"),
        (
            "[push]\nservices = ['http://10.0.0.5']",
            "config.toml:2: key 'push.services.1': String should match",
        ),
        ("data = 'x'", "the data folder is given by --data"),
        ("[database]\nurl = 'garbage'", "config.toml:2: key 'database.url': expected postgresql+psycopg://"),
        (
            "[database]\nurl = 'mysql://x/y'",
            "config.toml:2: key 'database.url': expected postgresql+psycopg://",
        ),
        (
            "[database]\nurl = 'sqlite://'",
            "config.toml:2: key 'database.url': expected postgresql+psycopg://",
        ),
        (
            "[database]\nurl = 'postgresql://x:y/z'",
            "config.toml:2: key 'database.url': is no address such as",
        ),
        ("[redis]\nurl = 'garbage'", "config.toml:2: key 'redis.url': expected redis://host:6379/0"),
        ("[redis]\nurl = 'redis://x:y/0'", "config.toml:2: key 'redis.url': expected redis://host:6379/0"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BrokenFile) as broken:
        read(tmp_path, text)
    assert said in str(broken.value)
    assert str(tmp_path / "config.toml") in str(broken.value)


def test_a_password_in_a_mistaken_address_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile) as broken:
        read(tmp_path, "[database]\nurl = 'mysql://queue:secret@host/x'")
    assert "secret" not in str(broken.value)
    assert "mysql://queue:…@host/x" in str(broken.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_common_spelling_of_postgresql_is_understood(tmp_path: Path, scheme: str) -> None:
    settings = read(tmp_path, f"[database]\nurl = '{scheme}://queue@host/name'")
    assert settings.database_url == "postgresql+psycopg://queue@host/name"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff[server]\nport = 81").server.port == 81
    with pytest.raises(BrokenFile, match=r"config\.toml:1: key 'sever'"):
        read(tmp_path, "\ufeff[sever]\nport = 81")


def test_another_encoding_is_said_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[server]", "utf-16")
    with pytest.raises(BrokenFile, match=r"config\.toml: not UTF-8 text"):
        read_settings(tmp_path / "config.toml", tmp_path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="no such file"):
        read_settings(tmp_path / "nothing.toml", tmp_path)


PROFILE = (schema.FOLDER / "phuong-thanh-liet.toml").read_text("utf-8")
PROCEDURES = (schema.FOLDER / "phuong-thanh-liet.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'timezone = "Asia/Ho_Chi_Minh"',
            'timezone = "Hà Nội"',
            "profile.toml:9: key 'timezone': is no time zone",
        ),
        ('"7:30-11:30"', '"7h30-11h30"', "key 'hours.monday.1'"),
        (
            'timezone = "Asia/Ho_Chi_Minh"',
            'timezone = "Asia"',
            "profile.toml:9: key 'timezone': is no time zone",
        ),
        (
            '["7:30-11:30", ',
            '["11:30-7:30", ',
            "profile.toml:17: key 'hours.monday.1': ends before it begins",
        ),
        (
            '"7:30-11:30", "13:30-17:00"',
            '"7:30-11:30", "11:00-17:00"',
            "profile.toml:17: key 'hours.monday': 11:00-17:00 begins before 7:30-11:30 has ended",
        ),
        ('["vi", "en"]', '["vi", "fr"]', "key 'languages.2': expected 'vi' or 'en'"),
        ('["vi", "en"]', '["en"]', "profile.toml:10: key 'languages': expected each language once, and 'vi'"),
        ('["vi", "en"]', "[]", "key 'languages': expected each language once, and 'vi'"),
        ('"024 1022"', f'"{"0" * 65}"', "key 'hotline': String should have at most 64 characters"),
        ('slogan = "', f'slogan = "{"x" * 400}', "key 'slogan': String should have at most 400 characters"),
        (
            'slip_footer = ["',
            f'slip_footer = ["{"x" * 200}',
            "key 'slip_footer.1': String should have at most",
        ),
        (
            'slip_footer = ["',
            'slip_footer = ["1", "2", "3", "4", "5", "6", "',
            "key 'slip_footer': List should",
        ),
        ('code = "B"', 'code = "A"', "profile.toml:32: key 'queues.2.code': A stands twice"),
        ("number = 2", "number = 1", "key 'counters.2.number': 1 stands twice"),
        (
            "serves = { C = 0 }",
            "serves = { X = 0 }",
            "key 'counters.6.serves': counter 6 serves X, which is no queue",
        ),
        (
            "serves = { P = 0, E = 0, C = 15 }",
            "serves = { E = 0, C = 15 }",
            "profile.toml:56: key 'queues.6.code': no counter serves queue P",
        ),
        ("service_minutes = 8", "service_minutes = 0", "key 'queues.1.service_minutes'"),
        (
            "service_minutes = 5",
            'service_minutes = 5\nprefix = "A"\nfirst_number = 500',
            "profile.toml:36: key 'queues.2.prefix': queues A and B could both give the number A500",
        ),
        (
            "service_minutes = 8",
            'service_minutes = 8\nprefix = "1"\n[[queues]]\ncode = "F"\nname = "Khác"\nname_en = "Other"\n'
            'service_minutes = 5\nprefix = ""\nfirst_number = 1001\nlast_number = 1999',
            "profile.toml:36: key 'queues.2.prefix': queues A and F could both give the number 1001",
        ),
        (
            "service_minutes = 8",
            "service_minutes = 8\nfirst_number = 500\nlast_number = 499",
            "profile.toml:31: key 'queues.1.last_number': lies before the first number, 500",
        ),
        ("service_minutes = 8", 'service_minutes = 8\nprefix = "-"', "key 'queues.1.prefix': String should"),
        ("head_start_minutes = 15", "head_start = 15", "did you mean 'head_start_minutes'?"),
    ],
)
def test_a_broken_profile_says_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "profile.toml"
    assert old in PROFILE
    file.write_text(PROFILE.replace(old, new, 1), "utf-8")
    with pytest.raises(BrokenFile) as broken:
        schema.read(file)
    assert said in str(broken.value)


@pytest.mark.parametrize(
    "numbers",
    ['prefix = "A-"', 'prefix = "1"', 'prefix = ""\ndigits = 4', 'prefix = "A"\nfirst_number = 10000'],
)
def test_numbers_that_nobody_can_mix_up_are_allowed(tmp_path: Path, numbers: str) -> None:
    (tmp_path / "office.csv").write_text(PROCEDURES, "utf-8")
    file = tmp_path / "office.toml"
    last = "\nlast_number = 20000" if "10000" in numbers else ""
    file.write_text(
        PROFILE.replace("service_minutes = 5", f"service_minutes = 5\n{numbers}{last}", 1), "utf-8"
    )
    assert schema.read(file).office.queues[1].code == "B"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,Z,Tên,Name,f,0,0,true,,", "office.csv:2: key 'queue': Z is no queue of this office"),
        ("1,A,,Name,f,0,0,true,,", "office.csv:2: key 'name'"),
        ("1,A,Tên,Name,f,0,0,maybe,,", "key 'same_day'"),
        ("1,A,Tên", "has not as many cells as the heading"),
        ("1,A,Tên,Name,f,0,0,true,,\n1,A,Tên,Name,f,0,0,true,,", "office.csv:3: key 'code': 1 stands twice"),
    ],
)
def test_a_broken_row_of_procedures_says_where(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "office.toml").write_text(PROFILE, "utf-8")
    heading = "code,queue,name,name_en,field,days,fee_vnd,same_day,documents,source"
    (tmp_path / "office.csv").write_text(f"{heading}\n{row}\n", "utf-8")
    with pytest.raises(BrokenFile) as broken:
        schema.read(tmp_path / "office.toml")
    assert said in str(broken.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_profile_as_a_spreadsheet_saves_it_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "office.toml").write_text(PROFILE, encoding)
    (tmp_path / "office.csv").write_text(PROCEDURES, encoding)
    assert schema.read(tmp_path / "office.toml") == schema.read(schema.find("phuong-thanh-liet"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_procedures_in_another_encoding_name_their_file(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "office.toml").write_text(PROFILE, "utf-8")
    (tmp_path / "office.csv").write_text(PROCEDURES, encoding)
    with pytest.raises(BrokenFile, match=r"office\.csv: not (UTF-8 text|CSV)"):
        schema.read(tmp_path / "office.toml")


def test_a_profile_without_its_procedures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(PROFILE, "utf-8")
    with pytest.raises(BrokenFile, match=r"office\.csv: no such file; an office's procedures stand beside"):
        schema.read(tmp_path / "office.toml")


def test_an_unknown_profile_names_the_shipped_ones() -> None:
    with pytest.raises(BrokenFile, match="shipped are: phuong-thanh-liet"):
        schema.find("nowhere")
