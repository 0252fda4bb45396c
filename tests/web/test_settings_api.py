"""The contract: settings read, changed and taken back, by administrators only."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.web.conftest import OFFICE

SETTINGS = f"{OFFICE}/settings"


def of(field: str, before: Any, after: Any, *, section: str = "office", key: str = "") -> dict[str, Any]:
    return {"section": section, "key": key, "field": field, "before": before, "after": after}


def test_an_administrator_changes_a_text_and_takes_it_back(device: Any) -> None:
    admin, kiosk = device("admin"), device("kiosk")
    before = admin.get(SETTINGS).json["office"]["hotline"]
    done = admin.post(SETTINGS, {"changes": [of("hotline", before, "1022")]}).json
    assert kiosk.get(OFFICE).json["hotline"] == "1022"
    (entry,) = admin.get(f"{OFFICE}/changes").json["changes"]
    assert (entry["id"], entry["at"][:16], entry["who"]) == (done["change"], "2026-11-23T08:10", "")
    assert entry["parts"] == [of("hotline", before, "1022")]
    assert admin.post(f"{OFFICE}/changes/{done['change']}/take-back").status_code == 200
    assert kiosk.get(OFFICE).json["hotline"] == before
    again = admin.post(f"{OFFICE}/changes/{done['change']}/take-back")
    assert (again.status_code, again.json["code"]) == (409, "already-taken-back")
    assert admin.post(f"{OFFICE}/changes/4711/take-back").status_code == 404


@pytest.mark.parametrize("role", ["kiosk", "display", "supervisor"])
def test_nobody_else_sees_or_changes_what_the_office_is(device: Any, role: str) -> None:
    other = device(role)
    body = {"changes": [of("hotline", "024 1022", "1")]}
    answers = [
        other.get(SETTINGS),
        other.post(SETTINGS, body),
        other.get(f"{OFFICE}/changes"),
        other.post(f"{OFFICE}/changes/1/take-back"),
        other.post(f"{SETTINGS}/retire", {"section": "queues", "key": "A"}),
        other.post(f"{SETTINGS}/slip", {}),
    ]
    assert {(answer.status_code, answer.json["code"]) for answer in answers} == {(403, "not-allowed")}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "bad-field"),
        ({"changes": []}, 422, "bad-field"),
        ({"changes": [{"section": "people", "key": "ha", "field": "role"}]}, 422, "bad-field"),
        ({"changes": [{"section": "queues", "field": ""}]}, 400, "bad-request"),
        ({"changes": [of("name", "Ai đó", "Tên")]}, 409, "setting-changed"),
        ({"changes": [of("nonsense", None, 1)]}, 422, "bad-setting"),
        ({"changes": [of("queues", None, [])]}, 422, "bad-setting"),
        ({"changes": [of("code", None, "phuong-khac")]}, 422, "bad-setting"),
        ({"changes": [of("name", "Hộ tịch", 7, section="queues", key="A")]}, 422, "bad-setting"),
        ({"changes": [of("", None, "x", section="queues", key="Q")]}, 422, "bad-setting"),
        ({"changes": [of("", None, {"name": "Quầy"}, section="counters", key="ba")]}, 422, "bad-setting"),
        ({"changes": [of("name", None, "Q", section="queues", key="Q")]}, 409, "setting-changed"),
        ({"changes": [of("order", 1, 2, section="queues")]}, 422, "bad-setting"),
        ([], 400, "bad-request"),
    ],
)
def test_what_is_no_change_is_said_and_changes_nothing(
    device: Any, body: Any, status: int, code: str
) -> None:
    admin = device("admin")
    before = admin.get(SETTINGS).json
    answer = admin.post(SETTINGS, body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert admin.get(SETTINGS).json == before


def test_a_slip_is_drawn_with_what_is_not_saved_yet(device: Any) -> None:
    admin = device("admin")

    def drawn(lines: list[str]) -> Image.Image:
        body = {"changes": [of("slip_header", [], lines)], "language": "vi"}
        return Image.open(io.BytesIO(admin.post(f"{SETTINGS}/slip", body).data))

    plain, longer = drawn([]), drawn(["Bộ phận Một cửa", "Tầng 1"])
    assert longer.width == plain.width == 576
    assert longer.height > plain.height
    refused = admin.post(f"{SETTINGS}/slip", {"changes": [of("slip_header", [], ["x"] * 9)]})
    assert refused.json["code"] == "bad-setting"
