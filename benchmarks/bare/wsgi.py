"""Bare Flask: one durable INSERT, and one broadcast. Nothing here is needed to serve an office."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.pool import StaticPool

DATABASE_VARIABLE = "BARE_DATABASE"
BOARD_VARIABLE = "BARE_BOARD"

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000")
_TABLE = "CREATE TABLE wishes (id INTEGER PRIMARY KEY, queue TEXT, key TEXT, at INTEGER, note TEXT)"
_INSERT = "INSERT INTO wishes (queue, key, at, note) VALUES (?, ?, ?, ?)"
_NOTE = "x" * 150
"""Makes the row as long as a ticket's."""


def inserting() -> Flask:
    """POST /insert writes one row, durably, with the standard library's driver."""
    web, database = _flask(), _database()

    @web.post("/insert")
    def insert() -> tuple[dict[str, Any], int]:
        wish = request.get_json()
        key = request.headers["Idempotency-Key"]
        row = database.execute(_INSERT, (wish["queue"], key, 1_790_000_000_000_000, _NOTE))
        return {"id": row.lastrowid, "queue": wish["queue"], "note": _NOTE}, 201

    return web


def inserting_by_core() -> Flask:
    """The same, by SQLAlchemy Core with settings that are as durable."""
    web = _flask()
    engine = create_engine(f"sqlite:///{os.environ[DATABASE_VARIABLE]}", poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    wishes = Table(
        "wishes",
        MetaData(),
        Column("id", Integer, primary_key=True),
        *(Column(name, Text) for name in ("queue", "key", "note")),
        Column("at", Integer),
    )
    wishes.create(engine)
    statement = wishes.insert().returning(wishes.c.id)

    @web.post("/insert")
    def insert() -> tuple[dict[str, Any], int]:
        wish = request.get_json()
        values = {
            "queue": wish["queue"],
            "key": request.headers["Idempotency-Key"],
            "at": 1_790_000_000_000_000,
            "note": _NOTE,
        }
        with engine.begin() as connection:
            row = connection.execute(statement, values).scalar_one()
        return {"id": row, "queue": wish["queue"], "note": _NOTE}, 201

    return web


def broadcasting() -> Flask:
    """POST /broadcast sends the board it was started with to everybody, its newest call renumbered.

    POST /insert-and-broadcast writes a row first, durably: nobody may be called by what could be lost.
    """
    web, database = _flask(), _database()
    sockets = SocketIO(web, manage_session=False, http_compression=False, ping_interval=10, ping_timeout=10)
    board = json.loads(Path(os.environ[BOARD_VARIABLE]).read_text("utf-8"))
    sockets.on_event("watch", lambda _wish: {})

    @web.post("/broadcast")
    def broadcast() -> dict[str, Any]:
        board["calls"][0]["id"] += 1
        sockets.emit("board", board)
        return {"id": board["calls"][0]["id"]}

    @web.post("/insert-and-broadcast")
    def insert_and_broadcast() -> dict[str, Any]:
        database.execute(_INSERT, ("A", "", 1_790_000_000_000_000, _NOTE))
        return broadcast()

    return web


def _database() -> sqlite3.Connection:
    database = sqlite3.connect(os.environ[DATABASE_VARIABLE], isolation_level=None)
    for pragma in _PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    database.execute(_TABLE)
    return database


def _flask() -> Flask:
    web = Flask(__name__)
    web.extensions["queue_app_stop"] = lambda: None
    web.add_url_rule("/readyz", view_func=lambda: "")
    return web
