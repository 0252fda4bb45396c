"""The greeter's page: a tablet in the hall, for people who signed in."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from queue_app.services.access import Right
from queue_app.web.access import signed_in
from queue_app.web.pages import boot
from queue_app.web.parts import language, parts
from queue_app.web.signin import to_sign_in


def blueprint() -> Blueprint:
    pages = Blueprint("greeter", __name__)
    pages.add_url_rule("/greeter", view_func=greeter)
    return pages


def greeter() -> str | Response:
    who = signed_in()
    if who is None:
        return to_sign_in()
    office = parts().offices.get(who.office)
    for right in (Right.ISSUE, Right.HANDLE):
        who.require(right, office)
    spoken = language()
    data = {
        **boot(office, "kiosk", "greeter"),
        "user": {"name": who.name},
        "queues": [{"code": one.code, "name": one.name_in(spoken)} for one in office.queues],
        "priorities": [
            {"code": one.code, "name": one.name_en if spoken == "en" else one.name, "mark": one.mark}
            for one in office.priorities
        ],
    }
    return render_template("greeter.html", office=office, boot=data)
