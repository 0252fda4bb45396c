"""Procedures over HTTP."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import OFFICE


def test_a_kiosk_finds_what_somebody_comes_for(device: Any) -> None:
    answer = device("kiosk").get(f"{OFFICE}/procedures", query_string={"search": "dang ky ket hon"})
    first = answer.json["procedures"][0]
    assert (first["code"], first["queue"], first["name"]) == ("1.000894", "A", "Thủ tục đăng ký kết hôn")
    assert first["time"] == {"days": 0, "unit": "same-day"}
    assert first["fee"] == {"vnd": 0, "per": ""}
    assert len(first["papers"]) == 4
    assert "source" not in first


def test_a_television_gets_all_procedures_and_a_stranger_none(device: Any) -> None:
    assert len(device("display").get(f"{OFFICE}/procedures").json["procedures"]) == 75
    assert device(None).get(f"{OFFICE}/procedures").status_code == 401


def test_a_search_of_a_thousand_letters_is_refused(device: Any) -> None:
    answer = device("kiosk").get(f"{OFFICE}/procedures", query_string={"search": "x" * 1000})
    assert (answer.status_code, answer.json["field"]) == (422, "search")
