"""Installs from Debian what the browser tests need; a machine that cannot do that goes on without."""

import os
import shutil
from pathlib import Path

from set_up.checkout import say, succeeds


def install_what_browser_tests_need() -> None:
    """Install Chromium and the library that reads QR codes when they are missing and may be installed."""
    missing = missing_packages()
    if not missing:
        return
    apt_get = _apt_get()
    if apt_get is None:
        say(f"without {' and '.join(missing)}, which only root can install here, some tests are skipped")
        return
    say(f"installing {' and '.join(missing)} from the distribution")
    install = [*apt_get, "install", "--yes", "--quiet", "--no-install-recommends", *missing]
    if not (succeeds(install) or (succeeds([*apt_get, "update", "--quiet"]) and succeeds(install))):
        say(f"could not install {' and '.join(missing)}; some tests are skipped")


def missing_packages() -> list[str]:
    zbar = any(Path("/usr/lib").glob("*/libzbar.so.0"))
    return [name for name, here in (("chromium", shutil.which("chromium")), ("libzbar0", zbar)) if not here]


def _apt_get() -> list[str] | None:
    """The command that installs packages, or nothing where there is none or the user may not."""
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        return None
    command = ["env", "DEBIAN_FRONTEND=noninteractive", apt_get, "--option=DPkg::Lock::Timeout=120"]
    if os.geteuid() == 0:
        return command
    sudo = ["sudo", "--non-interactive"]
    return [*sudo, *command] if succeeds([*sudo, "true"]) else None
