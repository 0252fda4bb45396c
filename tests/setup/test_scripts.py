"""The commands of bin/: quiet when nothing is missing, clear when something is in the way."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from set_up import debian, python_packages
from set_up.checkout import ROOT

SCRIPTS = ["bin/run", "bin/test", "bin/setup", "bin/pin", ".ci/run"]


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def run(command: list[str | Path], *, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **env}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is set up, whose Python only tells how it was called."""
    for name in ("bin/run", "bin/test"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    program(tmp_path / "bin/setup", 'echo "setup $*" >&2')
    program(
        tmp_path / ".venv/bin/python",
        'echo "$(pwd): $*"; case "$*" in *"$FAILING"*) exit 1;; *pytest*) echo "3 passed";; esac',
    )
    return tmp_path


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_setting_up_again_says_nothing() -> None:
    done = run(["bin/setup"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_old_python_is_named_in_one_line(tmp_path: Path) -> None:
    old = program(tmp_path / "python", 'test "$1" != -V || { echo Python 3.9.2; exit 0; }; exit 1')
    done = run(["bin/setup"], PYTHON=str(old))
    assert done.returncode == 1
    assert done.stderr == (
        "set-up: Python 3.9.2 is too old; Python 3.11 or newer is needed (PYTHON=python3.12 chooses)\n"
    )


def test_a_missing_python_is_named_in_one_line() -> None:
    done = run(["bin/setup"], PYTHON="no-such-python")
    assert done.returncode == 1
    assert done.stderr == "set-up: no-such-python is not installed; Python 3.11 or newer is needed\n"


def test_run_starts_the_demo_where_the_person_stands(checkout: Path) -> None:
    elsewhere = checkout / "elsewhere"
    elsewhere.mkdir()
    done = run([checkout / "bin/run"], cwd=elsewhere, FAILING="nothing")
    assert done.stdout == f"{elsewhere}: -P -m queue_app.cli demo\n"


def test_run_hands_its_arguments_on(checkout: Path) -> None:
    done = run([checkout / "bin/run", "token", "create", "--role", "kiosk"], cwd=checkout, FAILING="nothing")
    assert done.stdout == f"{checkout}: -P -m queue_app.cli token create --role kiosk\n"


@pytest.mark.parametrize("failing", ["ruff check", "ruff format", "mypy"])
def test_a_failed_check_fails_the_tests_whose_own_line_still_comes_last(checkout: Path, failing: str) -> None:
    done = run([checkout / "bin/test"], FAILING=failing)
    assert done.returncode == 1
    assert done.stdout.count(": ok\n") == 2
    assert done.stdout.count(": FAILED\n") == 1
    assert done.stdout.endswith("3 passed\n")


def test_a_failed_test_fails_the_whole(checkout: Path) -> None:
    assert run([checkout / "bin/test"], FAILING="pytest").returncode == 1


def test_all_passed_is_a_success(checkout: Path) -> None:
    done = run([checkout / "bin/test"], FAILING="nothing")
    assert done.returncode == 0
    assert "setup --dev" in done.stderr


def test_with_arguments_only_pytest_runs(checkout: Path) -> None:
    done = run([checkout / "bin/test", "-k", "recall"], FAILING="nothing")
    assert done.stdout == f"{checkout}: -m pytest -k recall\n3 passed\n"


def test_an_index_set_for_pip_is_used_by_uv_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    assert python_packages.index_settings()["UV_DEFAULT_INDEX"] == "https://packages.example/simple"


def test_an_index_set_for_uv_itself_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    assert "UV_DEFAULT_INDEX" not in python_packages.index_settings()


@pytest.fixture
def apt_get(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without Chromium, whose apt-get only writes down what it was asked."""
    asked = tmp_path / "asked"
    program(tmp_path / "bin/apt-get", f'echo "$*" >> {asked}')
    (tmp_path / "bin/env").symlink_to(str(shutil.which("env")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return asked


def test_root_gets_chromium_from_the_distribution(apt_get: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    debian.install_what_browser_tests_need()
    assert " install " in apt_get.read_text(encoding="utf-8")
    assert " chromium" in apt_get.read_text(encoding="utf-8")


def test_without_the_right_to_install_the_person_is_told(
    apt_get: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    debian.install_what_browser_tests_need()
    assert not apt_get.exists()
    assert "chromium" in capsys.readouterr().err
