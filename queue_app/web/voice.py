"""The packs of clips that screens speak with: an office's own from the data folder, and those that are shipped."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, send_from_directory
from werkzeug.exceptions import NotFound

from queue_app.domain.offices import Office
from queue_app.domain.voice import WORDS

PACK = "pack.json"
_PACK = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_SERVED = {".json", ".mp3", ".wav"}


def blueprint(own: Path, shipped: Path) -> Blueprint:
    """The clips at /voice: those of an office's pack in `own`, and what it lacks in the language's in `shipped`."""
    pages = Blueprint("voice", __name__)

    @pages.get("/voice/<language>/<pack>/<file>")
    def clip(language: str, pack: str, file: str) -> Response:
        if language not in WORDS or not _PACK.fullmatch(pack) or Path(file).suffix not in _SERVED:
            raise NotFound
        is_own = (own / pack / file).is_file() and (own / pack / PACK).is_file()
        if is_own and file == PACK:
            return jsonify(_completed(own / pack, shipped / language))
        return send_from_directory((own / pack if is_own else shipped / language).absolute(), file)

    return pages


def _completed(own: Path, shipped: Path) -> dict[str, Any]:
    """The office's pack with our clips where its own are missing: a call is said whole, or by nobody."""
    ours = json.loads((shipped / PACK).read_text("utf-8"))
    theirs = json.loads((own / PACK).read_text("utf-8"))
    for kind in ("clips", "prompts"):
        there = {clip: file for clip, file in theirs.get(kind, {}).items() if (own / file).is_file()}
        theirs[kind] = {**ours[kind], **there}
    return {**ours, **theirs}


def recorded(office: Office, own: Path) -> str:
    """Another word each time that a clip of the office's own packs is recorded anew; "" where it has none."""
    clips = [
        f"{clip.parent.name}/{clip.name} {clip.stat().st_mtime_ns}"
        for language in office.languages
        if language in WORDS
        for clip in sorted((own / office.voice.pack(language)).glob("*.*"))
    ]
    return hashlib.sha256("\n".join(clips).encode()).hexdigest()[:16] if clips else ""


def voice_view(office: Office) -> dict[str, Any]:
    """What a page's script needs to speak: by language, the folder of the office's pack."""
    speaks = [one for one in office.languages if one in WORDS]
    return {"packs": {one: f"/voice/{one}/{office.voice.pack(one)}/" for one in speaks}}
