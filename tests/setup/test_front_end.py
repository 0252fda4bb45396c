"""The browser gets exactly the pinned packages."""

import base64
import hashlib
import io
import re
import tarfile
from pathlib import Path

import pytest

from set_up import front_end
from set_up.checkout import VENDOR, SetupError
from set_up.front_end import Package, Shelf

SHELVES = [front_end.SERVED, front_end.TESTING]


def tarball_with(path: Path, **files: bytes) -> str:
    """Write an npm package; gives the hash that npm would print for it."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("shelf", SHELVES)
def test_every_package_is_pinned_with_its_hash(shelf: Shelf) -> None:
    packages = shelf.packages()
    assert packages
    for package in packages:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package.version), package.name
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package.integrity), package.name


@pytest.mark.parametrize("shelf", SHELVES)
def test_every_package_comes_with_its_licence(shelf: Shelf) -> None:
    assert all("LICENSE" in package.files for package in shelf.packages())


@pytest.mark.parametrize("shelf", SHELVES)
def test_a_folder_holds_what_is_pinned_and_nothing_else(shelf: Shelf) -> None:
    wanted = {place for package in shelf.packages() for place in package.files.values()}
    present = {
        path.relative_to(shelf.folder).as_posix() for path in shelf.folder.rglob("*") if path.is_file()
    }
    assert shelf.is_filled()
    assert present == wanted | {shelf.stamp.name}


def test_what_only_tests_need_lies_outside_the_program() -> None:
    program = VENDOR.parents[2]
    assert program.name == "queue_app"
    assert not front_end.TESTING.folder.is_relative_to(program)


def test_the_vendored_files_are_what_their_names_say() -> None:
    versions = {package.name: package.version for package in front_end.SERVED.packages()}
    script = (VENDOR / "socket.io.min.js").read_text(encoding="utf-8")
    fonts = list(VENDOR.glob("fonts/*.woff2"))
    assert f"Socket.IO v{versions['socket.io-client']}" in script
    assert fonts
    assert all(font.read_bytes().startswith(b"wOF2") for font in fonts)


def test_the_pinned_package_is_taken_apart(tmp_path: Path) -> None:
    integrity = tarball_with(tmp_path / "a.tgz", wanted=b"yes", unwanted=b"no")
    package = Package("a", "1.0.0", integrity, {"wanted": "deep/here"})
    front_end.extract(package, tmp_path / "a.tgz", tmp_path / "vendor")
    assert (tmp_path / "vendor/deep/here").read_bytes() == b"yes"
    assert [path.name for path in (tmp_path / "vendor").rglob("*") if path.is_file()] == ["here"]


def test_a_package_with_another_hash_is_refused(tmp_path: Path) -> None:
    pinned = tarball_with(tmp_path / "pinned.tgz", wanted=b"yes")
    tarball_with(tmp_path / "other.tgz", wanted=b"bad")
    with pytest.raises(SetupError, match="not what was pinned"):
        front_end.extract(Package("a", "1.0.0", pinned, {"wanted": "here"}), tmp_path / "other.tgz", tmp_path)
    assert not (tmp_path / "here").exists()
