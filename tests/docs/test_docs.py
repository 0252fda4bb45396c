"""What the documents promise is there: pictures, links, commands, and no more of them than fits."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from PIL import Image, ImageDraw

from docs.shots.camera import small
from queue_app.cli import queue_app

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
DOCUMENTS = [*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
RECORDS = sorted((ROOT / "docs/decisions").glob("2*.md"))
PICTURES = sorted((ROOT / "docs/screens").glob("*.png"))
SIZES = {
    "kiosk-home": (1080, 1920), "kiosk-number": (1080, 1920), "kiosk-home-wide": (1280, 800),
    "desk-choose": (1366, 768), "desk": (1366, 768), "desk-procedures": (1366, 768), "desk-dark": (1920, 1080),
    "tv": (1920, 1080), "tv-lost": (1920, 1080),
    "printer": (1280, 900), "signin": (1280, 800), "index": (1280, 800), "status": (390, 844),
    "status-dark": (390, 844), "status-give-up": (390, 844), "status-called": (390, 844),
    "greeter": (1280, 800), "greeter-number": (800, 1280),
    "supervisor": (1366, 768), "supervisor-dark": (1366, 768), "screens": (1366, 768), "admin": (1366, 768),
    "kiosk-search": (1280, 800), "kiosk-procedure": (1280, 800),
    "tv-counter": (1280, 720), "tv-portrait": (1080, 1920), "tv-pairing": (1920, 1080),
}  # fmt: skip


def text(file: Path) -> str:
    return file.read_text("utf-8")


def targets(file: Path) -> Iterator[str]:
    """The places in the repository that a document links to or shows."""
    for address in re.findall(r"\]\(([^)]+)\)|(?:src|href)=\"([^\"]+)\"", text(file)):
        target = "".join(address).partition("#")[0]
        if target and "://" not in target:
            yield target


def commands(file: Path) -> list[str]:
    """Each call of ours in a document, up to its comment."""
    found = re.findall(r"bin/run ([a-z][^`\n#]*)", text(file))
    return [command.strip() for command in found]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_link_leads_somewhere(file: Path) -> None:
    assert [target for target in targets(file) if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("file", READMES, ids=lambda file: file.name)
def test_every_command_of_the_readme_is_one_with_these_options(file: Path) -> None:
    assert len(commands(file)) >= 7
    for command in commands(file):
        assert unknown_in(command) == [], command


def unknown_in(command: str) -> list[str]:
    """The words that no command of ours knows, and the options that it does not take."""
    present: click.Command = queue_app
    words = command.split()
    while isinstance(present, click.Group):
        name = words.pop(0)
        if name not in present.commands:
            return [name]
        present = present.commands[name]
    known = {option for parameter in present.params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in known]


def test_a_wrong_command_would_be_found() -> None:
    assert unknown_in("token make --role kiosk") == ["make"]
    assert unknown_in("demo --livly") == ["--livly"]


def test_both_readmes_show_the_same_pictures_and_commands() -> None:
    english, vietnamese = READMES
    assert [name for name in targets(english) if "screens" in name] == [
        name for name in targets(vietnamese) if "screens" in name
    ]
    assert commands(english) == commands(vietnamese)
    for page in ("kiosk-home", "desk", "tv", "printer"):
        assert f"docs/screens/{page}.png" in set(targets(english))


def test_every_picture_has_the_size_of_its_screen_and_all_are_light() -> None:
    found = {file.stem: Image.open(io.BytesIO(file.read_bytes())) for file in PICTURES}
    assert {name: found[name].size for name in SIZES} == SIZES
    assert found["slip"].width == 576
    assert {picture.mode for picture in found.values()} <= {"P", "1"}
    assert sum(file.stat().st_size for file in PICTURES) <= 2_500_000


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_a_record_is_short_and_says_context_decision_and_consequences(file: Path) -> None:
    assert len(text(file).splitlines()) <= 40
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert part in text(file)
    assert file.name in text(file.parent / "README.md")


def test_a_smaller_picture_is_the_same_picture() -> None:
    drawn = Image.new("RGB", (60, 40), "#fbf9f4")
    ImageDraw.Draw(drawn).rectangle((10, 10, 30, 30), fill="#ffc84a")
    png = io.BytesIO()
    drawn.save(png, "PNG")
    packed = Image.open(io.BytesIO(small(png.getvalue())))
    assert packed.mode == "P"
    assert packed.convert("RGB").tobytes() == drawn.tobytes()
