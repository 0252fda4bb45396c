"""What is pinned is pinned by hash, and nothing in the repository says where packages come from."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from set_up.checkout import ROOT

PIN_FILES = ["requirements.txt", "requirements-dev.txt", "bin/set_up/uv.txt", "bin/set_up/node.txt"]
# Put together here, so that this file does not contain what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org/simple"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
]
LOCK_FILE = re.compile(
    r"(^|/)(uv|poetry|Pipfile|pdm|package-lock|yarn|pnpm-lock|npm-shrinkwrap)\.(lock|json|ya?ml)$"
)


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files of the repository, those not yet added included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("needs git and a checkout made by it")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def registries_in(content: bytes) -> list[str]:
    return [address for address in REGISTRIES if address.encode() in content]


def pins_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each requirement with its hashes; a line that is neither comes out as a requirement without hashes."""
    for entry in re.sub(r"\\\n", " ", text).splitlines():
        requirement, *options = entry.split("--hash=")
        if requirement.strip() and not requirement.startswith("#"):
            yield requirement.strip(), [option.strip() for option in options]


def unhashed(text: str) -> list[str]:
    return [
        requirement
        for requirement, hashes in pins_of(text)
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes)
    ]


def test_no_file_says_where_packages_come_from(tracked: list[Path]) -> None:
    assert {str(file): found for file in tracked if (found := registries_in(file.read_bytes()))} == {}


def test_no_lock_file_is_in_the_repository(tracked: list[Path]) -> None:
    assert [str(file) for file in tracked if LOCK_FILE.search(file.as_posix())] == []


@pytest.mark.parametrize("address", REGISTRIES)
def test_an_address_would_be_found(address: str) -> None:
    assert registries_in(f"--index-url https://{address}/\n".encode()) == [address]


@pytest.mark.parametrize(
    "name", ["uv.lock", "web/package-lock.json", "pnpm-lock.yaml", "npm-shrinkwrap.json"]
)
def test_a_lock_file_would_be_found(name: str) -> None:
    assert LOCK_FILE.search(name)


@pytest.mark.parametrize("name", PIN_FILES)
def test_every_requirement_is_pinned_with_its_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert unhashed(text) == []
    assert all("==" in requirement for requirement, _ in pins_of(text))


@pytest.mark.parametrize(
    "line",
    ["flask==3.1.3", "flask==3.1.3 \\\n    --hash=md5:0123", "--find-links elsewhere", "-e ."],
)
def test_a_requirement_without_hash_would_be_found(line: str) -> None:
    assert len(unhashed(f"{line}\n")) == 1


def test_the_development_packages_hold_the_runtime_ones_in_the_same_versions() -> None:
    runtime, dev = (
        {
            requirement.partition(" ")[0]
            for requirement, _ in pins_of((ROOT / name).read_text(encoding="utf-8"))
        }
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime
    assert runtime <= dev


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_pinned(name: str) -> None:
    asked = re.findall(
        r"^([a-z][a-z0-9.-]*)", (ROOT / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE
    )
    pins = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    assert asked
    assert [package for package in asked if f"\n{package.replace('.', '-')}==" not in f"\n{pins}"] == []
