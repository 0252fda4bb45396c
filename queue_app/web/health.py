"""For those who watch over the box: alive, able to serve, and figures."""

from __future__ import annotations

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from queue_app.storage.database import DatabaseUnreachable
from queue_app.web.parts import parts
from queue_app.web.problems import problem


def blueprint() -> Blueprint:
    pages = Blueprint("health", __name__)
    pages.add_url_rule("/healthz", view_func=alive)
    pages.add_url_rule("/readyz", view_func=ready)
    pages.add_url_rule("/metrics", view_func=metrics)
    return pages


def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


def ready() -> Response:
    try:
        parts().database.check()
    except DatabaseUnreachable:
        return problem("database-unreachable")
    return Response("ready\n", mimetype="text/plain")


def metrics() -> Response:
    return Response(generate_latest(parts().metrics.registry), content_type=CONTENT_TYPE_LATEST)
