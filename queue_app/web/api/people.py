"""The people of an office, and the tokens of its devices."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

import structlog
from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.changes import Difference
from queue_app.domain.errors import BadRequest
from queue_app.domain.offices import Office
from queue_app.services import access, people, tokens
from queue_app.services.access import Right, Role
from queue_app.services.rooms import timestamp
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Route, Words, operation, parse
from queue_app.web.parts import parts

log = structlog.get_logger()


class PeopleView(TypedDict):
    people: dict[str, Any]
    """User name → name, role, and whether they may sign in."""


class TokenView(TypedDict):
    id: int
    name: str
    role: str
    counter: int | None
    active: bool
    created_at: str
    last_seen_at: str | None


class TokensView(TypedDict):
    tokens: list[TokenView]


class PersonChanged(TypedDict):
    change: int | None
    password: NotRequired[str]
    """Of somebody new, or who got another: shown this once."""


class TokenMade(TypedDict):
    id: int
    token: str
    """Shown this once."""


class TokenRevoked(TypedDict):
    change: int | None


class PersonValue(Body):
    section: Literal["people"] = "people"
    key: str = Field(max_length=64, description="The name they sign in with")
    field: str = Field("", max_length=16, description="Left out for somebody new")
    before: Any = None
    after: Any = None


class PeopleBody(Body):
    changes: list[PersonValue] = Field(min_length=1, max_length=20)


class TokenBody(Body):
    role: Literal["kiosk", "desk", "display", "supervisor", "admin"]
    counter: int | None = Field(None, ge=1, le=99, description="The counter that a desk's token is for")
    name: Words = Field(max_length=100, description="Which device it is")


@operation("Who works here, and who may sign in", PeopleView)
def show_people(code: str) -> PeopleView:
    office, _ = allowed(Right.CONFIGURE, code)
    with parts().database.reading() as tx:
        return PeopleView(people=people.read(tx, office)[people.SECTION])


@operation(
    "Change people, or let somebody new in, who then has a password",
    PersonChanged,
    body=PeopleBody,
    errors=(
        "setting-changed",
        "bad-setting",
        "own-account",
        "last-administrator",
        "username-taken",
        "unknown-person",
    ),
)
def change_people(code: str) -> PersonChanged:
    office, who = allowed(Right.CONFIGURE, code)
    values = parse(PeopleBody).changes
    if not values[0].field:
        return _add(office, values[0], who.actor)
    wanted = [Difference(one.section, one.key, one.field, one.before, one.after) for one in values]
    with parts().database.transaction(office.id) as tx:
        change = people.change(tx, office, wanted, actor=who.actor, now=parts().clock())
    return _done(office, who.actor, change)


def _add(office: Office, value: PersonValue, actor: str) -> PersonChanged:
    if value.before is not None or not isinstance(value.after, dict):
        raise BadRequest(field="changes", expected="somebody new: a name and a role")
    password, hashed = parts().hashing.apply(access.new_password)
    name, role = value.after.get("name", ""), value.after.get("role", "")
    with parts().database.transaction(office.id) as tx:
        change = people.add(
            tx,
            office,
            access.normal(value.key),
            name=name,
            role=role,
            password_hash=hashed,
            actor=actor,
            now=parts().clock(),
        )
    return {**_done(office, actor, change), "password": password}


@operation("Give somebody another password; their sessions end", PersonChanged, errors=("unknown-person",))
def reset_password(code: str, username: str) -> PersonChanged:
    office, who = allowed(Right.CONFIGURE, code)
    password, hashed = parts().hashing.apply(access.new_password)
    with parts().database.transaction(office.id) as tx:
        change = people.reset_password(
            tx, office, username, password_hash=hashed, actor=who.actor, now=parts().clock()
        )
    return {**_done(office, who.actor, change), "password": password}


@operation("Sign somebody out everywhere", PersonChanged, errors=("unknown-person",))
def end_sessions(code: str, username: str) -> PersonChanged:
    office, who = allowed(Right.CONFIGURE, code)
    with parts().database.transaction(office.id) as tx:
        change = people.end_sessions(tx, office, username, actor=who.actor, now=parts().clock())
    return _done(office, who.actor, change)


@operation("The tokens of devices, never shown again themselves, newest first", TokensView)
def show_tokens(code: str) -> TokensView:
    office, _ = allowed(Right.CONFIGURE, code)
    with parts().database.reading() as tx:
        found = tokens.of_office(tx, office)
    return TokensView(
        tokens=[
            TokenView(
                id=one.id,
                name=one.name,
                role=one.role,
                counter=one.counter,
                active=one.active,
                created_at=timestamp(office, one.created_at),
                last_seen_at=timestamp(office, one.last_seen_at) if one.last_seen_at else None,
            )
            for one in found
        ]
    )


@operation("A token for a device", TokenMade, status=201, body=TokenBody, errors=("unknown-counter",))
def make_token(code: str) -> tuple[TokenMade, int]:
    office, who = allowed(Right.CONFIGURE, code)
    wish = parse(TokenBody)
    if (wish.role == "desk") != (wish.counter is not None):
        raise BadRequest(field="counter", expected="the counter of a desk, and of nothing else")
    counter = office.counter(wish.counter) if wish.counter is not None else None
    with parts().database.transaction(office.id) as tx:
        token_id, token = tokens.make(
            tx, office, Role(wish.role), counter, name=wish.name, actor=who.actor, now=parts().clock()
        )
    log.info("token_made", office=office.code, actor=who.actor, token=token_id, role=wish.role)
    return TokenMade(id=token_id, token=token), 201


@operation("Let a device in no more", TokenRevoked, errors=("unknown-token", "token-of-screen"))
def revoke_token(code: str, token: int) -> TokenRevoked:
    office, who = allowed(Right.CONFIGURE, code)
    with parts().database.transaction(office.id) as tx:
        change = tokens.revoke(tx, office, token, actor=who.actor, now=parts().clock())
    parts().doorkeeper.expire()
    log.info("token_revoked", office=office.code, actor=who.actor, token=token)
    return TokenRevoked(change=change)


ROUTES: list[Route] = [
    ("/offices/<code>/people", ["GET"], show_people),
    ("/offices/<code>/people", ["POST"], change_people),
    ("/offices/<code>/people/<username>/password", ["POST"], reset_password),
    ("/offices/<code>/people/<username>/end-sessions", ["POST"], end_sessions),
    ("/offices/<code>/tokens", ["GET"], show_tokens),
    ("/offices/<code>/tokens", ["POST"], make_token),
    ("/offices/<code>/tokens/<int:token>/revoke", ["POST"], revoke_token),
]


def _done(office: Office, actor: str, change: int | None) -> PersonChanged:
    parts().doorkeeper.expire()
    log.info("people_changed", office=office.code, actor=actor, change=change)
    return PersonChanged(change=change)
