"""QR codes that the printer is to make itself (GS ( k)."""

from __future__ import annotations

import segno
from PIL import Image

_QR = 49
_MODEL, _MODULE, _CORRECTION, _STORE, _PRINT = 65, 67, 69, 80, 81


class Symbol:
    """What GS ( k has set so far."""

    def __init__(self) -> None:
        self.data = b""
        self.module = 3
        self.correction = "l"

    def understands(self, parameters: bytes) -> bool:
        known = (_MODEL, _MODULE, _CORRECTION, _STORE, _PRINT)
        return len(parameters) >= 3 and parameters[0] == _QR and parameters[1] in known

    def set(self, parameters: bytes) -> bool:
        """Take one function; True if it asks to print the symbol."""
        match parameters[1]:
            case 67:
                self.module = min(max(parameters[2], 1), 16)
            case 69:
                self.correction = "lmqh"[parameters[2] % 4]
            case 80:
                self.data = parameters[3:]
        return parameters[1] == _PRINT


def draw_symbol(symbol: Symbol) -> Image.Image | None:
    """The symbol as ink, or None for data that no QR code holds."""
    try:
        code = segno.make_qr(symbol.data, error=symbol.correction, boost_error=False)
    except ValueError:
        return None
    side = len(code.matrix)
    ink = Image.frombytes("L", (side, side), b"".join(code.matrix)).point([0, *[255] * 255], "1")
    return ink.resize((side * symbol.module,) * 2, Image.Resampling.NEAREST)
