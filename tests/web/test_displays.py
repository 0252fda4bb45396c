"""The addresses of the boards, and the pictures that one of them shows."""

from __future__ import annotations

import json
import re
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from queue_app.app import Application
from queue_app.domain.changes import Difference
from queue_app.services import settings

TV = "/tv/phuong-thanh-liet"


def boot(application: Application, address: str) -> Any:
    answer = application.web.test_client().get(TV + address)
    assert answer.status_code == 200
    found = re.search(r'id="boot">(.*?)</script>', answer.text)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize(
    "address", ["/zone?queues=A", "/media?folder=tet", "/counter?counters=3", "/procedures"]
)
def test_every_board_has_nothing_inline_and_all_its_files(application: Application, address: str) -> None:
    client = application.web.test_client()
    page = client.get(TV + address).text
    assert not re.search(r"<script(?![^>]*(src=|application/json))|\sstyle=|\son[a-z]+=|<style", page)
    for file in re.findall(r"(?:src|href)=\"(/(?:static|displays)/[^\"]+)\"", page):
        with client.get(file) as answer:
            assert answer.status_code == 200, file


def test_a_board_hands_its_settings_to_its_script(application: Application) -> None:
    settings = boot(application, "/zone?counters=4,5&volume=40&quiet=12:00-13:30&second=en")["settings"]
    assert settings == {
        "kind": "zone", "queues": [], "counters": [4, 5], "volume": 40, "quiet": [["12:00", "13:30"]],
        "second": "en", "folder": "", "waiting": ["A", "B"], "prefixes": ["A", "B"],
    }  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_wrong_setting_is_said_in_a_sentence(application: Application, language: str) -> None:
    answer = application.web.test_client().get(f"{TV}/zone?queues=Z&lang={language}")
    assert answer.status_code == 400
    assert {"vi": "xin ghi chữ cái", "en": "give the letters"}[language] in answer.text
    assert application.web.test_client().get(f"{TV}/cinema").status_code == 400


def test_a_counters_board_names_its_own_queues(application: Application) -> None:
    counter = boot(application, "/counter?counters=5")["counter"]
    assert counter == {
        "number": 5,
        "queues": [{"code": "B", "name": "Chứng thực", "name_en": "Certification"}],
    }


def test_the_posting_has_every_procedure_once_field_by_field(application: Application) -> None:
    posted = boot(application, "/procedures")["procedures"]
    assert len(posted) == 75
    fields = [one["field"] for one in posted]
    assert [field for field, _ in groupby(fields)] == list(dict.fromkeys(fields))
    assert posted[0]["time"] == {"days": 0, "unit": "same-day"}
    assert len(boot(application, "/procedures?queues=B")["procedures"]) < 75


def test_a_board_wears_the_colour_of_its_office(application: Application) -> None:
    office = application.web.extensions["queue_app"].offices.get("phuong-thanh-liet")
    client = application.web.test_client()
    assert "look/" not in client.get(TV).text
    with application.database.transaction(office.id) as tx:
        wanted = [Difference("office", "", "accent", "", "#b3261e")]
        settings.change(
            tx, office, wanted, actor="console", now=application.web.extensions["queue_app"].clock()
        )
    page = client.get(TV).text
    assert "/look/phuong-thanh-liet/colours.css" in page
    assert "displays/parts/accent.css" in page


def test_pictures_are_listed_and_given_out_and_nothing_else_is(
    application: Application, tmp_path: Path
) -> None:
    folder = tmp_path / "media/tet"
    folder.mkdir(parents=True)
    Image.new("RGB", (40, 30), "#1e3660").save(folder / "chào mừng.png")
    (folder / "schedule.toml").write_text("seconds = 12", "utf-8")
    client = application.web.test_client()
    (slide,) = client.get(f"{TV}/media/slides?folder=tet").json or []
    assert (slide["kind"], slide["seconds"]) == ("image", 12)
    with client.get(slide["address"]) as picture:
        assert (picture.status_code, picture.mimetype) == (200, "image/png")
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
    with client.get(slide["address"], headers={"Range": "bytes=0-7"}) as beginning:
        assert (beginning.status_code, beginning.data) == (206, b"\x89PNG\r\n\x1a\n")
    for wrong in ("tet/schedule.toml", "tet/none.png", "../queue.sqlite", "%2e%2e/queue.sqlite"):
        assert client.get(f"{TV}/media/{wrong}").status_code == 404
    assert client.get(f"{TV}/media/slides?folder=../tet").status_code == 400
