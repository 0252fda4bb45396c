"""Pages of the office's own fields: texts, hours, rules, voice."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from queue_app.web.admin.fields import OFFICE
from queue_app.web.admin.shell import administrator, page, read
from queue_app.web.parts import parts


def home() -> Response:
    return redirect(url_for("admin.office_page", name="texts"), 303)


def office_page(name: str) -> str | Response:
    known = administrator()
    seen = read(known[0]) if known else {}
    only = {"office": seen["office"]} if known else {}
    asked = {spoken: parts().texts.get(spoken, "kiosk.question") for spoken in parts().texts.languages}
    return page(
        "office", name, known, only, {"asked": asked}, groups=OFFICE[name], values=only.get("office", {})
    )


PAGES = [
    ("/", home),
    ("/<any(texts, look, hours, rules, voice):name>", office_page),
]
