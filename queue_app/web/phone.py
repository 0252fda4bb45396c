"""A citizen's page of their own ticket: no app, no account."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import segno
from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from queue_app.domain.errors import UnknownTicket
from queue_app.services.rooms import clock_time
from queue_app.services.tickets import TOKEN
from queue_app.web.api.tickets import cancelled, followed, stepped_back
from queue_app.web.parts import language, parts, status_base


def blueprint() -> Blueprint:
    pages = Blueprint("phone", __name__)
    pages.add_url_rule("/t/<token>", view_func=ticket)
    pages.add_url_rule("/t/<token>/cancel", view_func=cancel, methods=["POST"])
    pages.add_url_rule("/t/<token>/more-time", view_func=more_time, methods=["POST"])
    pages.add_url_rule("/t/<token>/qr.svg", view_func=qr)
    return pages


def ticket(token: str) -> str:
    office, shown = followed(token)
    queue = next(one for one in office.queues_by_id.values() if one.code == shown["queue"])
    now = office.local(parts().clock())
    wait = shown["wait"]
    expected = (
        [clock_time(now + timedelta(seconds=s)) for s in (wait["p50_s"], wait["p90_s"])] if wait else ["", ""]
    )
    shown_here = {
        **shown,
        "token": token,
        "queue_name": queue.name_in(language()),
        "expected_from": expected[0],
        "expected_to": expected[1],
        "back_at": clock_time(datetime.fromisoformat(shown["back_at"])) if "back_at" in shown else "",
        "more_time": shown.get("more_time_left", 0),
        "more_minutes": office.rules.more_time // timedelta(minutes=1),
    }
    return render_template("status.html", office=office, ticket=shown_here)


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
