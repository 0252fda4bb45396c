"""What all pages of the administration share: who may see them, and what their script starts with."""

from __future__ import annotations

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response

from queue_app.domain.changes import Tree
from queue_app.domain.offices import Office
from queue_app.services import settings
from queue_app.services.access import Principal, Right
from queue_app.web.access import signed_in
from queue_app.web.pages import boot
from queue_app.web.parts import parts
from queue_app.web.signin import to_sign_in

PAGES = (
    ("texts", "look", "hours", "rules", "voice"),
    ("queues", "counters", "priorities", "procedures"),
    ("people", "tokens", "printers"),
    ("changes", "profile"),
)
"""The side navigation, in groups."""


def administrator() -> tuple[Office, Principal] | None:
    """The office and the person who may configure it; None where nobody has signed in."""
    who = signed_in()
    if who is None:
        return None
    office = parts().offices.get(who.office)
    who.require(Right.CONFIGURE, office)
    return office, who


def page(
    template: str,
    name: str,
    known: tuple[Office, Principal] | None,
    seen: Tree | None = None,
    told: dict[str, Any] | None = None,
    **shown: Any,
) -> str | Response:
    """A page of the administration; `seen` is what its form starts from, `told` what else its script is."""
    if known is None:
        return to_sign_in()
    office, who = known
    data = {**boot(office, "admin"), "settings": seen or {}, **(told or {})}
    return render_template(
        f"admin/{template}.html", office=office, person=who, boot=data, page=name, pages=PAGES, **shown
    )


def read(office: Office) -> Tree:
    """All settings as they are now, without the picture of the emblem, which no form holds."""
    with parts().database.reading() as tx:
        tree = settings.read(tx, office)
    tree["office"].pop("emblem")
    return tree
