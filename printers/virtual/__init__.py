"""A printer made of software: it listens like a real one and shows what the bytes it got would print.

It is the referee of the project's own slips, so it shares no code with what makes them.
"""

from printers.virtual.decoder import Decoded, decode
from printers.virtual.device import Device, Slip
from printers.virtual.page import Page
from printers.virtual.server import VirtualPrinter

__all__ = ["Decoded", "Device", "Page", "Slip", "VirtualPrinter", "decode"]
