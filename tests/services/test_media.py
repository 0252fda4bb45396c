"""Pictures and films beside the calls: what is shown when, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from queue_app.services.media import Media

MONDAY = datetime(2026, 11, 23, 8, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


@pytest.fixture
def tet(tmp_path: Path) -> Path:
    folder = tmp_path / "media/tet"
    folder.mkdir(parents=True)
    for name in ("b.png", "a.jpg", "c.webp", "d.gif"):
        Image.new("RGB", (40, 30), "#1e3660").save(folder / name)
    (folder / "e.mp4").write_bytes(FILM)
    (folder / "notes.txt").write_text("of no use", "utf-8")
    return folder


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path / "media")


def names(media: Media, at: datetime = MONDAY) -> list[str]:
    return [slide.file.name for slide in media.slides("tet", at)]


def test_a_folder_is_shown_by_name_and_a_new_file_at_once(media: Media, tet: Path) -> None:
    assert [(slide.file.name, slide.kind, slide.seconds) for slide in media.slides("tet", MONDAY)] == [
        ("a.jpg", "image", 10), ("b.png", "image", 10), ("c.webp", "image", 10), ("d.gif", "image", 10),
        ("e.mp4", "video", None),
    ]  # fmt: skip
    (tet / "b.png").rename(tet / "z.png")
    assert names(media) == ["a.jpg", "c.webp", "d.gif", "e.mp4", "z.png"]


def test_a_schedule_says_how_long_on_which_days_and_between_which_hours(media: Media, tet: Path) -> None:
    (tet / "schedule.toml").write_text(
        'seconds = 12\n[[show]]\nfile = "a.jpg"\nfrom = "8:00"\nuntil = "9:00"\nseconds = 30\n'
        '[[show]]\nfile = "b.png"\nweekdays = ["tuesday"]\n',
        "utf-8",
    )
    assert [(slide.file.name, slide.seconds) for slide in media.slides("tet", MONDAY)][:2] == [
        ("a.jpg", 30), ("c.webp", 12),
    ]  # fmt: skip
    assert names(media, MONDAY.replace(hour=9, minute=0))[0] == "c.webp"
    assert names(media, MONDAY + timedelta(days=1, hours=2))[0] == "b.png"


def test_a_film_of_the_night_runs_over_midnight_and_belongs_to_the_day_it_begins(
    media: Media, tet: Path
) -> None:
    (tet / "schedule.toml").write_text(
        '[[show]]\nfile = "a.jpg"\nfrom = "22:00"\nuntil = "6:00"\nweekdays = ["monday"]\n', "utf-8"
    )
    shown = {(day, hour): "a.jpg" in names(media, MONDAY.replace(hour=hour) + timedelta(days=day))
             for day in (0, 1) for hour in (5, 8, 22)}  # fmt: skip
    assert [when for when, is_shown in shown.items() if is_shown] == [(0, 22), (1, 5)]


@pytest.mark.parametrize(
    "line", ['weekdays = ["thứ hai"]', 'fram = "8:00"', 'from = "9:00"\nuntil = "9:00"', "seconds = "]
)
def test_a_wrong_line_hides_its_own_file_and_no_other(
    media: Media, tet: Path, log_of: Callable[[str], list[Any]], line: str
) -> None:
    told = log_of("queue_app.services.media")
    (tet / "schedule.toml").write_text(
        f'[[show]]\nfile = "b.png"\nseconds = 30\n[[show]]\nfile = "a.jpg"\n{line}\n', "utf-8"
    )
    assert "a.jpg" not in names(media)
    assert {"c.webp", "d.gif"} <= set(names(media))
    assert [one["file"] for one in told] == ["schedule.toml"]


def test_what_is_no_picture_is_left_out_and_told_once(
    media: Media, tet: Path, log_of: Callable[[str], list[Any]]
) -> None:
    told = log_of("queue_app.services.media")
    (tet / "broken.png").write_text("<script>alert(1)</script>", "utf-8")
    (tet / "schedule.toml").write_text("secs = 12\n", "utf-8")
    for _ in range(2):
        assert "broken.png" not in names(media)
    assert sorted(one["file"] for one in told) == ["broken.png", "schedule.toml"]
    assert "did you mean 'seconds'?" in str(told)


def test_nothing_outside_the_folder_is_ever_found(media: Media, tet: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (4, 4)).save(secret)
    (tet / "link.png").symlink_to(secret)
    assert "link.png" not in names(media)
    for folder, name in (("tet", "../../secret.png"), ("..", "secret.png"), ("tet", "link.png"), ("", "x")):
        assert media.file(folder, name) is None
    assert media.slides("no-such-folder", MONDAY) == []
