"""The desk's page, for people who signed in."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from queue_app.services.access import Right
from queue_app.web.access import signed_in
from queue_app.web.pages import boot
from queue_app.web.parts import language, parts
from queue_app.web.signin import to_sign_in


def blueprint() -> Blueprint:
    pages = Blueprint("desk", __name__)
    pages.add_url_rule("/desk", view_func=desk)
    return pages


def desk() -> str | Response:
    who = signed_in()
    if who is None:
        return to_sign_in()
    office = parts().offices.get(who.office)
    who.require(Right.SERVE, office)
    room = parts().rooms.now(office, now=parts().clock())
    names = {counter.id: counter for counter in office.counters}
    data = {
        **boot(office, "desk"),
        "user": {"id": who.user_id, "name": who.name, "role": who.role.value},
        "queues": [{"code": queue.code, "name": queue.name_in(language())} for queue in office.queues],
        "counters": [
            {
                "number": names[row.counter_id].number,
                "name": names[row.counter_id].name,
                "state": row.counter_state,
                "staff": row.user_name,
                "mine": row.user_id == who.user_id,
            }
            for row in room.counters
            if row.counter_id in names
        ],
    }
    return render_template("desk.html", office=office, boot=data)
