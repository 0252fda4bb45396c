"""Who may import whom, read from the imports themselves."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_USE = {
    "queue_app.domain": set(),
    "queue_app.texts": set(),
    "queue_app.config": set(),
    "queue_app.logs": {"queue_app.config"},
    "queue_app.profiles": {"queue_app.config", "queue_app.domain"},
    "queue_app.storage": {"queue_app.domain"},
    "queue_app.services": {
        "queue_app.config",
        "queue_app.domain",
        "queue_app.profiles",
        "queue_app.storage",
        "queue_app.texts",
    },
    "queue_app.realtime": {"queue_app.domain", "queue_app.services", "queue_app.storage", "queue_app.texts"},
    "queue_app.jobs": {"printers.outbox", "queue_app.domain", "queue_app.services", "queue_app.storage"},
    "queue_app.simulation": {"queue_app.domain", "queue_app.services", "queue_app.storage"},
    "queue_app.web": {
        "queue_app.config",
        "queue_app.domain",
        "queue_app.services",
        "queue_app.storage",
        "queue_app.texts",
    },
    "printers": {"queue_app.domain", "queue_app.texts"},
    "displays": {"queue_app.domain", "queue_app.texts"},
}
"""By part: the other parts it may import. What is not named here (app, cli, demo …) may import all."""

OURS = ("queue_app", "printers", "displays")


@pytest.mark.parametrize("part", MAY_USE)
def test_every_part_imports_only_what_lies_below_it(part: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files_of(part)
        for name in imports_of(file)
        if name.split(".")[0] in OURS and not any(within(name, allowed) for allowed in MAY_USE[part] | {part})
    ]
    assert wrong == []


def test_the_rules_use_the_standard_library_only() -> None:
    foreign = {
        name
        for file in files_of("queue_app.domain")
        for name in imports_of(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not within(name, "queue_app.domain")
    }
    assert foreign == set()


def test_nobody_imports_the_composition_root() -> None:
    users = [file for part in MAY_USE for file in files_of(part) if "queue_app.app" in set(imports_of(file))]
    assert users == []


def test_a_wrong_import_would_be_found(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from queue_app.web import kiosk\n", "utf-8")
    assert "queue_app.web.kiosk" in set(imports_of(wrong))
    assert not within("queue_app.website", "queue_app.web")


def files_of(part: str) -> list[Path]:
    path = ROOT.joinpath(*part.split("."))
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def imports_of(file: Path) -> Iterator[str]:
    """The full names that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{file} imports relatively"
            yield from (f"{node.module}.{name.name}" for name in node.names)
            yield node.module


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")
