"""Who sends this request: a device by its bearer token, or a person by their session."""

from __future__ import annotations

from flask import request, session
from flask_wtf.csrf import CSRFError, CSRFProtect

from queue_app.domain.errors import CsrfFailed, SignInRequired
from queue_app.domain.offices import Office
from queue_app.services.access import Principal, Right
from queue_app.web.parts import parts

csrf = CSRFProtect()
FOR_NOBODY = {"api.begin_pairing"}
"""What is done for whoever asks, signed in or not."""


def principal() -> Principal:
    """Who sends this request; SignInRequired where nobody known does."""
    found = bearer() or signed_in()
    if found is None:
        raise SignInRequired
    return found


def bearer() -> Principal | None:
    """The device whose token the request carries; SignInRequired for a token that is none."""
    token = shown_token()
    if not token:
        return None
    found = parts().doorkeeper.of_token(token)
    if found is None:
        raise SignInRequired
    return found


def signed_in() -> Principal | None:
    """The person whose session this is, unless they were dismissed or got a new password since."""
    user_id = session.get("user_id")
    if user_id is None:
        return None
    found = parts().doorkeeper.of_user(user_id)
    return found if found and found.session_epoch == session.get("epoch") else None


def allowed(right: Right, code: str) -> tuple[Office, Principal]:
    """The office of this code and who asks, if they have this right there; a Refusal otherwise."""
    who = principal()
    office = parts().offices.get(code)
    who.require(right, office)
    return office, who


def guard_against_forgery() -> None:
    """Before every request: one that changes something on the strength of a cookie needs its CSRF token."""
    if request.method in ("GET", "HEAD", "OPTIONS") or shown_token() or request.endpoint in FOR_NOBODY:
        return
    if request.path.startswith("/api/") and "user_id" not in session:
        return
    try:
        csrf.protect()
    except CSRFError:
        raise CsrfFailed from None


def shown_token() -> str:
    """What the request carries as its bearer token, whoever that may be; "" where it carries none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
