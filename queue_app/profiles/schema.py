"""What a profile file may say, and reading and writing it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from queue_app.config import BrokenFile, Section, misplaced, read_toml, validate
from queue_app.domain.tickets import label
from queue_app.domain.writing import cleaned
from queue_app.profiles.faults import Fault, Faulty, fault_of

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(max_length=200)]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Minutes = Annotated[int, Field(ge=0, le=600)]
LANGUAGES = ("vi", "en")
"""Those that there are texts in."""
EMBLEM = r"^(data:image/png;base64,iVBORw0KGgo[0-9A-Za-z+/]*={0,2})?$"
LARGEST_EMBLEM = 90_000
"""In letters, four for three bytes."""


def _session(written: str) -> str:
    opens, closes = _minutes(written)
    if opens >= closes:
        raise ValueError("ends before it begins")
    return written


def _minutes(session: str) -> list[int]:
    """Begin and end of a session, in minutes of the day."""
    return [int(hour) * 60 + int(minute) for hour, minute in (part.split(":") for part in session.split("-"))]


def _in_order(sessions: list[str]) -> list[str]:
    for earlier, later in pairwise(sessions):
        if _minutes(later)[0] < _minutes(earlier)[1]:
            raise ValueError(f"{later} begins before {earlier} has ended")
    return sessions


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError("expected 'vi' or 'en', the languages that there are texts in")
    return code


def _dark_enough(colour: str) -> str:
    """White letters on it are easy to read: a contrast of 4.5 (WCAG 2.2, 1.4.3)."""
    if re.fullmatch(r"#[0-9a-f]{6}", colour):
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares
        )
        ratio = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
        if ratio < _CONTRAST:
            told = "white letters have a contrast of {ratio} on it, at least 4.5 is needed"
            raise PydanticCustomError("pale", told, {"ratio": f"{ratio:.1f}"})
    return colour


_CONTRAST = 4.5


def _foreign(code: str) -> str:
    if code == "vi":
        raise ValueError("Vietnamese stands in the office's own keys")
    return _language(code)


def _languages(codes: list[str]) -> list[str]:
    if "vi" not in codes or len(codes) != len(set(codes)):
        raise ValueError("expected each language once, and 'vi' among them")
    return codes


SessionText = Annotated[
    str,
    StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d *- *([01]?\d|2[0-3]):[0-5]\d$"),
    AfterValidator(_session),
]
Sessions = Annotated[list[SessionText], AfterValidator(_in_order)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone, expected one such as Asia/Ho_Chi_Minh") from None
    return name


class HoursProfile(Section):
    monday: Sessions = []
    tuesday: Sessions = []
    wednesday: Sessions = []
    thursday: Sessions = []
    friday: Sessions = []
    saturday: Sessions = []
    sunday: Sessions = []


class QueueProfile(Section):
    code: Letters
    name: Text
    name_en: Text
    service_minutes: float = Field(gt=0, le=240)
    prefix: Annotated[str, StringConstraints(pattern=r"^([A-Z0-9]{1,3}-?)?$")] | None = None
    """What stands before the number: "A" makes A001, "A-" A-001, "1" 1001; left out, the queue's letter."""
    digits: int = Field(3, ge=1, le=5)
    first_number: int = Field(1, ge=0, le=99_999)
    last_number: int = Field(9999, ge=1, le=99_999)
    daily_limit: int | None = Field(None, ge=1, le=99_999)
    """How many numbers a day gives; left out, as many as the range holds."""
    last_ticket_minutes: Minutes = 0
    """How long before a session ends the last number is given."""
    target_wait_minutes: Minutes | None = None
    """How long nobody should wait in it; left out, as the office says."""
    hours: HoursProfile | None = None
    """Its own hours, where they are not the office's."""


class CounterProfile(Section):
    number: int = Field(ge=1, le=99)
    name: Text
    serves: dict[Letters, Minutes] = Field(min_length=1)
    """Queue → lag in minutes: 0 for its own, more for one it helps out with."""


PackName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9-]{0,31})?$")]


class VoiceProfile(Section):
    """How calls are spoken."""

    numbers: Literal["digits", "whole"] = "digits"
    """A025 as "A, không, hai, năm", or as "A, hai mươi lăm"; the same for the numbers of counters."""
    counters: Literal["digits", "whole"] = "whole"
    zero_tens: Literal["linh", "lẻ"] = "linh"
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    four: Literal["tư", "bốn"] = "tư"
    """24 is "hai mươi tư", or "hai mươi bốn"."""
    times: int = Field(2, ge=1, le=3)
    """How often a call is said, where nobody else waits to be called."""
    speak_within_seconds: int = Field(60, ge=10, le=600)
    """A call that is older is only shown."""
    packs: dict[Annotated[str, AfterValidator(_language)], PackName] = {}
    """Language → pack of clips: a folder in data/voice; left out or empty, the one that is shipped."""


