"""What all pages share: their language, their office, the data their script starts with."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, session, url_for
from flask_wtf.csrf import generate_csrf

from queue_app.domain.offices import Office
from queue_app.web.look import FOR_GOOD, emblem_version
from queue_app.web.parts import SHARED_SCREENS, language, parts

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self' ws: wss:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_YEAR_S = 31_536_000


def register(app: Flask) -> None:
    """Give every template its helpers and every answer its headers."""

    @app.context_processor
    def _helpers() -> dict[str, Any]:
        spoken = language()
        texts = parts().texts
        return {
            "language": spoken,
            "t": lambda key, **values: texts.get(spoken, key, **values),
            "csrf_token": generate_csrf,
            "static_url": static_url,
            "emblem_url": emblem_url,
            "modules_of": modules_of,
            "signed_in": "user_id" in session,
        }

    @app.after_request
    def _finish(answer: Response) -> Response:
        headers = answer.headers
        headers["X-Content-Type-Options"] = "nosniff"
        if answer.mimetype == "text/html":
            headers.extend(PAGE_HEADERS)
            chosen = request.args.get("lang")
            if chosen and not request.path.startswith(SHARED_SCREENS):
                known = parts().texts.known(chosen)
                answer.set_cookie("lang", known, max_age=_YEAR_S, samesite="Lax", httponly=True)
        elif request.endpoint in ("static", "displays.static"):
            if answer.status_code == 200 and "v" in request.args:
                headers["Cache-Control"] = FOR_GOOD
        else:
            headers.setdefault("Cache-Control", "no-store")
        return answer


def static_url(name: str) -> str:
    """The address of a file of ours; it changes with the content, so that it may be cached for years."""
    endpoint, folder = "static", Path(current_app.static_folder or "")
    if name.startswith("displays/"):
        endpoint, name, folder = "displays.static", name.removeprefix("displays/"), _displays()
    return url_for(endpoint, filename=name, v=_digest(folder / name, (folder / name).stat().st_mtime_ns))


def emblem_url(office: Office | None) -> str:
    """The address of an office's own emblem, or of the state's; another emblem has another address."""
    if office is None or not office.emblem:
        return static_url("img/emblem.svg")
    return url_for("look.emblem", code=office.code, v=emblem_version(office))


def modules_of(name: str) -> list[str]:
    """The addresses of all modules that a module of ours imports, near and far, as the browser will ask for them.

    A page that names them is not kept waiting by each for the next.
    """
    root = Path(current_app.static_folder or "")
    return [url_for("static", filename=file.relative_to(root).as_posix()) for file in _imported(root / name)]


@cache
def _imported(module: Path) -> list[Path]:
    found: dict[Path, None] = {}
    waiting = [module]
    while waiting:
        file = waiting.pop()
        names = re.findall(r'^import .* from "(\.[^"]+)";', file.read_text("utf-8"), re.MULTILINE)
        new = [path for one in names if (path := (file.parent / one).resolve()) not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)


def _displays() -> Path:
    return Path(current_app.blueprints["displays"].static_folder or "")


@cache
def _digest(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def boot(office: Office, *sections: str) -> dict[str, Any]:
    """What a page's script starts with: its office, its language, its texts in every language."""
    texts, spoken_here = parts().texts, language()
    return {
        "office": office.code,
        "config": office.config,
        "release": parts().release,
        "language": spoken_here if spoken_here in office.languages else office.languages[0],
        "texts": {
            spoken: {
                name: text
                for section in ("common", *sections)
                for name, text in texts.section(spoken, section).items()
            }
            for spoken in office.languages
        },
    }
