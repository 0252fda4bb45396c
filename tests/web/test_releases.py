"""A release changes with what a page is made of, and with nothing else."""

from __future__ import annotations

from pathlib import Path

from queue_app.web.releases import release_of


def test_a_release_is_another_one_once_a_page_is(tmp_path: Path) -> None:
    page, program = tmp_path / "page.html", tmp_path / "program.py"
    page.write_text("Mời số", "utf-8")
    before = release_of([tmp_path])
    program.write_text("x = 1", "utf-8")
    assert release_of([tmp_path]) == before
    page.write_text("Xin mời số", "utf-8")
    assert release_of([tmp_path]) != before
