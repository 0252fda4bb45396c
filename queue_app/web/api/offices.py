"""The office itself, and its board."""

from __future__ import annotations

from datetime import datetime
from typing import NotRequired

from typing_extensions import TypedDict

from queue_app.domain.offices import Office, Queue, Said
from queue_app.services.access import Right
from queue_app.services.queues import ClosedView, closed_view
from queue_app.services.rooms import Board, timestamp
from queue_app.web.access import allowed
from queue_app.web.api.operations import Route, operation
from queue_app.web.look import look_of
from queue_app.web.parts import parts


class OfficeQueue(TypedDict):
    code: str
    name: str
    name_en: str
    open: bool
    """Whether it gives numbers now."""
    closed: ClosedView | None


class Served(TypedDict):
    code: str
    lag_minutes: float


class OfficeCounter(TypedDict):
    number: int
    name: str
    queues: list[Served]


class OfficePriority(TypedDict):
    code: str
    name: str
    name_en: str
    mark: str
    confirm: bool
    """Whether a person at the counter must see that it is due."""


class SaidView(TypedDict):
    """What the office says of itself in one language."""

    name: str
    authority: str
    slogan: str
    welcome: str
    """The question on the kiosk; empty where it is the one that all offices ask."""


class OfficeView(TypedDict):
    code: str
    config: int
    """The version at which any of this last changed."""
    look: str
    """Changes with what a kiosk's page shows of it only once it is loaded anew."""
    name: str
    authority: str
    slogan: str
    said: dict[str, SaidView]
    """By language."""
    hotline: str
    timezone: str
    languages: list[str]
    time: str
    open: bool
    opens_at: NotRequired[str]
    queues: list[OfficeQueue]
    counters: list[OfficeCounter]
    priorities: list[OfficePriority]


@operation("The office, its queues, counters and priority classes", OfficeView, errors=("unknown-office",))
def show_office(code: str) -> OfficeView:
    office, _ = allowed(Right.WATCH, code)
    return office_view(office)


@operation("What everybody in the room may see", Board, errors=("unknown-office",))
def show_board(code: str) -> Board:
    office, _ = allowed(Right.WATCH, code)
    return parts().rooms.now(office, now=parts().clock()).board()


ROUTES: list[Route] = [
    ("/offices/<code>", ["GET"], show_office),
    ("/offices/<code>/board", ["GET"], show_board),
]


def office_view(office: Office) -> OfficeView:
    now = parts().clock()
    is_open = office.is_open(now)
    shown = OfficeView(
        code=office.code,
        config=office.config,
        look=look_of(office),
        name=office.name,
        authority=office.authority,
        slogan=office.slogan,
        said={spoken: _said(office.said_in(spoken)) for spoken in office.languages},
        hotline=office.hotline,
        timezone=office.timezone,
        languages=list(office.languages),
        time=timestamp(office, now),
        open=is_open,
        queues=[_queue(office, queue, now) for queue in office.queues],
        counters=[
            OfficeCounter(
                number=counter.number,
                name=counter.name,
                queues=[
                    Served(code=code, lag_minutes=lag.total_seconds() / 60)
                    for code, lag in counter.lags.items()
                ],
            )
            for counter in office.counters
        ],
        priorities=[
            OfficePriority(code=p.code, name=p.name, name_en=p.name_en, mark=p.mark, confirm=p.confirm)
            for p in office.priorities
        ],
    )
    opens = None if is_open else office.hours.opens_next(office.local(now))
    if opens:
        shown["opens_at"] = opens.isoformat()
    return shown


def _said(said: Said) -> SaidView:
    return SaidView(name=said.name, authority=said.authority, slogan=said.slogan, welcome=said.welcome)


def _queue(office: Office, queue: Queue, now: datetime) -> OfficeQueue:
    closed = closed_view(office, queue, now)
    return OfficeQueue(
        code=queue.code, name=queue.name, name_en=queue.name_en, open=closed is None, closed=closed
    )
