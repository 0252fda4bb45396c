"""A citizen's page of their own ticket: no app, no account."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import segno
from flask import Blueprint, Response, current_app, redirect, render_template, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from queue_app.domain.errors import UnknownTicket
from queue_app.domain.offices import Office
from queue_app.domain.stages import OVER
from queue_app.services.following import FollowedView
from queue_app.services.rooms import clock_time
from queue_app.services.tickets import TOKEN
from queue_app.web.api.tickets import cancelled, now_of, stepped_back
from queue_app.web.parts import language, parts, status_base


def blueprint() -> Blueprint:
    pages = Blueprint("phone", __name__)
    pages.add_url_rule("/t/<token>", view_func=ticket)
    pages.add_url_rule("/t/worker.js", view_func=worker)
    pages.add_url_rule("/t/<token>/cancel", view_func=ask_to_cancel)
    pages.add_url_rule("/t/<token>/cancel", view_func=cancel, methods=["POST"])
    pages.add_url_rule("/t/<token>/more-time", view_func=more_time, methods=["POST"])
    pages.add_url_rule("/t/<token>/qr.svg", view_func=qr)
    return pages


def ticket(token: str) -> str | tuple[str, int]:
    try:
        office, shown = now_of(token)
    except UnknownTicket:
        return render_template("status_unknown.html", office=_only_office()), 404
    return render_template("status.html", **_page_of(office, shown, token))


def worker() -> Response:
    """The script that a browser keeps for when this page is closed; from here it may see no other page."""
    answer = send_from_directory(current_app.static_folder or "", "js/status/worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def ask_to_cancel(token: str) -> str:
    """The question before a number is given back, for browsers in which no script asks it."""
    office, shown = now_of(token)
    return render_template("status_cancel.html", **_page_of(office, shown, token))


def cancel(token: str) -> AnyResponse:
    cancelled(token)
    return redirect(url_for("phone.ticket", token=token), 303)


def more_time(token: str) -> AnyResponse:
    stepped_back(token)
    return redirect(url_for("phone.ticket", token=token), 303)


def qr(token: str) -> Response:
    """The address of the ticket's page, for the kiosk's screen; whether it exists is not asked."""
    if not TOKEN.match(token):
        raise UnknownTicket(ticket="")
    svg = io.BytesIO()
    segno.make(status_base() + token, error="m", micro=False).save(svg, kind="svg", border=0, xmldecl=False)
    return Response(
        svg.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"}
    )


def _page_of(office: Office, shown: FollowedView, token: str) -> dict[str, Any]:
    queue = next(one for one in office.queues_by_id.values() if one.code == shown["queue"])
    issued = datetime.fromisoformat(shown["issued_at"])
    today = office.local(parts().clock()).date() == issued.date()
    return {
        "office": office,
        "ticket": shown,
        "token": token,
        "queue_name": queue.name_in(language()),
        "over": shown["stage"] in OVER,
        "issued_day": "" if today else f"{issued.day}/{issued.month}/{issued.year}",
        "more_minutes": office.rules.more_time // timedelta(minutes=1),
        "clock_time": lambda written: clock_time(datetime.fromisoformat(written)),
        "boot": {
            "office": office.code,
            "token": token,
            "ticket": shown,
            "queues": {one.code: one.name_in(language()) for one in office.queues},
            "language": language(),
            "push_key": parts().push_key,
            "texts": parts().texts.section(language(), "status"),
        },
    }


def _only_office() -> Office | None:
    offices = parts().offices.all()
    return offices[0] if len(offices) == 1 else None
