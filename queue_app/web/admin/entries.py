"""Pages of what an office has several of: queues, counters, priority classes, procedures."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from queue_app.domain.changes import Tree
from queue_app.web.admin.fields import ENTRIES, NEW
from queue_app.web.admin.shell import administrator, page, read

BESIDE = {"queues": ("counters",), "counters": ("queues",), "priorities": (), "procedures": ("queues",)}
"""By section: the other sections that its form shows or changes too."""


def entries(section: str) -> str | Response:
    """All entries of a section."""
    known = administrator()
    tree = read(known[0]) if known else {}
    order: Tree = {section: {key: {} for key in tree.get(section, {})}}
    return page(section, section, known, order, entries=tree.get(section, {}), tree=tree)


def new_entry(section: str) -> str | Response:
    return _form(section, None)


def entry(section: str, key: str) -> str | Response:
    return _form(section, key)


def _form(section: str, key: str | None) -> str | Response:
    known = administrator()
    if known is None:
        return page("entry", section, None)
    tree = read(known[0])
    if key is not None and key not in tree[section]:
        raise NotFound
    values: Any = tree[section][key] if key is not None else NEW[section]
    return page(
        "entry",
        section,
        known,
        _seen(tree, section, key),
        section=section,
        key=key,
        values=values,
        groups=ENTRIES[section],
        tree=tree,
        procedures=sum(row["queue"] == key for row in tree["procedures"].values()),
    )


def _seen(tree: Tree, section: str, key: str | None) -> Tree:
    seen = {name: tree[name] for name in BESIDE[section]}
    seen[section] = {key: tree[section][key]} if key is not None else {}
    return seen


PAGES = [
    ("/<any(queues, counters, priorities, procedures):section>", entries),
    ("/<any(queues, counters, priorities, procedures):section>/new", new_entry),
    ("/<any(queues, counters, priorities, procedures):section>/entry/<path:key>", entry),
]
