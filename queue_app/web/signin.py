"""People sign in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from queue_app.domain.errors import TooManyAttempts, WrongPassword
from queue_app.services import access, counters
from queue_app.services.access import Principal, Role
from queue_app.web.access import signed_in
from queue_app.web.parts import language, parts
from queue_app.web.problems import STATUS


def blueprint() -> Blueprint:
    pages = Blueprint("signin", __name__)
    pages.add_url_rule("/", view_func=home)
    pages.add_url_rule("/signin", view_func=sign_in, methods=["GET", "POST"])
    pages.add_url_rule("/signout", view_func=sign_out, methods=["POST"])
    return pages


def to_sign_in() -> Response:
    """Sends a person to the sign-in page, and afterwards back to where they were."""
    return redirect(url_for("signin.sign_in", next=request.path), 303)


def home() -> str:
    offices = parts().offices.all()
    return render_template("index.html", offices=offices, office=offices[0] if len(offices) == 1 else None)


def sign_in() -> str | Response | tuple[str, int]:
    if request.method == "GET":
        here = signed_in()
        return redirect(_next(here), 303) if here else _form()
    username, caller = access.normal(request.form.get("username", "")), request.remote_addr or ""
    try:
        parts().attempts.require_patience(caller, username)
        with parts().database.reading() as tx:
            found = access.candidate(tx.connection, username)
        who = parts().hashing.apply(access.proven, (found, request.form.get("password", "")))
    except (WrongPassword, TooManyAttempts) as refusal:
        parts().attempts.failed(caller, username)
        return _form(parts().texts.get(language(), f"errors.{refusal.code}")), STATUS[refusal.code]
    _remember(who)
    return redirect(_next(who), 303)


def sign_out() -> Response:
    who = signed_in()
    if who is not None and who.user_id is not None:
        office = parts().offices.get(who.office)
        with parts().database.transaction(office.id) as tx:
            counters.go_home(tx, office, who.user_id, now=parts().clock())
    session.clear()
    return redirect(url_for("signin.sign_in"), 303)


def _remember(who: Principal) -> None:
    session.clear()
    session.permanent = True
    session["user_id"], session["epoch"] = who.user_id, who.session_epoch
    if who.user_id is not None:
        parts().doorkeeper.forget(who.user_id)


def _form(error: str = "") -> str:
    offices = parts().offices.all()
    username = request.form.get("username", "")
    return render_template(
        "signin.html", office=offices[0] if offices else None, error=error, username=username
    )


def _next(who: Principal) -> str:
    """Where the person wanted to go, if that is a page of ours; else where their work is."""
    wanted = request.args.get("next", "")
    parts_of = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts_of.netloc
    if ours:
        return wanted
    return url_for("greeter.greeter" if who.role is Role.GREETER else "desk.desk")
