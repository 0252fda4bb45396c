"""What people write, as it can be shown: without signs that nobody sees, or that turn others round."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LAYOUT = "\n\t"


def is_visible(text: str) -> bool:
    """Whether every sign of it can be seen: no control bytes, no signs that turn or hide the others."""
    return not any(unicodedata.category(sign) in _HIDDEN for sign in text)


def cleaned(value: Any) -> Any:
    """The value, each text in it without the signs that cannot be seen; lines and tabs stay."""
    if isinstance(value, str):
        kept = (sign for sign in value if sign in _LAYOUT or is_visible(sign))
        return unicodedata.normalize("NFC", value if value.isprintable() else "".join(kept))
    if isinstance(value, Mapping):
        return {key: cleaned(one) for key, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list) else value
