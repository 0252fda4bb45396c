"""What an office looks like, for every page of it: its own emblem and its own colour."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from queue_app.domain.offices import Office
from queue_app.services.emblems import picture_of
from queue_app.web.parts import parts

FOR_GOOD = "public, max-age=31536000, immutable"
"""A year, for an address that changes with its content."""


def blueprint() -> Blueprint:
    look = Blueprint("look", __name__, url_prefix="/look")
    look.add_url_rule("/<code>/emblem.png", view_func=emblem)
    look.add_url_rule("/<code>/colours.css", view_func=colours)
    return look


def look_of(office: Office) -> str:
    """Changes with what a page shows of the office from its start, and so gets only by being loaded anew."""
    shown = (office.name, office.slogan, office.languages, office.emblem, office.accent)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]


def emblem(code: str) -> Response:
    office = parts().offices.get(code)
    if not office.emblem:
        raise NotFound
    return _lasting(Response(picture_of(office.emblem), mimetype="image/png"), emblem_version(office))


def emblem_version(office: Office) -> str:
    """Another for each emblem."""
    return hashlib.sha256(office.emblem.encode()).hexdigest()[:12]


def colours(code: str) -> Response:
    office = parts().offices.get(code)
    painted = f":root{{--accent:{office.accent}}}" if office.accent else ""
    return _lasting(Response(painted, mimetype="text/css"), str(office.config))


def _lasting(answer: Response, version: str) -> Response:
    """Kept for good only where this is the version that was asked for.

    Another process may have made the page, and know of a change a moment earlier than this one.
    """
    if request.args.get("v") == version:
        answer.headers["Cache-Control"] = FOR_GOOD
    return answer
