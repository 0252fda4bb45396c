"""Refusals as application/problem+json (RFC 9457), in one place; a page gets a page."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, json, render_template, request
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from queue_app.domain.errors import Refusal
from queue_app.web.parts import language, parts

log = structlog.get_logger()

STATUS = {
    "bad-board": 400,
    "bad-request": 400,
    "csrf-failed": 400,
    "sign-in-required": 401,
    "wrong-password": 401,
    "wrong-office": 403,
    "wrong-counter": 403,
    "not-allowed": 403,
    "unknown-office": 404,
    "unknown-queue": 404,
    "unknown-counter": 404,
    "unknown-person": 404,
    "unknown-ticket": 404,
    "unknown-announcement": 404,
    "unknown-code": 404,
    "unknown-screen": 404,
    "unknown-printer": 404,
    "unknown-slip": 404,
    "not-found": 404,
    "method-not-allowed": 405,
    "unknown-priority": 422,
    "unknown-procedure": 422,
    "bad-field": 422,
    "bad-setting": 422,
    "unknown-change": 404,
    "unknown-token": 404,
    "wrong-profile": 422,
    "wrong-picture": 422,
    "idempotency-key-reused": 422,
    "too-many-attempts": 429,
    "list-just-printed": 429,
    "too-large": 413,
    "internal": 500,
    "database-unreachable": 503,
}
"""HTTP status by code; every other refusal is 409: the rules say no to something well formed."""

_HTTP_CODES = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


def register(app: Flask) -> None:
    """Answer every refusal and fault of `app` with a problem, never with a traceback."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _fault)


def _refused(refusal: Refusal) -> Response:
    return problem(refusal.code, refusal.values, refusal.sentence)


def problem(code: str, values: dict[str, Any] | None = None, sentence: str = "") -> Response:
    """The answer to a refusal, in the caller's language; its sentence has the code as its key, unless said."""
    values = values or {}
    status = STATUS.get(code, 409)
    parts().metrics.refused.labels(code).inc()
    texts, spoken = parts().texts, language()
    title = texts.get(spoken, f"errors.{sentence or code}", **texts.worded(spoken, values))
    if request.path.startswith("/api/"):
        body = {"type": f"/api/docs#{code}", "title": title, "status": status, "code": code, **_plain(values)}
        answer = Response(json.dumps(body), status, content_type="application/problem+json")
    else:
        answer = Response(render_template("error.html", title=title, code=code, status=status), status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if isinstance(value, str | int | float)}


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return Response(status=error.code, headers=error.get_headers())
    return problem(_HTTP_CODES.get(error.code or 500, "bad-request"), {"field": "", "expected": error.name})


def _database(error: DBAPIError) -> Response:
    log.error("database_fault", reason=str(error.orig).splitlines()[0] if error.orig else str(error))
    away = error.connection_invalidated or isinstance(error, OperationalError)
    return problem("database-unreachable" if away else "internal")


def _fault(error: Exception) -> Response:
    log.error("fault", path=request.url_rule.rule if request.url_rule else "", exc_info=error)
    return problem("internal")
