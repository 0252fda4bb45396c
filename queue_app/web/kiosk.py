"""The kiosk's page."""

from __future__ import annotations

from flask import Blueprint, render_template

from queue_app.web.look import look_of
from queue_app.web.pages import boot
from queue_app.web.parts import parts
from queue_app.web.voice import voice_view


def blueprint() -> Blueprint:
    pages = Blueprint("kiosk", __name__)
    pages.add_url_rule("/kiosk/<code>", view_func=kiosk)
    return pages


def kiosk(code: str) -> str:
    office, texts = parts().offices.get(code), parts().texts
    languages = [(spoken, texts.get(spoken, "common.language_name")) for spoken in office.languages]
    data = {**boot(office, "procedures", "kiosk"), "look": look_of(office), "voice": voice_view(office)}
    return render_template("kiosk.html", office=office, languages=languages, boot=data)
