"""Form: a document becomes a picture in black dots, and the picture becomes ESC/POS bytes."""

from __future__ import annotations

from typing import Any, Protocol


class Renderer(Protocol):
    """Makes the bytes of one slip. It has no side effect, so it may be asked twice."""

    def render(self, kind: str, payload: dict[str, Any], width: int) -> bytes:
        """The ESC/POS bytes of the slip on paper of `width` dots, cut included.

        Raises an exception where the slip cannot be made; no byte must be printed then.
        """
