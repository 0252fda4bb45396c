"""The administration's pages, for people who may say what the office is."""

from __future__ import annotations

from flask import Blueprint

from queue_app.web.admin import changes, entries, office, people, profile


def blueprint() -> Blueprint:
    """All of them, under /admin."""
    pages = Blueprint("admin", __name__, url_prefix="/admin")
    for module in (office, entries, people, profile, changes):
        for rule, view in module.PAGES:
            pages.add_url_rule(rule, view_func=view)
    return pages
