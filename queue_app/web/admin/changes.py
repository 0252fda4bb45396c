"""The page of the changes: who changed what and when, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from queue_app.domain.offices import Office
from queue_app.services import changes
from queue_app.web.admin.shell import administrator, page
from queue_app.web.admin.wording import in_words, line_of, title_of
from queue_app.web.parts import parts


def log() -> str | Response:
    known = administrator()
    if known is None:
        return page("changes", "changes", None)
    before, section = request.args.get("before", type=int), request.args.get("section", "")
    with parts().database.reading() as tx:
        found = changes.newest(tx, known[0], before=before, section=section)
    rows = [_row(known[0], one) for one in found]
    more = found[-1].id if len(found) == changes.A_PAGE else None
    return page("changes", "changes", known, rows=rows, more=more, section=section)


def _row(office: Office, change: changes.Change) -> dict[str, Any]:
    at = office.local(change.at)
    entries_only = [part for part in change.parts if not part.is_order]
    return {
        "change": change,
        "time": f"{at:%H:%M}".lstrip("0").rjust(4, "0"),
        "day": f"{at:%d/%m/%Y}",
        "title": title_of(change),
        "parts": [
            (line_of(part), in_words(part, part.before), in_words(part, part.after))
            for part in entries_only or change.parts
        ],
    }


PAGES = [("/changes", log)]
