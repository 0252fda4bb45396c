"""Keeps .venv at exactly the packages that the requirements files pin, by way of a pinned uv in .tools."""

import ast
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from set_up.checkout import ROOT, TOOLS, VENV, SetupError, run, say

UV = TOOLS / "uv" / "bin" / "uv"
UV_PINS = Path(__file__).with_name("uv.txt")
UV_STAMP = TOOLS / "uv" / "pins"
VENV_PYTHON = VENV / "bin" / "python"
VENV_STAMP = VENV / "set-up"
REQUIREMENTS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def are_installed(*, dev: bool) -> bool:
    kind = _kind(dev=dev)
    return _read(VENV_STAMP) == _stamp(kind)


def install(*, dev: bool) -> None:
    """Make .venv hold what its requirements file pins, no more and no less; every file is checked by its hash."""
    if are_installed(dev=dev):
        return
    kind = _kind(dev=dev)
    install_uv()
    settings = index_settings()
    if not _is_usable(VENV):
        say("making .venv")
        clear = ["--clear"] if VENV.exists() else []
        interpreter = _base_interpreter()
        run(
            [UV, "venv", "--quiet", "--relocatable", "--no-python-downloads", "--python", interpreter, *clear, VENV],
            doing="making .venv",
        )
    VENV_STAMP.write_text(f"{kind} incomplete", encoding="utf-8")
    say(f"installing the Python packages of {REQUIREMENTS[kind].name}")
    sync = [UV, "pip", "sync", "--quiet", "--python", VENV_PYTHON, "--require-hashes", "--no-build", REQUIREMENTS[kind]]
    run(sync, doing="installing Python packages", more_env=settings)
    _make_the_checkout_importable()
    VENV_STAMP.write_text(_stamp(kind), encoding="utf-8")


def install_uv() -> None:
    """Put the pinned uv into .tools with pip, which is all that a bare machine has."""
    pins = UV_PINS.read_text(encoding="utf-8")
    if _read(UV_STAMP) == pins:
        return
    python = _base_interpreter()
    if not _has_pip(python):
        raise SetupError(f"{python} has no pip; install it first (Debian, Ubuntu: apt-get install python3-pip)")
    say("fetching uv")
    target = UV_STAMP.parent
    shutil.rmtree(target, ignore_errors=True)
    run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        + ["--disable-pip-version-check", "--retries=2", "--target", target, "--requirement", UV_PINS],
        doing="fetching uv",
        # What a person set for their own installs would refuse this one, which touches nothing of theirs.
        more_env={"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"},
    )
    UV_STAMP.write_text(pins, encoding="utf-8")


def index_settings() -> dict[str, str]:
    """Environment that hands pip's package index and certificates on to uv, which does not read pip's settings."""
    listed = subprocess.run(
        [_base_interpreter(), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    settings = dict(line.partition("=")[::2] for line in listed.stdout.splitlines())
    env = {}
    for variable, key in (("UV_DEFAULT_INDEX", "index-url"), ("SSL_CERT_FILE", "cert")):
        named = (settings.get(f"{section}.{key}") for section in (":env:", "install", "global", "site", "user"))
        value = next(filter(None, named), None)
        if value and variable not in os.environ:
            env[variable] = str(ast.literal_eval(value))
    return env


def _kind(*, dev: bool) -> str:
    """Once .venv has the development packages it keeps them, so that bin/run does not undo bin/test."""
    return "dev" if dev or _read(VENV_STAMP).startswith("dev ") else "runtime"


def _stamp(kind: str) -> str:
    digest = hashlib.sha256(REQUIREMENTS[kind].read_bytes()).hexdigest()
    return f"{kind} {digest} {VENV_PYTHON.resolve()}"


def _is_usable(venv: Path) -> bool:
    """Whether its interpreter still runs and is the one it was made with: an upgrade of the system changes it."""
    made_for = list(venv.glob("lib/python3.*/site-packages"))
    if len(made_for) != 1 or not VENV_PYTHON.exists():
        return False
    probe = subprocess.run(
        [VENV_PYTHON, "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return probe.stdout.strip() == made_for[0].parent.name


def _make_the_checkout_importable() -> None:
    """A relative path, so that a checkout that was moved still finds itself."""
    (packages,) = VENV.glob("lib/python3.*/site-packages")
    (packages / "checkout.pth").write_text("../../../..\n", encoding="utf-8")


def _base_interpreter() -> str:
    """The interpreter outside any virtual environment: .venv itself may be the active one, and has no pip."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _has_pip(python: str) -> bool:
    if python == sys.executable:
        return importlib.util.find_spec("pip") is not None
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
