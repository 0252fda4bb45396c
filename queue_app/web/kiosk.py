"""The kiosk's page."""

from __future__ import annotations

from flask import Blueprint, render_template

from queue_app.web.pages import boot
from queue_app.web.parts import parts


def blueprint() -> Blueprint:
    pages = Blueprint("kiosk", __name__)
    pages.add_url_rule("/kiosk/<code>", view_func=kiosk)
    return pages


def kiosk(code: str) -> str:
    office = parts().offices.get(code)
    return render_template("kiosk.html", office=office, boot=boot(office, "kiosk"))
