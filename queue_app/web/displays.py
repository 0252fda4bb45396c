"""The pages of the boards; what they look like and do lies in `displays/`."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, render_template, request
from typing_extensions import TypedDict
from werkzeug.exceptions import NotFound

from queue_app.domain.boards import BoardSettings, Kind, parse
from queue_app.domain.offices import Office
from queue_app.web.pages import boot
from queue_app.web.parts import parts
from queue_app.web.voice import voice_view


def blueprint(folder: Path) -> Blueprint:
    """The boards, whose pages, styles, scripts and voices lie in `folder`."""
    pages = files(folder)
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
    data = {**boot(office, "tv"), "voice": voice_view(office), "settings": settings_view(office, settings)}
    return render_template(f"{settings.kind.value}/page.html", office=office, boot=data)


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
