"""The supervisor's pages: who sees them, and that they keep the house's policy."""

from __future__ import annotations

import re
from typing import Any

import pytest

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.storage import people
from tests.web.conftest import PASSWORD, password_hash
from tests.web.test_pages import csrf

PAGES = ("/supervisor", "/supervisor/announcements", "/supervisor/screens")


@pytest.fixture
def signed_in(application: Application, office: Office) -> Any:
    """A browser in which somebody of this role has signed in."""

    def sign_in(role: str) -> Any:
        with application.database.transaction() as tx:
            told = {"name": "Đỗ Hữu Nghĩa", "role": role, "password_hash": password_hash()}
            people.put_user(tx.connection, office.id, role, **told)
        client = application.web.test_client()
        form = {"username": role, "password": PASSWORD, "csrf_token": csrf(client.get("/signin").text)}
        client.post("/signin", data=form)
        return client

    return sign_in


@pytest.mark.parametrize("path", PAGES)
def test_supervisors_and_administrators_only_see_how_the_room_does(
    application: Application, signed_in: Any, path: str
) -> None:
    stranger = application.web.test_client().get(path)
    assert (stranger.status_code, stranger.headers["Location"]) == (303, f"/signin?next={path}")
    seen = {
        role: signed_in(role).get(path).status_code for role in ("staff", "greeter", "supervisor", "admin")
    }
    assert seen == {"staff": 403, "greeter": 403, "supervisor": 200, "admin": 200}


def test_a_television_gets_its_code_also_in_a_browser_where_somebody_is_signed_in(signed_in: Any) -> None:
    assert signed_in("supervisor").post("/api/v1/pairings").status_code == 201


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_strict_whole_and_in_both_languages(signed_in: Any, path: str) -> None:
    client = signed_in("supervisor")
    for language in ("vi", "en"):
        page = client.get(path, query_string={"lang": language}).text
        assert f'<html lang="{language}"' in page
        assert not re.search(r"<script(?![^>]*(src=|application/json))|\sstyle=|\son[a-z]+=|<style", page)
        for address in re.findall(r"(?:src|href)=\"(/static/[^\"]+)\"", page):
            with client.get(address.replace("&amp;", "&")) as answer:
                assert answer.status_code == 200, address
