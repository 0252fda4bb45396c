"""Raw TCP, port 9100: what almost every network printer listens to."""

from printers.drivers.network.driver import NetworkDriver

__all__ = ["NetworkDriver"]
