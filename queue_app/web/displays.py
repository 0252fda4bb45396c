"""The pages of the boards; what they look like and do lies in `displays/`."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from queue_app.web.pages import boot
from queue_app.web.parts import parts


def blueprint(folder: Path) -> Blueprint:
    """The boards, whose pages, styles, scripts and voices lie in `folder`."""
    pages = files(folder)
    pages.add_url_rule("/tv/<code>", view_func=tv)
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


def tv(code: str) -> str:
    office = parts().offices.get(code)
    data = {**boot(office, "tv"), "voice": {"pack": "vi"}}
    return render_template("main/page.html", office=office, boot=data)
