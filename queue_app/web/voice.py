"""The packs of clips that screens speak with: an office's own from the data folder, and those that are shipped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound

from queue_app.domain.offices import Office
from queue_app.domain.voice import WORDS

_PACK = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_SERVED = {".json", ".mp3", ".wav"}


def blueprint(own: Path, shipped: Path) -> Blueprint:
    """The clips at /voice: those of an office's pack in `own`, and what it lacks in the language's in `shipped`."""
    pages = Blueprint("voice", __name__)

    @pages.get("/voice/<language>/<pack>/<file>")
    def clip(language: str, pack: str, file: str) -> Response:
        if language not in WORDS or not _PACK.fullmatch(pack) or Path(file).suffix not in _SERVED:
            raise NotFound
        is_own = (own / pack / file).is_file() and (own / pack / "pack.json").is_file()
        return send_from_directory((own / pack if is_own else shipped / language).absolute(), file)

    return pages


def voice_view(office: Office) -> dict[str, Any]:
    """What a page's script needs to speak: by language, the folder of the office's pack."""
    speaks = [one for one in office.languages if one in WORDS]
    return {"packs": {one: f"/voice/{one}/{office.voice.pack(one)}/" for one in speaks}}
