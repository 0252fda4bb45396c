"""What a profile file may say, and reading and writing it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from queue_app.config import BrokenFile, Section, read_toml, validate

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Minutes = Annotated[int, Field(ge=0, le=600)]
SessionText = Annotated[
    str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d *- *([01]?\d|2[0-3]):[0-5]\d$")
]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("is no time zone, expected one such as Asia/Ho_Chi_Minh") from None
    return name


class QueueProfile(Section):
    code: Letters
    name: Text
    name_en: Text
    service_minutes: float = Field(gt=0, le=240)


class CounterProfile(Section):
    number: int = Field(ge=1, le=99)
    name: Text
    serves: dict[Letters, Minutes] = Field(min_length=1)
    """Queue → lag in minutes: 0 for its own, more for one it helps out with."""


class PriorityProfile(Section):
    code: Code
    name: Text
    name_en: Text
    mark: Annotated[str, StringConstraints(max_length=4)]
    head_start_minutes: Minutes


class HoursProfile(Section):
    monday: list[SessionText] = []
    tuesday: list[SessionText] = []
    wednesday: list[SessionText] = []
    thursday: list[SessionText] = []
    friday: list[SessionText] = []
    saturday: list[SessionText] = []
    sunday: list[SessionText] = []


class OfficeProfile(Section):
    code: Code
    name: Text
    authority: Text
    slogan: str = ""
    hotline: str = ""
    timezone: Annotated[str, AfterValidator(_zone)]
    languages: list[str] = ["vi", "en"]
    printer: str = ""
    calls_before_no_show: int = Field(1, ge=1, le=10)
    slip_footer: list[str] = []
    announcements: list[Text] = []
    hours: HoursProfile
    queues: list[QueueProfile] = Field(min_length=1)
    counters: list[CounterProfile] = Field(min_length=1)
    priorities: list[PriorityProfile] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> OfficeProfile:
        named: list[tuple[str, list[str]]] = [
            ("queues: code", [queue.code for queue in self.queues]),
            ("counters: number", [str(counter.number) for counter in self.counters]),
            ("priorities: code", [priority.code for priority in self.priorities]),
        ]
        for what, values in named:
            if twice := {value for value in values if values.count(value) > 1}:
                raise ValueError(f"{what} {', '.join(sorted(twice))} stands twice")
        known = {queue.code for queue in self.queues}
        for counter in self.counters:
            if unknown := sorted(set(counter.serves) - known):
                raise ValueError(f"counter {counter.number} serves {', '.join(unknown)}, which is no queue")
        return self


class ProcedureProfile(Section):
    """One row of the CSV."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    queue: Letters
    name: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    name_en: str
    field: str
    days: str
    """Statutory time in the unit that `source` gives; empty where none was found."""
    fee_vnd: str
    same_day: bool
    documents: str
    """Papers to bring, separated by semicolons."""
    source: str


class Profile(Section):
    office: OfficeProfile
    procedures: list[ProcedureProfile]


FOLDER = Path(__file__).parent


def shipped() -> list[str]:
    """The names of the profiles that come with the product."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def find(name: str) -> Path:
    """The file of a shipped profile by its name, or the file itself; BrokenFile if there is neither."""
    file = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not file.is_file():
        raise BrokenFile(f"{name}: no such profile; shipped are: {', '.join(shipped())}")
    return file


def read(file: Path) -> Profile:
    """The profile in `file`, with the CSV of the same name beside it; BrokenFile names line and key."""
    office = validate(OfficeProfile, read_toml(file), file)
    table = file.with_suffix(".csv")
    rows = list(_rows(table, {queue.code for queue in office.queues})) if table.is_file() else []
    return Profile(office=office, procedures=rows)


def write(profile: Profile, folder: Path) -> Path:
    """Write a profile as TOML and CSV into `folder`; the TOML's path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{profile.office.code}.toml"
    file.write_text(tomlkit.dumps(profile.office.model_dump(mode="json")), "utf-8")
    table = io.StringIO()
    writer = csv.DictWriter(table, list(ProcedureProfile.model_fields), lineterminator="\n")
    writer.writeheader()
    for row in profile.procedures:
        writer.writerow({**row.model_dump(), "same_day": str(row.same_day).lower()})
    file.with_suffix(".csv").write_text(table.getvalue(), "utf-8")
    return file


def _rows(file: Path, queues: set[str]) -> Iterable[ProcedureProfile]:
    with file.open(encoding="utf-8", newline="") as opened:
        reader: Any = csv.DictReader(opened)
        if set(reader.fieldnames or ()) != set(ProcedureProfile.model_fields):
            raise BrokenFile(f"{file}:1: expected the columns {', '.join(ProcedureProfile.model_fields)}")
        codes: set[str] = set()
        for values in reader:
            at = f"{file}:{reader.line_num}"
            if None in values or None in values.values():
                raise BrokenFile(f"{at}: has not as many cells as the heading")
            row = validate(ProcedureProfile, values, Path(at))
            if row.queue not in queues:
                raise BrokenFile(f"{at}: key 'queue': {row.queue} is no queue of this office")
            if row.code in codes:
                raise BrokenFile(f"{at}: key 'code': {row.code} stands twice")
            codes.add(row.code)
            yield row
