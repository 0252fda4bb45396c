"""What a view needs of the application, handed over once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app, request

from queue_app.config import Settings
from queue_app.services.access import Doorkeeper
from queue_app.services.offices import Offices
from queue_app.services.rooms import Rooms
from queue_app.storage.database import Database
from queue_app.texts import Texts
from queue_app.web.attempts import Attempts
from queue_app.web.metrics import Metrics

KEY = "queue_app"


@dataclass(frozen=True)
class Parts:
    settings: Settings
    database: Database
    doorkeeper: Doorkeeper
    offices: Offices
    rooms: Rooms
    texts: Texts
    metrics: Metrics
    attempts: Attempts
    clock: Callable[[], datetime]
    virtual_printers: Mapping[str, Any]
    """The virtual printers of this process, by name."""


def parts() -> Parts:
    """The parts of the application that serves this request."""
    return cast(Parts, current_app.extensions[KEY])


def status_base() -> str:
    """Where citizens follow their tickets, up to the token."""
    return (parts().settings.server.public_url or f"{request.scheme}://{request.host}") + "/t/"


def language() -> str:
    """The caller's language: what they chose, else Vietnamese; a program may ask by Accept-Language.

    A page does not follow the browser, which on an office's screens is often left in English.
    """
    texts = parts().texts
    chosen = request.args.get("lang") or request.cookies.get("lang")
    if chosen:
        return texts.known(chosen)
    asked = request.accept_languages if request.path.startswith("/api/v1/") else None
    return (asked and asked.best_match(sorted(texts.languages, reverse=True))) or texts.known("")
