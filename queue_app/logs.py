"""Logging: one JSON object a line in production, no personal data in any."""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import Any

import structlog

from queue_app.config import Logging

SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


class NoAddresses(logging.Filter):
    """Takes the sender, and what was sent, out of gunicorn's line about a request that is not HTTP."""

    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg).startswith("Invalid request from ip="):
            record.msg, record.args = "a request that is not HTTP was refused", ()
        return True


def set_up(settings: Logging) -> None:
    """Send all log lines, those of libraries too, to standard error in the configured form."""
    logging.config.dictConfig(configuration(settings))
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.level.upper())),
        cache_logger_on_first_use=True,
    )


def configuration(settings: Logging) -> dict[str, Any]:
    """The same for `logging.config.dictConfig`, which is how gunicorn takes it."""
    loggers: dict[str, dict[str, Any]] = {
        name: {"level": "WARNING"} for name in ("apscheduler", "alembic", "engineio", "socketio", "PIL")
    }
    loggers["gunicorn.error"] = {
        "level": "WARNING",
        "handlers": [],
        "propagate": True,
        "filters": ["no_addresses"],
    }
    loggers["gunicorn.access"] = {"level": "CRITICAL", "handlers": [], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no_addresses": {"()": NoAddresses}},
        "formatters": {"lines": {"()": _formatter, "settings": settings}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"level": settings.level.upper(), "handlers": ["stderr"]},
        "loggers": loggers,
    }


def _formatter(settings: Logging) -> logging.Formatter:
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=list(SHARED))
