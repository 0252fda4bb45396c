"""What a board with pictures asks for: what is to be shown now, and the files."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request, send_file, url_for
from typing_extensions import TypedDict
from werkzeug.exceptions import NotFound

from queue_app.domain.boards import Kind, parse
from queue_app.services.media import Slide
from queue_app.web.parts import parts

DAY_S = 86_400


class SlideView(TypedDict):
    address: str
    """Changes with the file, so that it may be kept for a day."""
    kind: str
    seconds: int | None


def blueprint() -> Blueprint:
    pages = Blueprint("media", __name__)
    pages.add_url_rule("/tv/<code>/media/slides", view_func=slides)
    pages.add_url_rule("/tv/<code>/media/<folder>/<name>", view_func=file)
    return pages


def slides(code: str) -> Response:
    office = parts().offices.get(code)
    settings = parse(office, Kind.MEDIA.value, request.args)
    due = parts().media.slides(settings.folder, office.local(parts().clock()))
    return jsonify([_view(code, settings.folder, slide) for slide in due])


def file(code: str, folder: str, name: str) -> Response:
    parts().offices.get(code)
    found = parts().media.file(folder, name)
    if found is None:
        raise NotFound
    return send_file(found, conditional=True, max_age=DAY_S)


def _view(code: str, folder: str, slide: Slide) -> SlideView:
    changed = slide.file.stat().st_mtime_ns
    address = url_for("media.file", code=code, folder=folder, name=slide.file.name, v=changed)
    return SlideView(address=address, kind=slide.kind, seconds=slide.seconds)
