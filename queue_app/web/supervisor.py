"""The supervisor's pages: the room now, what is announced, and the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from queue_app.domain.offices import Office
from queue_app.services.access import Right
from queue_app.web.access import signed_in
from queue_app.web.api.announcements import announced
from queue_app.web.api.screens import screens_of
from queue_app.web.pages import boot
from queue_app.web.parts import parts
from queue_app.web.signin import to_sign_in


def blueprint() -> Blueprint:
    pages = Blueprint("supervisor", __name__)
    pages.add_url_rule("/supervisor", view_func=room)
    pages.add_url_rule("/supervisor/announcements", view_func=announcements)
    pages.add_url_rule("/supervisor/screens", view_func=screens)
    return pages


def room() -> str | Response:
    return _page("supervisor/room.html")


def announcements() -> str | Response:
    return _page("supervisor/announcements.html", lambda office: {"announcements": announced(office)})


def screens() -> str | Response:
    return _page("supervisor/screens.html", lambda office: {"screens": screens_of(office)})


def _page(template: str, more: Callable[[Office], dict[str, Any]] = lambda _office: {}) -> str | Response:
    """A page for people who may say how the office works today; others are asked to sign in."""
    who = signed_in()
    if who is None:
        return to_sign_in()
    office = parts().offices.get(who.office)
    who.require(Right.MANAGE, office)
    user = {"name": who.name, "role": who.role.value}
    data = {**boot(office, "supervisor"), "user": user, **more(office)}
    return render_template(template, office=office, boot=data)
