"""Set up this checkout; does nothing, quickly, when nothing is missing."""

import argparse
import fcntl
import sys

from set_up import debian, front_end, python_packages
from set_up.checkout import TOOLS, SetupError, say


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/setup", description="Set up what this checkout lacks.")
    parser.add_argument("--dev", action="store_true", help="also what bin/test needs")
    dev: bool = parser.parse_args().dev
    try:
        set_up(dev=dev)
    except (SetupError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(*, dev: bool) -> None:
    """Bring the checkout to what its pins say. Two at once take turns, and the second finds all done."""
    if not _is_complete(dev=dev):
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            python_packages.install(dev=dev)
            front_end.install(dev=dev)
    if dev:
        debian.install_what_browser_tests_need()


def _is_complete(*, dev: bool) -> bool:
    return python_packages.are_installed(dev=dev) and front_end.is_installed(dev=dev)


if __name__ == "__main__":
    sys.exit(main())