class PriorityProfile(Section):
    code: Annotated[Code, StringConstraints(max_length=32)]
    name: Text
    name_en: Text
    mark: Annotated[str, StringConstraints(max_length=4)]
    head_start_minutes: Minutes
    confirm: bool = False
    """Whether a person at the counter must see that it is due."""


class AnnouncementProfile(Section):
    """One that is more than a line of text."""

    text: Text
    text_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    shown_from: AwareDatetime | None = None
    shown_until: AwareDatetime | None = None


class OfficeTexts(Section):
    """What the office says of itself in another language; what is empty is said in Vietnamese."""

    name: Line = ""
    authority: Line = ""
    slogan: Annotated[str, StringConstraints(max_length=400)] = ""
    welcome: Line = ""
    slip_header: Annotated[list[Line], Field(max_length=3)] = []
    slip_footer: Annotated[list[Line], Field(max_length=6)] = []


class OfficeProfile(Section):
    code: Code
    name: Text
    authority: Text
    slogan: Annotated[str, StringConstraints(max_length=400)] = ""
    hotline: Annotated[str, StringConstraints(max_length=64)] = ""
    timezone: Annotated[str, AfterValidator(_zone)]
    languages: Annotated[list[Annotated[str, AfterValidator(_language)]], AfterValidator(_languages)] = [
        *LANGUAGES
    ]
    printer: Annotated[str, StringConstraints(max_length=64)] = ""
    calls_before_no_show: int = Field(1, ge=1, le=10)
    reinstate_minutes: Minutes = 30
    """How long after a no-show the number may still be taken back."""
    transfer: Literal["keep-standing", "end-of-line"] = "keep-standing"
    closing: Literal["no-show", "carry-over"] = "no-show"
    """What becomes of open tickets when the day closes."""
    closes_after_minutes: Minutes = 120
    """How long after its last session the day is closed."""
    more_time_minutes: Minutes = 10
    """How long a citizen who asks for more time steps aside, and how often they may."""
    more_time_at_most: int = Field(2, ge=0, le=10)
    target_wait_minutes: Minutes = 20
    """How long the office wants nobody to wait; the supervisor is told where somebody has waited longer."""
    welcome: Line = ""
    """The question on the kiosk; left out, the one that all offices ask."""
    slip_header: Annotated[list[Line], Field(max_length=3)] = []
    slip_footer: Annotated[list[Line], Field(max_length=6)] = []
    texts: dict[Annotated[str, AfterValidator(_foreign)], OfficeTexts] = {}
    """The same in other languages, by language."""
    accent: Annotated[str, StringConstraints(pattern=r"^(#[0-9a-f]{6})?$"), AfterValidator(_dark_enough)] = ""
    """The office's own colour, such as "#b3261e"; left out, the product's."""
    emblem: Annotated[str, StringConstraints(max_length=LARGEST_EMBLEM, pattern=EMBLEM)] = ""
    """A PNG, written as data:image/png;base64,…; left out, the state's emblem."""
    announcements: list[Text | AnnouncementProfile] = []
    hours: HoursProfile
    voice: VoiceProfile = VoiceProfile()
    queues: list[QueueProfile] = Field(min_length=1)
    counters: list[CounterProfile] = Field(min_length=1)
    priorities: list[PriorityProfile] = []


