"""Rendering in this very process: for tests, previews and the render process itself."""

from __future__ import annotations

from typing import Any

from printers.rendering.escpos import encode
from printers.rendering.picture import draw
from printers.slips import document_of
from queue_app.texts import Texts


class DirectRenderer:
    """A `Renderer` without a process of its own."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def render(self, kind: str, payload: dict[str, Any], width: int) -> bytes:
        return encode(draw(document_of(kind, payload, self._texts), width))
