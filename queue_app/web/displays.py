"""The pages of the boards; what they look like and do lies in `displays/`."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, render_template, request
from typing_extensions import TypedDict
from werkzeug.exceptions import NotFound

from queue_app.domain.boards import BoardSettings, Kind, parse
from queue_app.domain.offices import Office
from queue_app.services.procedures import FeeView, TimeView, procedure_view
from queue_app.web.pages import boot
from queue_app.web.parts import language, parts, public_address
from queue_app.web.voice import recorded, voice_view


def blueprint(folder: Path) -> Blueprint:
    """The boards, whose pages, styles, scripts and voices lie in `folder`."""
    pages = files(folder)
    pages.add_url_rule("/tv", view_func=pairing)
    pages.add_url_rule("/tv/<code>", view_func=tv)
    pages.add_url_rule("/tv/<code>/<kind>", view_func=tv)
    return pages


def files(folder: Path) -> Blueprint:
    """What a screen needs of `folder`, under /displays, and its templates."""
    pages = Blueprint(
        "displays",
        __name__,
        static_folder=str(folder),
        static_url_path="/displays",
        template_folder=str(folder),
    )
    pages.before_request(_only_what_screens_need)
    return pages


SERVED = {".css", ".js", ".json", ".mp3", ".ogg", ".png", ".svg", ".wav"}


def _only_what_screens_need() -> None:
    """The folder holds templates and programs too; those are nobody's business."""
    if request.endpoint == "displays.static" and Path(request.path).suffix not in SERVED:
        raise NotFound


def tv(code: str, kind: str = Kind.MAIN.value) -> str:
    office = parts().offices.get(code)
    settings = parse(office, kind, {name: word for name, word in request.args.items() if name != "lang"})
    sections = ("procedures", "tv") if settings.kind is Kind.PROCEDURES else ("tv",)
    data = {
        **boot(office, *sections),
        "voice": {**voice_view(office), "recorded": recorded(office, parts().settings.data / "voice")},
        "settings": settings_view(office, settings),
    }
    if settings.kind is Kind.COUNTER:
        data["counter"] = counter_view(office, settings)
    if settings.kind is Kind.PROCEDURES:
        data["procedures"] = procedures_view(office, settings)
    return render_template(f"{settings.kind.value}/page.html", office=office, boot=data)


class CounterView(TypedDict):
    number: int
    queues: list[NamedView]
    """Its own queues, or those it helps out with where it has none."""


class NamedView(TypedDict):
    code: str
    name: str
    name_en: str


def counter_view(office: Office, settings: BoardSettings) -> CounterView:
    counter = office.counter(settings.counters[0])
    own = {code for code, lag in counter.lags.items() if not lag} or set(counter.lags)
    return CounterView(
        number=counter.number,
        queues=[
            NamedView(code=queue.code, name=queue.name, name_en=queue.name_en)
            for queue in office.queues
            if queue.code in own
        ],
    )


class PostedView(TypedDict):
    """A procedure as the public posting shows it."""

    name: str
    name_en: str
    field: str
    time: TimeView | None
    fee: FeeView | None


def procedures_view(office: Office, settings: BoardSettings) -> list[PostedView]:
    """What is posted, each field's procedures together, fields in the order of their first."""
    called = {queue.code for queue in settings.queues_called(office)}
    posted = [procedure_view(one) for one in office.procedures.values() if one.queue in called]
    fields = list(dict.fromkeys(one["field"] for one in posted))
    return [
        PostedView(
            name=one["name"],
            name_en=one["name_en"],
            field=one["field"],
            time=one["time"],
            fee=one["fee"],
        )
        for one in sorted(posted, key=lambda one: fields.index(one["field"]))
    ]


def pairing() -> str:
    """For a television that has no board yet, or is switched on and has to ask where it belongs."""
    texts, spoken = parts().texts, language()
    other = "vi" if spoken == "en" else "en"
    return render_template(
        "pairing/page.html",
        address=f"{public_address()}/supervisor/screens",
        other=other,
        in_other=lambda key: texts.get(other, key),
        boot={"texts": {**texts.section(spoken, "pairing")}},
    )


class SettingsView(TypedDict):
    """The settings of a board as its script gets them."""

    kind: str
    queues: list[str]
    counters: list[int]
    volume: int
    quiet: list[list[str]]
    """Begin and end of each quiet time, as "12:00"."""
    second: str
    folder: str
    waiting: list[str]
    """The letters of the queues that are called on it."""
    prefixes: list[str]
    """What stands before the numbers of these."""


def settings_view(office: Office, settings: BoardSettings) -> SettingsView:
    called = settings.queues_called(office)
    return SettingsView(
        kind=settings.kind.value,
        queues=list(settings.queues),
        counters=list(settings.counters),
        volume=settings.volume,
        quiet=[[f"{one.opens:%H:%M}", f"{one.closes:%H:%M}"] for one in settings.quiet],
        second=settings.second,
        folder=settings.folder,
        waiting=[queue.code for queue in called],
        prefixes=[queue.prefix for queue in called],
    )
