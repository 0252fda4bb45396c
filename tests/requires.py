"""What a test needs that a machine may lack: then it is skipped by name, but under CI it fails."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import redis

POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
REDIS = os.environ.get("TEST_REDIS", "redis://127.0.0.1:6379/0")


def lacking(what: str) -> None:
    """Skip the test for want of `what`; under CI=true nothing may be wanting."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


def need_postgresql() -> None:
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=2).close()
    except psycopg.OperationalError:
        lacking("PostgreSQL")


def need_redis() -> str:
    """The address of a Redis that answers."""
    client = redis.Redis.from_url(REDIS, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.ConnectionError:
        lacking("Redis")
    finally:
        client.close()
    return REDIS


def need_chromium() -> str:
    """The path of Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        lacking("Chromium")
    return str(found)


def need_qr_reader() -> Callable[[Any], Any]:
    """pyzbar's `decode`; its library, Debian's libzbar0, may be absent."""
    try:
        return importlib.import_module("pyzbar.pyzbar").decode  # type: ignore[no-any-return]
    except ImportError:
        lacking("libzbar0")
        raise
