"""Pages of the profile as a whole, and of what config.toml has for it."""

from __future__ import annotations

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from queue_app.services import profiles
from queue_app.web.admin.shell import administrator, page, read
from queue_app.web.parts import parts
from queue_app.web.signin import to_sign_in


def whole() -> str | Response:
    return page("profile", "profile", administrator())


def export() -> Response:
    known = administrator()
    if known is None:
        return to_sign_in()
    office = known[0]
    with parts().database.reading() as tx:
        content = profiles.packed(tx, office)
    name = f"{office.code}-{office.local(parts().clock()):%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return FlaskResponse(content, mimetype="application/zip", headers=headers)


def printers() -> str | Response:
    known = administrator()
    if known is None:
        return page("printers", "printers", None)
    seen = {"office": {"printer": read(known[0])["office"]["printer"]}}
    return page("printers", "printers", known, seen, printers=parts().settings.printers)


PAGES = [
    ("/profile", whole),
    ("/profile.zip", export),
    ("/printers", printers),
]
