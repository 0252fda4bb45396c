"""Pages of those who may act: people, and devices with their tokens."""

from __future__ import annotations

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from queue_app.services import people, tokens
from queue_app.services.access import TOKEN_ROLES
from queue_app.web.admin.fields import ENTRIES, NEW
from queue_app.web.admin.shell import administrator, page
from queue_app.web.parts import parts


def everybody() -> str | Response:
    known = administrator()
    if known is None:
        return page("people", "people", None)
    with parts().database.reading() as tx:
        found = people.read(tx, known[0])[people.SECTION]
    return page("people", "people", known, entries=found)


def new_person() -> str | Response:
    return page(
        "person", "people", administrator(), {}, key=None, values=NEW["people"], groups=ENTRIES["people"]
    )


def person(username: str) -> str | Response:
    known = administrator()
    if known is None:
        return page("person", "people", None)
    with parts().database.reading() as tx:
        found = people.read(tx, known[0])[people.SECTION].get(username)
    if found is None:
        raise NotFound
    seen = {"people": {username: found}}
    return page("person", "people", known, seen, key=username, values=found, groups=ENTRIES["people"])


def devices() -> str | Response:
    known = administrator()
    if known is None:
        return page("tokens", "tokens", None)
    with parts().database.reading() as tx:
        found = tokens.of_office(tx, known[0])
    return page("tokens", "tokens", known, tokens=found, roles=[role.value for role in TOKEN_ROLES])


PAGES = [
    ("/people", everybody),
    ("/people/new", new_person),
    ("/people/entry/<username>", person),
    ("/tokens", devices),
]
