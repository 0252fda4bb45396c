"""Measure, compare, print one table."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench import Bench, tell
from benchmarks.figures import Row, table
from benchmarks.machine import described
from benchmarks.rows import ROWS

HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="What the system reaches, beside its yardsticks."
    )
    parser.add_argument("--only", action="append", choices=list(ROWS), metavar="NAME", help=", ".join(ROWS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a first look, not a verdict")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md too")
    parser.add_argument(
        "--data", type=Path, default=Path("data/benchmarks"), help="a folder on the disk to test"
    )
    asked = parser.parse_args()
    machine = described()
    rows = measure(asked.only or list(ROWS), asked.data.absolute(), quick=asked.quick)
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC" + (", quick" if asked.quick else "")
    text = f"{table(rows)}\n\n{when} · {machine}\n"
    print(text, end="")
    if asked.write:
        (HERE / "RESULTS.md").write_text(f"# Results\n\n{text}", "utf-8")
    return 0 if all(row.reached is not False for row in rows) else 1


def measure(names: list[str], data: Path, *, quick: bool) -> list[Row]:
    """The rows of these names, in the order of the table."""
    data.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=data))
    try:
        with ExitStack() as stack:
            bench = Bench(folder, data, quick, stack)
            found = []
            for name, rows in ROWS.items():
                if name in names:
                    tell(f"– {name}")
                    found += rows(bench)
            return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