class ProcedureProfile(Section):
    """One row of the CSV."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    queue: Letters
    name: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    name_en: Annotated[str, StringConstraints(max_length=500)]
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
    office = validate(OfficeProfile, cleaned(read_toml(file)), file)
    if faults := [misplaced(file, fault.path, fault.in_english()) for fault in _contradictions(office)]:
        raise BrokenFile("\n".join(faults))
    table = file.with_suffix(".csv")
    try:
        rows = list(_rows(table, {queue.code for queue in office.queues}))
    except FileNotFoundError:
        raise BrokenFile(f"{table}: no such file; an office's procedures stand beside its profile") from None
    except UnicodeDecodeError as error:
        raise BrokenFile(f"{table}: not UTF-8 text (byte {error.start})") from None
    except csv.Error as error:
        raise BrokenFile(f"{table}: not CSV: {error}") from None
    return Profile(office=office, procedures=rows)


def assemble(office: Mapping[str, Any], procedures: Sequence[Mapping[str, Any]]) -> Profile:
    """These values as a profile; Faulty says which of them is wrong, and how."""
    try:
        profile = Profile.model_validate(cleaned({"office": office, "procedures": procedures}))
    except ValidationError as error:
        raise Faulty(fault_of(error.errors(include_url=False)[0])) from None
    letters = {queue.code for queue in profile.office.queues}
    strays = (
        Fault(["procedures", position, "queue"], "no-such-queue-of-procedure", {"queue": row.queue})
        for position, row in enumerate(profile.procedures)
        if row.queue not in letters
    )
    for fault in (*_contradictions(profile.office), *strays):
        raise Faulty(fault)
    return profile


def _contradictions(office: OfficeProfile) -> Iterator[Fault]:
    """What does not hang together."""
    named: dict[tuple[str, str], list[str | int]] = {
        ("queues", "code"): [queue.code for queue in office.queues],
        ("counters", "number"): [counter.number for counter in office.counters],
        ("priorities", "code"): [priority.code for priority in office.priorities],
    }
    for (table, key), values in named.items():
        for position, value in enumerate(values):
            if value in values[:position]:
                yield Fault([table, position, key], "twice", {"value": value})
    for position, counter in enumerate(office.counters):
        if unknown := sorted(set(counter.serves) - {queue.code for queue in office.queues}):
            values_of = {"counter": counter.number, "queue": ", ".join(unknown)}
            yield Fault(["counters", position, "serves"], "no-such-queue", values_of)
    served = {code for counter in office.counters for code in counter.serves}
    for position, queue in enumerate(office.queues):
        if queue.code not in served:
            yield Fault(["queues", position, "code"], "unserved", {"queue": queue.code})
    yield from _unclear_numbers(office.queues)


def _unclear_numbers(queues: Sequence[QueueProfile]) -> Iterator[Fault]:
    for position, queue in enumerate(queues):
        if queue.first_number > queue.last_number:
            yield Fault(["queues", position, "last_number"], "backwards", {"first": queue.first_number})
        for other in queues[:position]:
            if (twice := _label_of_both(queue, other)) is not None:
                values = {"other": other.code, "queue": queue.code, "label": twice}
                yield Fault(["queues", position, "prefix"], "same-number", values)


def _label_of_both(one: QueueProfile, other: QueueProfile) -> str | None:
    """A label that both queues could give, such as 1001: "1" and 001, or 1001 without a prefix."""
    shorter, longer = sorted((one, other), key=lambda queue: len(_prefix(queue)))
    if not re.fullmatch(re.escape(_prefix(shorter)) + r"\d*", _prefix(longer)):
        return None
    theirs = set(_labels(shorter))
    return next((written for written in _labels(longer) if written in theirs), None)


def _prefix(queue: QueueProfile) -> str:
    return queue.code if queue.prefix is None else queue.prefix


def _labels(queue: QueueProfile) -> Iterator[str]:
    prefix = _prefix(queue)
    return (label(prefix, n, queue.digits) for n in range(queue.first_number, queue.last_number + 1))


def write(profile: Profile, folder: Path) -> Path:
    """Write a profile as TOML and CSV into `folder`; the TOML's path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{profile.office.code}.toml"
    file.write_text(tomlkit.dumps(profile.office.model_dump(mode="json", exclude_none=True)), "utf-8")
    table = io.StringIO()
    writer = csv.DictWriter(table, list(ProcedureProfile.model_fields), lineterminator="\n")
    writer.writeheader()
    for row in profile.procedures:
        writer.writerow({**row.model_dump(), "same_day": str(row.same_day).lower()})
    file.with_suffix(".csv").write_text(table.getvalue(), "utf-8")
    return file


def _rows(file: Path, queues: set[str]) -> Iterable[ProcedureProfile]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader: Any = csv.DictReader(opened)
        if set(reader.fieldnames or ()) != set(ProcedureProfile.model_fields):
            raise BrokenFile(f"{file}:1: expected the columns {', '.join(ProcedureProfile.model_fields)}")
        codes: set[str] = set()
        for values in reader:
            at = f"{file}:{reader.line_num}"
            if None in values or None in values.values():
                raise BrokenFile(f"{at}: has not as many cells as the heading")
            row = validate(ProcedureProfile, cleaned(values), file, reader.line_num)
            if row.queue not in queues:
                raise BrokenFile(f"{at}: key 'queue': {row.queue} is no queue of this office")
            if row.code in codes:
                raise BrokenFile(f"{at}: key 'code': {row.code} stands twice")
            codes.add(row.code)
            yield row
