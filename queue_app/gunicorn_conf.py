"""gunicorn's settings: one gevent worker, so that all screens of an office hang on one process."""

import json
import os
from typing import Any

from gevent import monkey

monkey.patch_all()

_SERVER = json.loads(os.environ["QUEUE_APP_SETTINGS"])["server"]

bind = f"{_SERVER['host']}:{_SERVER['port']}"
wsgi_app = "queue_app.app:serve_from_environment()"
workers = 1
worker_class = "gevent"
worker_connections = 4000
keepalive = 75
graceful_timeout = 1
loglevel = "warning"
accesslog = None


def worker_exit(_server: Any, worker: Any) -> None:
    """Let the application end its child processes and close its files."""
    if worker.wsgi is not None:
        worker.wsgi.extensions["queue_app_stop"]()
