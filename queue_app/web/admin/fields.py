"""The fields of the administration's forms: which there are, and how each is entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queue_app.domain.calendar import WEEKDAYS


@dataclass(frozen=True)
class Field:
    """One value that is entered; its label is the text f_<section>_<name>, its hint, if it has one, h_…"""

    name: str
    kind: str = "text"
    """text, long, lines, papers, number, yes, choice, languages, sessions, colour"""
    path: str = ""
    """Where in the value, if it is a table: "en.name"."""
    most: int | None = None
    unit: str = ""
    """The text after it: "minutes"."""
    optional: bool = False
    """Whether empty means none."""
    hinted: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under the text g_<name>."""

    name: str
    fields: Sequence[Field]


def _week(path: str = "") -> tuple[Field, ...]:
    return tuple(Field("hours", "sessions", path=day) for day in WEEKDAYS)


_SAID = (
    ("name", "text", 200),
    ("authority", "text", 200),
    ("slogan", "long", 400),
    ("welcome", "text", 200),
    ("slip_header", "lines", None),
    ("slip_footer", "lines", None),
)

OFFICE: Mapping[str, Sequence[Group]] = {
    "texts": (
        Group(
            "names",
            (
                Field("name", most=200),
                Field("authority", most=200),
                Field("slogan", "long", most=400),
                Field("welcome", most=200, hinted=True),
                Field("hotline", most=64),
            ),
        ),
        Group(
            "slip", (Field("slip_header", "lines", hinted=True), Field("slip_footer", "lines", hinted=True))
        ),
        Group("in_english", tuple(Field("texts", kind, f"en.{name}", most) for name, kind, most in _SAID)),
        Group("languages", (Field("languages", "languages", hinted=True),)),
    ),
    "rules": (
        Group(
            "absent",
            (
                Field("calls_before_no_show", "number", unit="times", hinted=True),
                Field("reinstate_minutes", "number", unit="minutes", hinted=True),
            ),
        ),
        Group(
            "more_time",
            (
                Field("more_time_minutes", "number", unit="minutes", hinted=True),
                Field("more_time_at_most", "number", unit="times"),
            ),
        ),
        Group("transfer", (Field("transfer", "choice", choices=("keep-standing", "end-of-line")),)),
        Group(
            "closing",
            (
                Field("closing", "choice", choices=("no-show", "carry-over")),
                Field("closes_after_minutes", "number", unit="minutes", hinted=True),
            ),
        ),
        Group("target", (Field("target_wait_minutes", "number", unit="minutes", hinted=True),)),
    ),
    "voice": (
        Group(
            "reading",
            (
                Field("voice", "choice", "numbers", choices=("digits", "whole")),
                Field("voice", "choice", "counters", choices=("digits", "whole")),
            ),
        ),
        Group(
            "dialect",
            (
                Field("voice", "choice", "zero_tens", choices=("linh", "lẻ")),
                Field("voice", "choice", "thousand", choices=("nghìn", "ngàn")),
                Field("voice", "choice", "four", choices=("tư", "bốn")),
            ),
        ),
        Group(
            "speaking",
            (
                Field("voice", "number", "times", unit="times"),
                Field("voice", "number", "speak_within_seconds", unit="seconds"),
            ),
        ),
        Group(
            "packs",
            (
                Field("voice", path="packs.vi", most=32, hinted=True),
                Field("voice", path="packs.en", most=32),
            ),
        ),
    ),
    "hours": (
        Group("week", _week()),
        Group("zone", (Field("timezone", most=64, hinted=True),)),
    ),
    "look": (Group("colour", (Field("accent", "colour", most=7, hinted=True),)),),
}
"""By page: the office's own fields."""

ENTRIES: Mapping[str, Sequence[Group]] = {
    "queues": (
        Group(
            "names",
            (
                Field("name", most=200),
                Field("name_en", most=200),
                Field("service_minutes", "number", unit="minutes", hinted=True),
                Field("target_wait_minutes", "number", unit="minutes", optional=True, hinted=True),
            ),
        ),
        Group(
            "numbers",
            (
                Field("prefix", most=4, optional=True, hinted=True),
                Field("digits", "number", hinted=True),
                Field("first_number", "number"),
                Field("last_number", "number"),
                Field("daily_limit", "number", optional=True, hinted=True),
                Field("last_ticket_minutes", "number", unit="minutes", hinted=True),
            ),
        ),
        Group("own_hours", _week()),
    ),
    "counters": (Group("names", (Field("name", most=200, hinted=True),)),),
    "priorities": (
        Group(
            "names",
            (
                Field("name", most=200),
                Field("name_en", most=200),
                Field("mark", most=4, hinted=True),
                Field("head_start_minutes", "number", unit="minutes", hinted=True),
                Field("confirm", "yes"),
            ),
        ),
    ),
    "procedures": (
        Group(
            "names",
            (
                Field("name", "long", most=500),
                Field("name_en", "long", most=500),
                Field("field", most=200),
                Field("documents", "papers", hinted=True),
            ),
        ),
        Group(
            "promise",
            (
                Field("days", most=32, hinted=True),
                Field("same_day", "yes"),
                Field("fee_vnd", most=64, hinted=True),
                Field("source", "long", hinted=True),
            ),
        ),
    ),
    "people": (
        Group(
            "person",
            (
                Field("name", most=200),
                Field("role", "choice", choices=("staff", "greeter", "supervisor", "admin")),
            ),
        ),
    ),
}
"""By section: the fields of one entry, without what tells it apart."""

NEW: Mapping[str, Mapping[str, object]] = {
    "queues": {
        "name": "",
        "name_en": "",
        "service_minutes": 10,
        "target_wait_minutes": None,
        "prefix": None,
        "digits": 3,
        "first_number": 1,
        "last_number": 9999,
        "daily_limit": None,
        "last_ticket_minutes": 0,
        "hours": None,
    },
    "counters": {"name": "", "serves": {}},
    "priorities": {"name": "", "name_en": "", "mark": "Ư", "head_start_minutes": 15, "confirm": False},
    "procedures": {
        "queue": "",
        "name": "",
        "name_en": "",
        "field": "",
        "days": "",
        "fee_vnd": "",
        "same_day": False,
        "documents": "",
        "source": "",
    },
    "people": {"name": "", "role": "staff", "active": True},
}
"""What the form of a new entry starts with."""
