"""gunicorn's settings: one gevent worker, so that all screens of an office hang on one process."""

import ctypes
import json
import os
import signal
import sys
from types import FrameType
from typing import Any

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402
from gunicorn.workers.ggevent import GeventWorker  # noqa: E402

from queue_app import logs  # noqa: E402
from queue_app.config import SETTINGS_VARIABLE, Settings  # noqa: E402

_SETTINGS = Settings.model_validate(json.loads(os.environ[SETTINGS_VARIABLE]))
_HOST = _SETTINGS.server.host
_REQUESTS_END_WITHIN_S = 0.5
_PR_SET_PDEATHSIG = 1


def _end_with(parent: int) -> None:
    """Let the kernel end this process when its parent is gone, however the parent ended."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:
        sys.exit(0)


class Worker(GeventWorker):  # type: ignore[misc]
    """Stops within a second: a screen holds its connection for ever, and comes back by itself."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        gevent.spawn_later(_REQUESTS_END_WITHIN_S, _exit, gevent.get_hub().parent)


def _exit(main: Any) -> None:
    gevent.kill(main, SystemExit(0))


bind = f"[{_HOST}]:{_SETTINGS.server.port}" if ":" in _HOST else f"{_HOST}:{_SETTINGS.server.port}"
wsgi_app = "queue_app.app:serve_from_environment()"
workers = 1
worker_class = Worker
worker_connections = 4000
keepalive = 75
graceful_timeout = 2
loglevel = "warning"
accesslog = None
logconfig_dict = logs.configuration(_SETTINGS.logging)
if "QUEUE_APP_PARENT" in os.environ:
    _end_with(int(os.environ["QUEUE_APP_PARENT"]))


def worker_exit(_server: Any, worker: Any) -> None:
    """Let the application end its child processes and close its files."""
    if getattr(worker, "wsgi", None) is not None:
        worker.wsgi.extensions["queue_app_stop"]()
        # The screens' greenlets still wait; an interpreter that tears them down one by one complains.
        sys.stderr.flush()
        os._exit(0)
