"""Which release of the pages a server has: it changes with anything that a page is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

PAGES_ARE_MADE_OF = {".css", ".html", ".js", ".toml"}


def release_of(folders: Iterable[Path]) -> str:
    """A short word for what lies in these folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in PAGES_ARE_MADE_OF:
                digest.update(file.relative_to(folder).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
