"""What comes as files: a whole profile, first what it would change, then the same done; and the emblem."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import asdict

import structlog
from flask import request
from typing_extensions import TypedDict

from queue_app.domain.changes import Difference
from queue_app.domain.errors import SettingChanged
from queue_app.services import emblems, profiles, settings
from queue_app.services.access import Right
from queue_app.web.access import allowed
from queue_app.web.admin.wording import in_words, line_of
from queue_app.web.api.operations import Route, operation
from queue_app.web.api.settings import Changed
from queue_app.web.parts import parts

log = structlog.get_logger()

LARGEST = 4 * 1024 * 1024
"""Bytes of the files that are sent."""


class Line(TypedDict):
    what: str
    before: str
    after: str


class Preview(TypedDict):
    digest: str
    """Of exactly these changes: the import is given it, so that nothing else is done."""
    lines: list[Line]
    """In words, in the caller's language."""


_ERRORS = ("wrong-profile", "bad-setting", "queue-in-use", "counter-in-use", "numbers-given")


def let_files_in() -> None:
    """Before every request: these addresses take files, which are larger than anything else that is sent."""
    if request.endpoint in _WITH_FILES:
        request.max_content_length = LARGEST


@operation("What a profile (files of a form: a zip, or TOML and CSV) would change", Preview, errors=_ERRORS)
def preview_profile(code: str) -> Preview:
    office, _ = allowed(Right.CONFIGURE, code)
    with parts().database.reading() as tx:
        found = settings.preview(tx, office, profiles.unpacked(tx, office, _files()))
    entries_only = [one for one in found if not one.is_order]
    lines = [
        Line(what=line_of(one), before=in_words(one, one.before), after=in_words(one, one.after))
        for one in entries_only or found
    ]
    return Preview(digest=_digest(found), lines=lines)


@operation(
    "Bring in a profile that was previewed; the form also has the preview's `digest`",
    Changed,
    errors=("setting-changed", *_ERRORS),
)
def import_profile(code: str) -> Changed:
    office, who = allowed(Right.CONFIGURE, code)
    files, digest = _files(), request.form.get("digest", "")
    with parts().database.transaction(office.id) as tx:
        profile = profiles.unpacked(tx, office, files)
        if _digest(settings.preview(tx, office, profile)) != digest:
            raise SettingChanged(field="profile")
        change = settings.bring_in(tx, office, profile, actor=who.actor, now=parts().clock())
    log.info("profile_imported", office=office.code, actor=who.actor, change=change)
    return Changed(change=change)


@operation(
    "The office's own emblem, a PNG in the form's `files`; without a file, the state's emblem again",
    Changed,
    errors=("wrong-picture",),
)
def set_emblem(code: str) -> Changed:
    office, who = allowed(Right.CONFIGURE, code)
    files = list(_files().values())
    emblem = emblems.made_safe(files[0]) if files else ""
    wanted = [Difference("office", "", "emblem", office.emblem, emblem)]
    with parts().database.transaction(office.id) as tx:
        change = settings.change(tx, office, wanted, actor=who.actor, now=parts().clock())
    log.info("emblem_changed", office=office.code, actor=who.actor, change=change)
    return Changed(change=change)


ROUTES: list[Route] = [
    ("/offices/<code>/settings/preview", ["POST"], preview_profile),
    ("/offices/<code>/settings/import", ["POST"], import_profile),
    ("/offices/<code>/settings/emblem", ["POST"], set_emblem),
]
_WITH_FILES = {f"api.{view.__name__}" for _, _, view in ROUTES}


def _files() -> dict[str, bytes]:
    found = {}
    for one in request.files.getlist("files"):
        with closing(one):
            found[one.filename or ""] = one.read()
    return found


def _digest(found: list[Difference]) -> str:
    written = json.dumps([asdict(one) for one in found], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
