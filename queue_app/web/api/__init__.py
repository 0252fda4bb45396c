"""HTTP under /api/v1, described by itself at /api/v1/openapi.json and readable at /api/docs."""

from __future__ import annotations

from flask import Blueprint

from queue_app.web.api import (
    announcements,
    calls,
    counters,
    docs,
    greeting,
    moves,
    offices,
    people,
    phones,
    printers,
    procedures,
    profile,
    queues,
    scores,
    screens,
    settings,
    tickets,
)


def blueprint() -> Blueprint:
    """All addresses of the API."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    for module in (
        offices,
        queues,
        procedures,
        tickets,
        phones,
        moves,
        greeting,
        calls,
        counters,
        printers,
        scores,
        announcements,
        screens,
        settings,
        people,
        profile,
    ):
        for rule, methods, view in module.ROUTES:
            api.add_url_rule(rule, view_func=view, methods=methods)
    api.add_url_rule("/openapi.json", view_func=docs.openapi)
    return api
