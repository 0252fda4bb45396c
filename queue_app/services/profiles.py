"""A profile as files that people keep and carry: a zip of its TOML and its CSV, or the two side by side."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from queue_app.config import BrokenFile
from queue_app.domain.errors import WrongProfile
from queue_app.domain.offices import Office
from queue_app.profiles import schema
from queue_app.profiles.schema import Profile
from queue_app.services.offices import export_profile
from queue_app.storage.database import Tx

_LARGEST = 8 * 1024 * 1024
"""Bytes of one file of a profile, unpacked."""


def packed(tx: Tx, office: Office) -> bytes:
    """The office's profile as a zip of its two files."""
    packing = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(packing, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        file = schema.write(export_profile(tx, office.code), Path(folder))
        for one in (file, file.with_suffix(".csv")):
            archive.write(one, one.name)
    return packing.getvalue()


def unpacked(tx: Tx, office: Office, files: Mapping[str, bytes]) -> Profile:
    """The profile in these files, a zip or a TOML with its CSV; WrongProfile says what is wrong and where.

    A TOML alone keeps the procedures as they are.
    """
    found = _of_kinds(files)
    if ".toml" not in found:
        raise WrongProfile(reason="no .toml")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "profile.toml"
        schema.write(export_profile(tx, office.code), Path(folder)).with_suffix(".csv").rename(
            file.with_suffix(".csv")
        )
        for suffix, content in found.items():
            file.with_suffix(suffix).write_bytes(content)
        try:
            profile = schema.read(file)
        except BrokenFile as broken:
            raise WrongProfile(reason=str(broken).replace(f"{folder}/", "").splitlines()[0]) from None
    if profile.office.code != office.code:
        raise WrongProfile(reason=f"code = {profile.office.code!r}, not {office.code!r}")
    return profile


def _of_kinds(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """By suffix: the TOML and the CSV among these files, or in the zip among them."""
    found: dict[str, bytes] = {}
    for name, content in files.items():
        if name.lower().endswith(".zip"):
            found |= _of_zip(content)
        elif Path(name).suffix.lower() in (".toml", ".csv"):
            found[Path(name).suffix.lower()] = content
    return found


def _of_zip(content: bytes) -> dict[str, bytes]:
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.infolist():
                suffix = Path(inner.filename).suffix.lower()
                if suffix not in (".toml", ".csv"):
                    continue
                with archive.open(inner) as opened:
                    found[suffix] = opened.read(_LARGEST + 1)
                if len(found[suffix]) > _LARGEST:
                    raise WrongProfile(reason=f"{inner.filename} > 8 MB")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise WrongProfile(reason=".zip") from None
    return found
