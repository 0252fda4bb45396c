"""What a view needs of the application, handed over once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app, request
from gevent.threadpool import ThreadPool

from queue_app.config import Settings
from queue_app.services.access import Doorkeeper
from queue_app.services.media import Media
from queue_app.services.offices import Offices
from queue_app.services.presence import Presence
from queue_app.services.rooms import Rooms
from queue_app.storage.database import Database
from queue_app.texts import Texts
from queue_app.web.attempts import Attempts, Checklists
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
    """Wrong passwords."""
    codes: Attempts
    """Wrong codes of televisions, and televisions that ask for one."""
    asking: Attempts
    """Phones that ask to be told, by the token of their ticket."""
    checklists: Checklists
    hashing: ThreadPool
    """Where passwords are checked, one at a time, while the event loop goes on."""
    clock: Callable[[], datetime]
    media: Media
    virtual_printers: Mapping[str, Any]
    """The virtual printers of this process, by name."""
    presence: Presence
    release: str
    """Of the pages that this server has."""
    draw: Callable[[str, dict[str, Any]], bytes]
    """A slip of this kind and content as a PNG, as a printer would cut it."""
    push_key: str
    """What a browser has to know to be told by Web Push; "" where that is off."""


def parts() -> Parts:
    """The parts of the application that serves this request."""
    return cast(Parts, current_app.extensions[KEY])


def public_address() -> str:
    """Where people find this server."""
    return parts().settings.server.public_url or f"{request.scheme}://{request.host}"


def status_base() -> str:
    """Where citizens follow their tickets, up to the token."""
    return public_address() + "/t/"


SHARED_SCREENS = ("/kiosk/", "/tv")


def language() -> str:
    """The caller's language: what the address says, else what they chose before, else Vietnamese.

    A program asks by Accept-Language. A page does not follow the browser, which on an office's screens is
    often left in English; and a screen that everybody uses does not follow what one person chose.
    """
    texts = parts().texts
    chosen = request.args.get("lang")
    if chosen is None and request.path.startswith("/api/v1/"):
        chosen = request.accept_languages.best_match(sorted(texts.languages, reverse=True))
    elif chosen is None and not request.path.startswith(SHARED_SCREENS):
        chosen = request.cookies.get("lang")
    return texts.known(chosen or "")
