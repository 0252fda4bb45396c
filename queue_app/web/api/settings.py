"""The settings of an office, and the log of their changes."""

from __future__ import annotations

from typing import Any, Literal

import structlog
from flask import Response, request
from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.changes import Difference
from queue_app.domain.errors import BadRequest
from queue_app.domain.offices import Office
from queue_app.services import changes, settings, undoing
from queue_app.services.access import Right
from queue_app.services.changes import Change
from queue_app.services.rooms import timestamp
from queue_app.services.slips import sample_slip
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Route, operation, parse
from queue_app.web.parts import parts

log = structlog.get_logger()


class SettingsView(TypedDict):
    office: dict[str, Any]
    queues: dict[str, Any]
    counters: dict[str, Any]
    priorities: dict[str, Any]
    procedures: dict[str, Any]


class PartView(TypedDict):
    section: str
    key: str
    field: str
    before: Any
    after: Any


class ChangeView(TypedDict):
    id: int
    at: str
    who: str
    """The person's name; empty for a device or the command line."""
    actor: str
    section: str
    parts: list[PartView]
    takes_back: int | None
    undone_by: int | None


class ChangesView(TypedDict):
    changes: list[ChangeView]


class Changed(TypedDict):
    change: int | None
    """The change that was written down; none where nothing was otherwise."""


Section = Literal["office", "queues", "counters", "priorities", "procedures"]


class Value(Body):
    section: Section
    key: str = Field("", max_length=64)
    field: str = Field("", max_length=64)
    """Left out, the whole entry: null before where it is new."""
    before: Any = None
    """What the caller saw."""
    after: Any = None


class ChangeBody(Body):
    changes: list[Value] = Field(min_length=1, max_length=1000)


class DraftBody(Body):
    changes: list[Value] = Field([], max_length=1000)
    language: str = Field("vi", max_length=8)


class EntryBody(Body):
    section: Literal["queues", "counters", "priorities", "procedures"]
    key: str = Field(max_length=64)


_ERRORS = ("setting-changed", "bad-setting", "queue-in-use", "counter-in-use", "numbers-given")


@operation("All that the office's profile holds", SettingsView)
def show_settings(code: str) -> SettingsView:
    office, _ = allowed(Right.CONFIGURE, code)
    with parts().database.reading() as tx:
        return SettingsView(**settings.read(tx, office))  # type: ignore[typeddict-item,no-any-return]


@operation("Change settings, each from what the caller saw", Changed, body=ChangeBody, errors=_ERRORS)
def change_settings(code: str) -> Changed:
    office, who = allowed(Right.CONFIGURE, code)
    wanted = [
        Difference(one.section, one.key, one.field, one.before, one.after)
        for one in parse(ChangeBody).changes
    ]
    if any(not one.field and not one.key for one in wanted):
        raise BadRequest(field="changes", expected="a key or a field in each")
    with parts().database.transaction(office.id) as tx:
        done = settings.change(tx, office, wanted, actor=who.actor, now=parts().clock())
    return _done(office, who.actor, wanted[0].section, done)


@operation(
    "A sample slip with these changes, as a printer would cut it: a PNG", None, body=DraftBody, errors=_ERRORS
)
def draw_slip(code: str) -> Response:
    office, _ = allowed(Right.CONFIGURE, code)
    body = parse(DraftBody)
    with parts().database.reading() as tx:
        profile = settings.draft(tx, office, _differences(body.changes))
    spoken = parts().texts.known(body.language)
    slip = sample_slip(profile.office, language=spoken, now=parts().clock())
    return Response(parts().draw("ticket", slip.to_payload()), mimetype="image/png")


@operation(
    "Put an entry out of use; with a queue its procedures, and no counter serves it any more",
    Changed,
    body=EntryBody,
    errors=_ERRORS,
)
def retire_setting(code: str) -> Changed:
    office, who = allowed(Right.CONFIGURE, code)
    entry = parse(EntryBody)
    with parts().database.transaction(office.id) as tx:
        done = settings.retire(tx, office, entry.section, entry.key, actor=who.actor, now=parts().clock())
    return _done(office, who.actor, entry.section, done)


@operation("Who changed what, newest first; `before` a change's id, of one `section`", ChangesView)
def show_changes(code: str) -> ChangesView:
    office, _ = allowed(Right.CONFIGURE, code)
    before = request.args.get("before", type=int)
    with parts().database.reading() as tx:
        found = changes.newest(tx, office, before=before, section=request.args.get("section", ""))
    return ChangesView(changes=[change_view(office, one) for one in found])


@operation(
    "Take a change back",
    Changed,
    errors=("unknown-change", "already-taken-back", "not-to-be-taken-back", "last-administrator", *_ERRORS),
)
def take_back_change(code: str, change: int) -> Changed:
    office, who = allowed(Right.CONFIGURE, code)
    with parts().database.transaction(office.id) as tx:
        done = undoing.take_back(tx, office, change, actor=who.actor, now=parts().clock())
    return _done(office, who.actor, "take-back", done)


ROUTES: list[Route] = [
    ("/offices/<code>/settings", ["GET"], show_settings),
    ("/offices/<code>/settings", ["POST"], change_settings),
    ("/offices/<code>/settings/slip", ["POST"], draw_slip),
    ("/offices/<code>/settings/retire", ["POST"], retire_setting),
    ("/offices/<code>/changes", ["GET"], show_changes),
    ("/offices/<code>/changes/<int:change>/take-back", ["POST"], take_back_change),
]


def change_view(office: Office, change: Change) -> ChangeView:
    return ChangeView(
        id=change.id,
        at=timestamp(office, change.at),
        who=change.who,
        actor=change.actor,
        section=change.section,
        parts=[
            PartView(section=one.section, key=one.key, field=one.field, before=one.before, after=one.after)
            for one in change.parts
        ],
        takes_back=change.takes_back,
        undone_by=change.undone_by,
    )


def _differences(values: list[Value]) -> list[Difference]:
    if any(not one.field and not one.key for one in values):
        raise BadRequest(field="changes", expected="a key or a field in each")
    return [Difference(one.section, one.key, one.field, one.before, one.after) for one in values]


def _done(office: Office, actor: str, section: str, change: int | None) -> Changed:
    log.info("settings_changed", office=office.code, actor=actor, section=section, change=change)
    return Changed(change=change)
