"""What an ESC/POS printer says about itself when it is asked (DLE EOT n, GS r n)."""

from __future__ import annotations

ASK_NOW = b"".join(b"\x10\x04" + bytes((n,)) for n in (1, 2, 4))
"""DLE EOT 1, 2 and 4: printer, cause of being offline, paper. Answered at once, one byte each, in order."""

ASK_IN_TURN = b"\x1dr\x01"
"""GS r 1: paper, answered only when everything sent before it has been worked off."""


def trouble(printer: int, cause: int, paper: int) -> str:
    """Why the printer cannot print, as a stable word, or "" where it can."""
    if cause & 0x04:
        return "cover-open"
    if paper & 0x60 or cause & 0x20:
        return "paper-out"
    if cause & 0x40:
        return "error"
    return "offline" if printer & 0x08 else ""


def is_answer_now(byte: int) -> bool:
    """Whether `byte` can answer DLE EOT: bits 1 and 4 are set, bits 0 and 7 are not."""
    return byte & 0x93 == 0x12


def is_answer_in_turn(byte: int) -> bool:
    """Whether `byte` can answer GS r 1: bits 4 and 7 are not set."""
    return byte & 0x90 == 0


def paper_ended(in_turn: int) -> bool:
    return bool(in_turn & 0x0C)
