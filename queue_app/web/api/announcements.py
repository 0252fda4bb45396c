"""Announcements: added, changed, put in order and taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, NotRequired

from pydantic import BeforeValidator, Field, StringConstraints
from typing_extensions import TypedDict

from queue_app.domain.offices import Announcement, Office
from queue_app.services import announcements as services
from queue_app.services.access import Right
from queue_app.services.rooms import timestamp
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Route, Words, operation, parse
from queue_app.web.parts import parts

Said = Annotated[Words, StringConstraints(max_length=200)]


def _time(written: object) -> object:
    return datetime.fromisoformat(written) if isinstance(written, str) else written


Moment = Annotated[datetime, BeforeValidator(_time)]


class AnnouncementBody(Body):
    text: Said
    text_en: Said | None = Field(None, description="The same in English")
    shown_from: Moment | None = Field(
        None, description="RFC 3339; without an offset on the office's own clock; left out, at once"
    )
    shown_until: Moment | None = Field(None, description="Left out, until it is taken away")


class OrderBody(Body):
    ids: list[int] = Field(max_length=100)


class AnnouncementState(TypedDict):
    id: int
    text: str
    text_en: str
    shown: bool
    """Whether it is on the boards now."""
    shown_from: NotRequired[str]
    shown_until: NotRequired[str]


@operation("What is announced, and what is to be", list[AnnouncementState], errors=("unknown-office",))
def list_announcements(code: str) -> list[AnnouncementState]:
    office, _ = allowed(Right.MANAGE, code)
    return announced(office)


@operation(
    "Announce something on the boards, from now or later, for good or for a while",
    list[AnnouncementState],
    status=201,
    body=AnnouncementBody,
)
def add_announcement(code: str) -> tuple[list[AnnouncementState], int]:
    office, who = allowed(Right.MANAGE, code)
    words = _words(office, parse(AnnouncementBody))
    with parts().database.transaction(office.id) as tx:
        services.add_announcement(tx, office, words, actor=who.actor, now=parts().clock())
    return announced(parts().offices.get(code)), 201


@operation(
    "Say an announcement otherwise",
    list[AnnouncementState],
    body=AnnouncementBody,
    errors=("unknown-announcement",),
)
def change_announcement(code: str, number: int) -> list[AnnouncementState]:
    office, who = allowed(Right.MANAGE, code)
    words = _words(office, parse(AnnouncementBody))
    with parts().database.transaction(office.id) as tx:
        services.change_announcement(tx, office, number, words, actor=who.actor, now=parts().clock())
    return announced(parts().offices.get(code))


@operation("Take an announcement away", list[AnnouncementState], errors=("unknown-announcement",))
def remove_announcement(code: str, number: int) -> list[AnnouncementState]:
    office, who = allowed(Right.MANAGE, code)
    with parts().database.transaction(office.id) as tx:
        services.remove_announcement(tx, office, number, actor=who.actor, now=parts().clock())
    return announced(parts().offices.get(code))


@operation("Say the announcements in this order", list[AnnouncementState], body=OrderBody)
def order_announcements(code: str) -> list[AnnouncementState]:
    office, who = allowed(Right.MANAGE, code)
    numbers = parse(OrderBody).ids
    with parts().database.transaction(office.id) as tx:
        services.order_announcements(tx, office, numbers, actor=who.actor, now=parts().clock())
    return announced(parts().offices.get(code))


ROUTES: list[Route] = [
    ("/offices/<code>/announcements", ["GET"], list_announcements),
    ("/offices/<code>/announcements", ["POST"], add_announcement),
    ("/offices/<code>/announcements/order", ["POST"], order_announcements),
    ("/offices/<code>/announcements/<int:number>", ["POST"], change_announcement),
    ("/offices/<code>/announcements/<int:number>/remove", ["POST"], remove_announcement),
]


def announced(office: Office) -> list[AnnouncementState]:
    """All of them, in their order."""
    return [_state(office, one, parts().clock()) for one in office.announcements]


def _state(office: Office, one: Announcement, now: datetime) -> AnnouncementState:
    shown = AnnouncementState(id=one.id, text=one.text, text_en=one.text_en, shown=one.is_shown(now))
    if one.shown_from:
        shown["shown_from"] = timestamp(office, one.shown_from)
    if one.shown_until:
        shown["shown_until"] = timestamp(office, one.shown_until)
    return shown


def _words(office: Office, body: AnnouncementBody) -> services.Words:
    return services.Words(
        text=body.text,
        text_en=body.text_en or "",
        shown_from=_here(office, body.shown_from),
        shown_until=_here(office, body.shown_until),
    )


def _here(office: Office, moment: datetime | None) -> datetime | None:
    """A time without an offset is one on the office's own clock."""
    return moment.replace(tzinfo=office.zone) if moment and moment.tzinfo is None else moment
