"""A change in words: what it was about, and its values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from queue_app.domain.changes import Difference
from queue_app.services.changes import Change
from queue_app.web.parts import language, parts

LONGEST = 160
"""Letters of a value that are shown."""


def title_of(change: Change) -> str:
    """What the change was about, in a few words: "Hàng chờ A", "Văn bản và phiếu"."""
    entries = {(part.section, part.key) for part in change.parts if part.key}
    if change.section == "profile" or len({section for section, _ in entries}) > 1:
        return _say("change_profile" if change.section == "profile" else f"nav_{change.section}")
    if len(entries) == 1:
        section, key = next(iter(entries))
        return f"{_say(f'one_{section}')} {key}"
    return _say(f"nav_{change.section}")


def line_of(part: Difference) -> str:
    """Which value it is: "Quầy 3 · Tên"."""
    field = _said(f"f_{part.section}_{part.field}") or part.field
    if not part.key:
        return field
    entry = f"{_say(f'one_{part.section}')} {part.key}"
    return f"{entry} · {field}" if part.field else entry


def in_words(part: Difference, value: Any) -> str:
    """A value as people read it, cut short where it is long."""
    if part.field == "emblem":
        return _say("value_picture") if value else _say("value_none")
    if not part.field and isinstance(value, Mapping):
        return str(value.get("name") or _say("value_there"))
    if part.field == "voice" and isinstance(value, Mapping):
        return _shortened(
            "; ".join(_spoken(name, one) for name, one in value.items() if _differs(part, name))
        )
    if part.field in ("serves", "hours", "texts") and isinstance(value, Mapping):
        return _shortened(
            "; ".join(f"{_named(name)} {_plain(one)}" for name, one in value.items() if one not in ([], ""))
        )
    if part.section == "screens" and isinstance(value, Mapping):
        return _shortened("; ".join(f"{_say(f'f_screens_{name}')} {one}" for name, one in value.items()))
    chosen = _said(f"c_{part.field}_{value}") if isinstance(value, str) else ""
    return chosen or _shortened(_plain(value))


def _differs(part: Difference, name: str) -> bool:
    return bool(part.before.get(name) != part.after.get(name))


def _spoken(name: str, value: Any) -> str:
    return f"{_say(f'f_office_{name}')}: {_said(f'c_voice_{value}') or _plain(value)}"


def _named(name: str) -> str:
    return _said(f"day_{name}") or name


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _say("value_yes" if value else "value_no")
    if value is None or value in ("", []):
        return _say("value_none")
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, Mapping):
        return "; ".join(_plain(one) for one in value.values() if one not in ("", []))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"


def _say(name: str) -> str:
    return parts().texts.get(language(), f"admin.{name}")


def _said(name: str) -> str:
    return parts().texts.section(language(), "admin").get(name, "")
