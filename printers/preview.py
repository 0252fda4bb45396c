"""A slip before anybody prints it: what the very bytes for a printer would leave on its paper."""

from __future__ import annotations

import io
from typing import Any

from printers.rendering import Renderer
from printers.virtual.decoder import decode


def preview(renderer: Renderer, kind: str, payload: dict[str, Any], width: int = 576) -> bytes:
    """The slip as a PNG, read back from the bytes by the virtual printer's own eyes."""
    picture = decode(renderer.render(kind, payload, width), width).pages[0].picture
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
