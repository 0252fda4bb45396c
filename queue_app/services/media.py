"""Pictures and films that a board shows beside the calls: a folder of the data folder, looked at again each time."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import structlog
from pydantic import Field, StringConstraints, model_validator

from queue_app.config import BrokenFile, Section, read_toml, validate

log = structlog.get_logger()

SCHEDULE = "schedule.toml"
PICTURE_SECONDS = 10
KINDS = {".jpg": "image", ".jpeg": "image", ".png": "image", ".webp": "image", ".gif": "image",
         ".mp4": "video", ".webm": "video"}  # fmt: skip
_BEGINS = {
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webm": (b"\x1aE\xdf\xa3",),
}
"""How a file of each kind begins; the others say what they are a few bytes later."""

Clock = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Showing(Section):
    """What `schedule.toml` says of one file."""

    file: str
    seconds: int | None = Field(None, ge=2, le=3600)
    """How long it is shown; a film without it is shown whole."""
    begins: Clock | None = Field(None, alias="from")
    ends: Clock | None = Field(None, alias="until")
    weekdays: list[Weekday] | None = None

    @model_validator(mode="after")
    def _lasts(self) -> Showing:
        if self.begins and self.ends and _time(self.begins) == _time(self.ends):
            raise ValueError("'until' must not be the same as 'from'")
        return self

    def is_due(self, local: datetime) -> bool:
        """From 22:00 until 6:00 is over midnight, and belongs to the day on which it begins."""
        begins, ends = _time(self.begins or "0:00"), _time(self.ends or "0:00")
        is_after, is_before = begins <= local.time(), local.time() < ends
        if begins < ends:
            return is_after and is_before and self._is_on(local)
        return (is_after and self._is_on(local)) or (is_before and self._is_on(local - timedelta(days=1)))

    def _is_on(self, day: datetime) -> bool:
        return self.weekdays is None or f"{day:%A}".lower() in self.weekdays


class Schedule(Section):
    seconds: int = Field(PICTURE_SECONDS, ge=2, le=3600)
    """How long a picture is shown that says nothing else."""
    show: list[Showing] = []


@dataclass(frozen=True)
class Slide:
    file: Path
    kind: str
    """image or video."""
    seconds: int | None
    """None: as long as the film lasts."""


class Media:
    """The folders of pictures and films of one installation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: set[tuple[Path, int]] = set()

    def slides(self, folder: str, local: datetime) -> list[Slide]:
        """What is to be shown of `folder` at this moment, by name; none where there is no such folder.

        A file that is not named in the schedule is shown at all times. One that is not what its name says is
        left out, and so is one that a faulty line of the schedule names; the log says so once.
        """
        schedule, unclear = self._schedule(self._folder / folder)
        showings = {one.file: one for one in schedule.show}
        found = []
        for file in self._files(folder):
            showing = showings.get(file.name) or Showing(file=file.name)
            kind = KINDS[file.suffix.lower()]
            if file.name not in unclear and showing.is_due(local):
                usual = schedule.seconds if kind == "image" else None
                found.append(Slide(file, kind, showing.seconds or usual))
        return found

    def file(self, folder: str, name: str) -> Path | None:
        """The file of this name, if a board may show it."""
        return next((file for file in self._files(folder) if file.name == name), None)

    def _files(self, folder: str) -> Iterator[Path]:
        within = (self._folder / folder).resolve()
        if within.parent != self._folder.resolve() or not within.is_dir():
            return
        for file in sorted(within.iterdir()):
            if file.suffix.lower() not in KINDS or file.name.startswith(".") or not file.is_file():
                continue
            if _is_sound(file) and file.resolve().parent == within:
                yield file
            else:
                self._tell(file, "is no picture or film of its kind")

    def _schedule(self, folder: Path) -> tuple[Schedule, Container[str]]:
        """What is sound of a folder's schedule, and where the files stand of which it does not say when."""
        file = folder / SCHEDULE
        if not file.is_file():
            return Schedule(), ()
        try:
            said = read_toml(file)
        except BrokenFile as broken:
            self._tell(file, str(broken))
            return Schedule(), file.read_text("utf-8", "replace")
        try:
            return validate(Schedule, said, file), ()
        except BrokenFile as broken:
            self._tell(file, str(broken))
            return _sound_part(said, file)

    def _tell(self, file: Path, reason: str) -> None:
        """Once for each state of a file: a board looks again every half minute."""
        state = file, file.lstat().st_mtime_ns
        if state not in self._told:
            self._told.add(state)
            log.warning("media_left_out", file=file.name, folder=file.parent.name, reason=reason)


def _sound_part(said: dict[str, Any], file: Path) -> tuple[Schedule, Container[str]]:
    lines = said.pop("show", [])
    if not isinstance(lines, list):
        return Schedule(), file.read_text("utf-8")
    schedule, sound = Schedule(), list[Showing]()
    unclear: set[str] = set()
    with suppress(BrokenFile):
        schedule = validate(Schedule, said, file)
    for line in lines:
        try:
            sound.append(validate(Showing, line, file))
        except BrokenFile:
            unclear.update(str(word) for word in (line.values() if isinstance(line, dict) else [line]))
    return schedule.model_copy(update={"show": sound}), unclear


def _is_sound(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            head = opened.read(12)
    except OSError:
        return False
    suffix = file.suffix.lower()
    if suffix == ".mp4":
        return head[4:8] == b"ftyp"
    if suffix == ".webp":
        return head[:4] == b"RIFF" and head[8:] == b"WEBP"
    return head.startswith(_BEGINS[suffix])


def _time(written: str) -> time:
    hour, minute = written.split(":")
    return time(int(hour), int(minute))
