"""An office's own emblem: a PNG that was read and written anew, so that nothing but its dots is kept."""

from __future__ import annotations

import base64
import io

from PIL import Image, UnidentifiedImageError

from queue_app.domain.errors import WrongPicture

LARGEST_FILE = 2 * 1024 * 1024
_LEAST, _MOST = 32, 4096
"""Dots each way of what is accepted."""
_KEPT = 256
"""Dots each way of what is kept: twice what any page shows."""


def made_safe(content: bytes) -> str:
    """The picture as a data: address, at most 256 dots each way. WrongPicture where it is no such PNG."""
    refusal = WrongPicture(least=_LEAST, most=_MOST)
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            # The size stands in the head: a picture that would fill the memory is never unpacked.
            if not (min(picture.size) >= _LEAST and max(picture.size) <= _MOST):
                raise refusal
            kept = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise refusal from None
    kept.thumbnail((_KEPT, _KEPT))
    png = io.BytesIO()
    # In 256 colours any picture of this size is smaller than what a profile may hold.
    kept.quantize(256, method=Image.Quantize.FASTOCTREE).save(png, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"


def picture_of(emblem: str) -> bytes:
    """The PNG of such an address."""
    return base64.b64decode(emblem.partition(",")[2])
