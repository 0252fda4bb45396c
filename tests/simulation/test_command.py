"""queue-app simulate: fills a new database or a demonstration's, and never an office's by mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from queue_app.cli import queue_app
from queue_app.serving import CannotServe


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(queue_app, [*words, "--data", str(data)])


def simulate(data: Path, *words: str) -> Result:
    return run(data, "simulate", "--days", "1", "--tickets", "12", "--start", "2026-11-24", *words)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder to come, away from any config.toml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def test_a_new_database_is_made_and_filled_again_and_again(data: Path) -> None:
    first, second = simulate(data, "--seed", "1"), simulate(data, "--seed", "2")
    for played in (first, second):
        assert played.exit_code == 0, played.output
        assert "mean wait" in played.stdout
    assert first.stdout != second.stdout


def test_an_office_that_is_at_work_is_left_alone_unless_told_knowingly(data: Path) -> None:
    assert run(data, "migrate").exit_code == 0
    refused = simulate(data)
    assert isinstance(refused.exception, CannotServe)
    assert "--into-this-office" in str(refused.exception)
    assert simulate(data, "--into-this-office").exit_code == 0


def test_an_office_of_the_database_is_named_by_its_code(data: Path) -> None:
    assert simulate(data).exit_code == 0
    assert simulate(data, "--office", "phuong-thanh-liet").exit_code == 0
    assert simulate(data, "--office", "somewhere-else").exit_code == 1


def test_the_promises_of_the_days_are_scored_in_a_table_or_as_json(data: Path) -> None:
    assert simulate(data, "--tickets", "40").exit_code == 0
    asked = (
        "estimate",
        "score",
        "--office",
        "phuong-thanh-liet",
        "--since",
        "2026-11-23",
        "--until",
        "2026-11-27",
    )
    shown, for_programs = run(data, *asked), run(data, *asked, "--json")
    assert shown.exit_code == 0
    assert "by p90" in shown.stdout
    assert json.loads(for_programs.stdout)["all"]["tickets"] > 20
    nobody = run(data, "estimate", "score", "--office", "phuong-thanh-liet", "--until", "2026-11-20")
    assert "nobody was called" in nobody.stdout
