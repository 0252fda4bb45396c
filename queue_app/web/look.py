"""What an office looks like, for every page of it: its own emblem and its own colour."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from queue_app.domain.offices import Office
from queue_app.services.emblems import picture_of
from queue_app.web.parts import parts


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
    return Response(picture_of(office.emblem), mimetype="image/png")


def colours(code: str) -> Response:
    accent = parts().offices.get(code).accent
    return Response(f":root{{--accent:{accent}}}" if accent else "", mimetype="text/css")
