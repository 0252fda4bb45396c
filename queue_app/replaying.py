"""A small server of its own that plays a past day back onto the television's page. It writes nothing.

The day is read once, before anybody looks: the running office beside it is not disturbed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from gevent.pywsgi import WSGIServer

import displays
from queue_app.domain.boards import BoardSettings
from queue_app.services.replay import BEFORE, Replay
from queue_app.texts import Texts
from queue_app.web.displays import files, settings_view
from queue_app.web.pages import PAGE_HEADERS, static_url
from queue_app.web.voice import blueprint as voices
from queue_app.web.voice import voice_view

HERE = "127.0.0.1"
AFTER = timedelta(seconds=30)
"""How long the room is shown after its last move."""
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def serve(
    replay: Replay, *, port: int, speed: float, voice: bool, clips: Path, tell: Callable[[str], None]
) -> None:
    """Play on this machine alone until Ctrl-C; `tell` gets the address once it answers."""
    server = WSGIServer((HERE, port), player(replay, speed=speed, voice=voice, clips=clips), log=None)
    server.start()
    tell(f"http://{HERE}:{server.server_port}/")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.stop()


def player(replay: Replay, *, speed: float, voice: bool, clips: Path) -> Flask:
    """The pages: the board with its bar, and the board's state at any moment; `clips` are the office's own."""
    boards = Path(displays.__file__).parent
    web = Flask("queue_app.web", static_folder="static", template_folder=str(boards))
    web.config["TRUSTED_HOSTS"] = [HERE, "localhost"]
    web.register_blueprint(files(boards))
    web.register_blueprint(voices(clips, boards / "voice" / "packs"))
    texts = Texts.load()

    @web.context_processor
    def _helpers() -> dict[str, Any]:
        spoken = _language(replay)
        return {
            "language": spoken,
            "t": lambda key, **values: texts.get(spoken, key, **values),
            "static_url": static_url,
            "emblem_url": lambda _office: static_url("img/emblem.svg"),
        }

    @web.after_request
    def _finish(answer: Response) -> Response:
        answer.headers.extend(PAGE_HEADERS)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    @web.get("/")
    def page() -> str:
        boot = _boot(replay, texts, speed=speed, voice=voice)
        return render_template(
            "replay/page.html", office=replay.office, boot=boot, day=f"{replay.day:%d/%m/%Y}"
        )

    @web.get("/board")
    def board() -> Response:
        at = EPOCH + request.args.get("at", 0, int) * MILLISECOND
        begins, ends = _span(replay)
        return jsonify(replay.board(min(max(at, begins), ends)))

    return web


def _language(replay: Replay) -> str:
    wished = request.args.get("lang", "")
    return wished if wished in replay.office.languages else replay.office.languages[0]


def _boot(replay: Replay, texts: Texts, *, speed: float, voice: bool) -> dict[str, Any]:
    begins, ends = _span(replay)
    offset = replay.office.local(begins).utcoffset() or timedelta(0)
    spoken = _language(replay)
    sections = [texts.section(spoken, section) for section in ("common", "tv", "replay")]
    return {
        "office": replay.office.code,
        "language": spoken,
        "texts": {spoken: {name: text for section in sections for name, text in section.items()}},
        "voice": voice_view(replay.office),
        "settings": settings_view(replay.office, BoardSettings()),
        "replay": {
            "begins": _milliseconds(begins),
            "ends": _milliseconds(ends),
            "calls": [_milliseconds(call) for call in replay.calls],
            "offset": offset // MILLISECOND,
            "speed": speed,
            "voice": voice,
        },
    }


def _span(replay: Replay) -> tuple[datetime, datetime]:
    return replay.moves[0] - BEFORE, replay.moves[-1] + AFTER


def _milliseconds(moment: datetime) -> int:
    """Since 1970, rounded up: at that moment the move has been made."""
    return -((EPOCH - moment) // MILLISECOND)
