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
        ("data = 'x'", "the data folder is given by --data"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BrokenFile) as broken:
        read(tmp_path, text)
    assert said in str(broken.value)
    assert str(tmp_path / "config.toml") in str(broken.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="no such file"):
        read_settings(tmp_path / "nothing.toml", tmp_path)


PROFILE = (schema.FOLDER / "phuong-thanh-liet.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'timezone = "Asia/Ho_Chi_Minh"',
            'timezone = "Hà Nội"',
            "key 'timezone': Value error, is no time zone",
        ),
        ('"7:30-11:30"', '"7h30-11h30"', "key 'hours.monday.1'"),
        ('code = "B"', 'code = "A"', "queues: code A stands twice"),
        ("serves = { C = 0 }", "serves = { X = 0 }", "counter 6 serves X, which is no queue"),
        ("service_minutes = 8", "service_minutes = 0", "key 'queues.1.service_minutes'"),
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
    ("row", "said"),
    [
        ("1,Z,Tên,Name,f,0,0,true,,", "office.csv:2: key 'queue': Z is no queue of this office"),
        ("1,A,,Name,f,0,0,true,,", "key 'name'"),
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


def test_an_unknown_profile_names_the_shipped_ones() -> None:
    with pytest.raises(BrokenFile, match="shipped are: phuong-thanh-liet"):
        schema.find("nowhere")
