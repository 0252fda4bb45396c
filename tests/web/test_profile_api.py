"""A whole profile goes out and comes in; the office gets an emblem and a colour of its own."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from PIL import Image

from queue_app.app import Application
from queue_app.domain.offices import Office
from queue_app.services import profiles
from tests.web.conftest import OFFICE

SETTINGS = f"{OFFICE}/settings"


@pytest.fixture
def exported(application: Application, office: Office) -> dict[str, bytes]:
    """The files of the office's profile, by name."""
    with application.database.reading() as tx:
        packed = profiles.packed(tx, office)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()} | {"whole.zip": packed}


def sends(admin: Any, address: str, *files: tuple[str, bytes], **values: str) -> Any:
    data = {**values, "files": [(io.BytesIO(content), name) for name, content in files]}
    headers = {"Authorization": f"Bearer {admin.token}"}
    return admin.client.post(f"{SETTINGS}/{address}", data=data, headers=headers)


def png(width: int, height: int) -> bytes:
    drawn = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(drawn, "PNG")
    return drawn.getvalue()


def test_a_profile_is_previewed_then_brought_in_and_taken_back(
    device: Any, exported: dict[str, bytes]
) -> None:
    admin, kiosk = device("admin"), device("kiosk")
    assert sends(admin, "preview", ("whole.zip", exported["whole.zip"])).json["lines"] == []
    toml = exported["phuong-thanh-liet.toml"].replace(b'hotline = "024 1022"', b'hotline = "1900"')
    rows = exported["phuong-thanh-liet.csv"].splitlines(keepends=True)
    files = [("a.toml", toml), ("a.csv", b"".join(rows[:-1]))]
    seen = sends(admin, "preview", *files).json
    assert next((line["before"], line["after"]) for line in seen["lines"]) == ("024 1022", "1900")
    assert len(seen["lines"]) == 2
    assert kiosk.get(OFFICE).json["hotline"] == "024 1022"
    refused = sends(admin, "import", *files, digest="another")
    assert (refused.status_code, refused.json["code"]) == (409, "setting-changed")
    done = sends(admin, "import", *files, digest=seen["digest"]).json
    assert kiosk.get(OFFICE).json["hotline"] == "1900"
    assert admin.post(f"{OFFICE}/changes/{done['change']}/take-back").status_code == 200
    assert sends(admin, "preview", ("whole.zip", exported["whole.zip"])).json["lines"] == []


def test_another_order_alone_is_said_and_can_be_brought_in(device: Any, exported: dict[str, bytes]) -> None:
    admin, kiosk = device("admin"), device("kiosk")
    head, first, second, *others = exported["phuong-thanh-liet.toml"].split(b"[[queues]]")
    files = [("a.toml", b"[[queues]]".join([head, second, first, *others]))]
    seen = sends(admin, "preview", *files).json
    assert len(seen["lines"]) == 1, seen
    assert sends(admin, "import", *files, digest=seen["digest"]).json["change"]
    assert [one["code"] for one in kiosk.get(OFFICE).json["queues"]][:2] == ["B", "A"]


@pytest.mark.parametrize(
    "files",
    [
        [],
        [("a.zip", b"no zip")],
        [("a.csv", b"code\n")],
        [("a.toml", b"name = ")],
        [("a.toml", b"name = 'x'")],
        [("a.toml", "\N{LATIN SMALL LETTER E WITH ACUTE}".encode("latin-1"))],
    ],
)
def test_what_is_no_profile_is_said(device: Any, files: Any) -> None:
    for address in ("preview", "import"):
        answer = sends(device("admin"), address, *files)
        assert (answer.status_code, answer.json["code"]) == (422, "wrong-profile")
        assert "/tmp" not in answer.text


def test_another_offices_profile_and_a_zip_that_swells_are_refused(
    device: Any, exported: dict[str, bytes]
) -> None:
    other = exported["phuong-thanh-liet.toml"].replace(b'"phuong-thanh-liet"', b'"phuong-khac"')
    assert sends(device("admin"), "preview", ("a.toml", other)).json["code"] == "wrong-profile"
    swelling = io.BytesIO()
    with zipfile.ZipFile(swelling, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.toml", b"#" * 40_000_000)
    answer = sends(device("admin"), "preview", ("a.zip", swelling.getvalue()))
    assert (answer.status_code, answer.json["code"]) == (422, "wrong-profile")
    too_large = sends(device("admin"), "preview", ("a.toml", b"#" * 5_000_000))
    assert too_large.status_code == 413
    # The client writes what it sends into a file, and leaves that open.
    too_large.request.environ["wsgi.input"].close()


def test_an_emblem_is_kept_small_and_shown_and_taken_back(application: Application, device: Any) -> None:
    admin, page = device("admin"), application.web.test_client()
    done = sends(admin, "emblem", ("emblem.png", png(360, 240)))
    assert done.status_code == 200, done.text
    assert "/look/phuong-thanh-liet/emblem.png?v=" in page.get("/kiosk/phuong-thanh-liet").text
    shown = Image.open(io.BytesIO(page.get("/look/phuong-thanh-liet/emblem.png").data))
    assert (shown.format, max(shown.size)) == ("PNG", 256)
    assert "base64" not in admin.get(f"{OFFICE}").text
    version = application.offices.get("phuong-thanh-liet").config
    stale_versions = {"emblem.png": "0" * 12, "colours.css": str(version - 1)}
    for name, stale in stale_versions.items():
        assert page.get(f"/look/phuong-thanh-liet/{name}?v={stale}").headers["Cache-Control"] == "no-store"
    for address in re.findall(r'/look/[^"]+[?]v=\w+', page.get("/kiosk/phuong-thanh-liet").text):
        assert "immutable" in page.get(address).headers["Cache-Control"], address
    admin.post(f"{OFFICE}/changes/{done.json['change']}/take-back")
    assert page.get("/look/phuong-thanh-liet/emblem.png").status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x'/>", b"\x89PNG\r\n\x1a\n", png(8, 8), png(5000, 40)]
)
def test_what_is_no_fitting_png_is_no_emblem(device: Any, content: bytes) -> None:
    answer = sends(device("admin"), "emblem", ("emblem.png", content))
    assert (answer.status_code, answer.json["code"]) == (422, "wrong-picture")


def test_a_colour_on_which_white_cannot_be_read_is_refused(application: Application, device: Any) -> None:
    admin, page = device("admin"), application.web.test_client()

    def paints(colour: str) -> Any:
        change = {"section": "office", "field": "accent", "before": "", "after": colour}
        return admin.post(SETTINGS, {"changes": [change]})

    refused = paints("#ffcc00")
    assert (refused.status_code, refused.json["kind"]) == (422, "pale")
    assert paints("#0a6e5a").status_code == 200
    assert page.get("/look/phuong-thanh-liet/colours.css").text == ":root{--accent:#0a6e5a}"
    assert "css/accent.css" in page.get("/kiosk/phuong-thanh-liet").text
