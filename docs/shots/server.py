"""The system itself on a clock that can be set, so that every picture shows the same Monday morning."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from printers.virtual import Device
from queue_app import logs
from queue_app.app import create_app
from queue_app.config import SETTINGS_VARIABLE, Settings

CLOCK_VARIABLE = "SHOTS_CLOCK"
"""Names the file that says by how many seconds the office's clock differs from the machine's."""


def serve() -> Flask:
    """What gunicorn's worker loads instead of `queue_app.app:serve_from_environment()`."""
    settings = Settings.model_validate_json(os.environ[SETTINGS_VARIABLE])
    logs.set_up(settings.logging)
    application = create_app(settings, clock=clock)
    for printer in application.virtual_printers.values():
        printer.device = Device(clock)
    application.start()
    application.web.extensions["queue_app_stop"] = application.stop
    return application.web


def clock() -> datetime:
    shift = float(Path(os.environ[CLOCK_VARIABLE]).read_text("ascii"))
    return datetime.now(UTC) + timedelta(seconds=shift)
