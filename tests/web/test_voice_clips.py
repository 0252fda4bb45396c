"""Where a screen gets the clips it speaks with."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from queue_app.app import Application
from tests.web.conftest import OFFICE

SHIPPED = Path(__file__).parents[2] / "displays/voice/packs/vi"


@pytest.fixture
def recorded(application: Application) -> Path:
    """Lan has recorded her voice, and keeps her notes beside it."""
    folder = application.settings.data / "voice/lan"
    shutil.copytree(SHIPPED, folder)
    (folder / "digit-3.mp3").write_bytes(b"ba")
    (folder / "prompt-kiosk-welcome.mp3").unlink()
    (folder / "notes.txt").write_text("Thu lúc 9 giờ", "utf-8")
    return folder


def given(application: Application, path: str) -> bytes:
    """What a screen gets at this address of a clip."""
    with application.web.test_client().get(f"/voice/{path}") as answer:
        return bytes(answer.data)


def test_an_office_speaks_with_its_own_voice_and_with_ours_where_it_has_none(
    application: Application, recorded: Path
) -> None:
    prompt = "prompt-kiosk-welcome.mp3"
    pack = json.loads((recorded / "pack.json").read_text("utf-8"))
    assert json.loads(given(application, "vi/lan/pack.json")) == pack
    assert given(application, "vi/lan/digit-3.mp3") == b"ba"
    assert given(application, f"vi/lan/{prompt}") == (SHIPPED / prompt).read_bytes()
    assert given(application, "vi/nobody/digit-3.mp3") == (SHIPPED / "digit-3.mp3").read_bytes()


def test_a_clip_that_was_not_recorded_is_said_by_the_shipped_voice(
    application: Application, recorded: Path
) -> None:
    pack = json.loads((recorded / "pack.json").read_text("utf-8"))
    pack["clips"] = {"digit-3": "digit-3.mp3", "digit-4": "tu.wav", "counter-8": "counter-8.wav"}
    (recorded / "counter-8.wav").write_bytes(b"tiep dan")
    (recorded / "pack.json").write_text(json.dumps(pack), "utf-8")
    clips = json.loads(given(application, "vi/lan/pack.json"))["clips"]
    ours = json.loads((SHIPPED / "pack.json").read_text("utf-8"))["clips"]
    assert clips == {**ours, "counter-8": "counter-8.wav"}
    assert given(application, f"vi/lan/{clips['digit-4']}") == (SHIPPED / "digit-4.mp3").read_bytes()


def test_a_voice_that_is_recorded_anew_changes_the_page_so_that_screens_open_it_again(
    application: Application,
) -> None:
    client = application.web.test_client()
    folder = application.settings.data / "voice/vi"
    folder.mkdir(parents=True)
    (folder / "digit-3.mp3").write_bytes(b"ba")
    before = client.get("/tv/phuong-thanh-liet").text
    assert client.get("/tv/phuong-thanh-liet").text == before
    os.utime(folder / "digit-3.mp3", (1, 1))
    assert client.get("/tv/phuong-thanh-liet").text != before


@pytest.mark.parametrize(
    "path",
    [
        "vi/lan/notes.txt",
        "vi/lan/digit-99.mp3",
        "vi/../packs.py",
        "vi/%2e%2e/packs.py",
        "../lan/pack.json",
        "fr/lan/pack.json",
        "vi/LAN/pack.json",
    ],
)
def test_nothing_but_clips_is_given_out(application: Application, recorded: Path, path: str) -> None:
    assert application.web.test_client().get(f"/voice/{path}").status_code == 404


def test_every_screen_is_told_where_its_voice_lies(application: Application) -> None:
    page = application.web.test_client().get("/tv/phuong-thanh-liet").text
    boot = json.loads(page.split('id="boot">')[1].split("</script>")[0])
    assert boot["voice"]["packs"] == {"vi": "/voice/vi/vi/", "en": "/voice/en/en/"}


def test_a_call_on_the_board_says_how_it_is_spoken_and_until_when(device: Any) -> None:
    device("kiosk").post(f"{OFFICE}/tickets", {"queue": "A"})
    device("desk", 3).post(f"{OFFICE}/counters/3/call-next")
    (call,) = device("display").get(f"{OFFICE}/board").json["calls"]
    assert call["speak"] == {
        "until": "2026-11-23T08:11:00.000+07:00",
        "times": 2,
        "clips": {
            "vi": ["invite", "letter-a", "digit-0", "digit-0", "digit-1", "to-counter", "digit-3"],
            "en": ["invite", "letter-a", "digit-0", "digit-0", "digit-1", "to-counter", "digit-3"],
        },
    }
