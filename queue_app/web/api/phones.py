"""A phone asks to be told although its page is closed."""

from __future__ import annotations

from pydantic import Field

from queue_app.domain.errors import BadField
from queue_app.services import phones
from queue_app.services.following import FollowedView
from queue_app.web.api.operations import Body, Route, operation, parse
from queue_app.web.api.tickets import by_token, now_of
from queue_app.web.parts import language, parts

KEY = r"^[A-Za-z0-9_-]+=*$"


class PhoneKeys(Body):
    p256dh: str = Field(pattern=KEY, min_length=80, max_length=120)
    auth: str = Field(pattern=KEY, min_length=16, max_length=40)


class PhoneBody(Body):
    """A browser's PushSubscription, and the language to be told in."""

    endpoint: str = Field(min_length=10, max_length=500, description="At a service the deployment knows")
    keys: PhoneKeys
    language: str | None = Field(None, max_length=8)


@operation(
    "Be told by Web Push when the turn is near and when it has come",
    FollowedView,
    status=201,
    body=PhoneBody,
    errors=("unknown-ticket", "bad-field", "too-many-attempts"),
    public=True,
)
def add_phone(token: str) -> tuple[FollowedView, int]:
    office, ticket = by_token(token)
    parts().asking.require_slowness(token)
    body, services = parse(PhoneBody), parts().settings.push.services
    if phones.service_of(body.endpoint, services) is None:
        raise BadField(field="endpoint", expected=", ".join(services) or "nothing: Web Push is off here")
    room = parts().rooms.lately(office, now=parts().clock(), within_s=0)
    with parts().database.transaction() as tx:
        phones.add_phone(
            tx,
            room,
            ticket,
            endpoint=body.endpoint,
            p256dh=body.keys.p256dh,
            auth=body.keys.auth,
            language=parts().texts.known(body.language or language()),
        )
    return now_of(token)[1], 201


ROUTES: list[Route] = [("/tickets/<token>/phones", ["POST"], add_phone)]
