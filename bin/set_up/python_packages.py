"""Keeps .venv at exactly the packages that the requirements files pin, by way of a pinned uv in .tools."""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from set_up.checkout import ROOT, TOOLS, VENV, SetupError, run, say, succeeds

UV = TOOLS / "uv" / "bin" / "uv"
UV_STAMP = TOOLS / "uv" / "pins"
UV_PINS = Path(__file__).with_name("uv.txt")
VENV_PYTHON = VENV / "bin" / "python"
VENV_STAMP = VENV / "set-up"
REQUIREMENTS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def are_installed(*, dev: bool) -> bool:
    return _read(VENV_STAMP) == _stamp(_kind(dev=dev))


def install(*, dev: bool) -> None:
    """Make .venv hold what its requirements file pins, no more and no less, each file checked by its hash."""
    if are_installed(dev=dev):
        return
    kind = _kind(dev=dev)
    if not _is_usable():
        options = ["--quiet", "--clear", "--relocatable", "--no-python-downloads"]
        run([uv(), "venv", *options, "--python", _base_interpreter(), VENV], or_say="could not make .venv")
    VENV_STAMP.write_text(f"{kind} incomplete", encoding="utf-8")
    say(f"installing the Python packages of {REQUIREMENTS[kind].name}")
    # Compiled once here, or every start of the server would compile where Python may not write.
    uv_pip("sync", REQUIREMENTS[kind], "--compile-bytecode")
    _make_the_checkout_importable()
    VENV_STAMP.write_text(_stamp(kind), encoding="utf-8")


def uv_pip(verb: str, pins: Path, *options: str | Path) -> None:
    """Let uv install what a file pins: wheels only, because building one runs code that no hash covers."""
    checks = ["--quiet", "--require-hashes", "--no-build"]
    file = ["--requirement", pins] if verb == "install" else [pins]
    run(
        [uv(), "pip", verb, *checks, "--python", VENV_PYTHON, *options, *file],
        or_say=f"could not install {pins.name}; is the network up?",
        more_env=index_settings(),
    )


def uv() -> Path:
    """The pinned uv, put into .tools with pip, which is all that a bare machine has."""
    pins = UV_PINS.read_text(encoding="utf-8")
    if _read(UV_STAMP) == pins:
        return UV
    python = _base_interpreter()
    if not succeeds([python, "-m", "pip", "--version"]):
        raise SetupError(f"{python} has no pip; install that first (on Debian: apt-get install python3-pip)")
    say("fetching uv")
    target = UV_STAMP.parent
    shutil.rmtree(target, ignore_errors=True)
    options = ["--quiet", "--disable-pip-version-check", "--retries=2", "--no-deps", "--only-binary=:all:"]
    run(
        [python, "-m", "pip", "install", *options, "--target", target, "--require-hashes", "-r", UV_PINS],
        or_say="could not fetch uv; is the network up?",
        # What a person set for their own installs would refuse this one, which touches nothing of theirs.
        more_env={"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"},
    )
    UV_STAMP.write_text(pins, encoding="utf-8")
    return UV


def index_settings() -> dict[str, str]:
    """Environment that gives uv the machine's certificates, and the index and certificates set for pip."""
    pip = [_base_interpreter(), "-m", "pip", "config", "list"]
    listed = subprocess.run(pip, capture_output=True, text=True, check=False).stdout
    settings = dict(line.partition("=")[::2] for line in listed.splitlines())
    env = {"UV_SYSTEM_CERTS": "true"}
    for variable, key in (("UV_DEFAULT_INDEX", "index-url"), ("SSL_CERT_FILE", "cert")):
        values = [settings.get(f"{section}.{key}") for section in (":env:", "install", "global")]
        value = next(filter(None, values), None)
        if value and variable not in os.environ:
            env[variable] = str(ast.literal_eval(value))
    return env


def _kind(*, dev: bool) -> str:
    """Once .venv has the development packages it keeps them, so that bin/run does not undo bin/test."""
    return "dev" if dev or _read(VENV_STAMP).startswith("dev ") else "runtime"


def _stamp(kind: str) -> str:
    """What .venv was made of: it grows stale with the pins, and with an upgrade of the system's Python."""
    digest = hashlib.sha256(REQUIREMENTS[kind].read_bytes()).hexdigest()
    return f"{kind} {digest} {VENV_PYTHON.resolve()}"


def _is_usable() -> bool:
    """Whether .venv has an interpreter that runs, and has been made for that one."""
    own_packages = "import os, sysconfig; os.stat(sysconfig.get_path('purelib'))"
    return succeeds([VENV_PYTHON, "-c", own_packages])


def _make_the_checkout_importable() -> None:
    """By a relative path, so that a checkout that was moved still finds itself."""
    for packages in VENV.glob("lib/python3.*/site-packages"):
        (packages / "checkout.pth").write_text("../../../..\n", encoding="utf-8")


def _base_interpreter() -> str:
    """The interpreter outside any virtual environment: .venv itself may be the active one, and has no pip."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
