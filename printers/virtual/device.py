"""The printer behind the connection: paper, cover, what it answers, and the slips that came out."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from PIL import Image

from printers.virtual.commands import TEXT, Command, Stream
from printers.virtual.decoder import Decoded, decode

PAPERS = ("ok", "low", "out")
COVERS = ("open", "closed")

_KEPT_SLIPS = 50
_LARGEST_BUFFER = 4 * 1024 * 1024
_CUTS = ("GS V", "ESC i", "ESC m")
_INKED = (TEXT, "GS v 0", "GS ( k", "ESC *")


class BufferFull(Exception):
    """More was sent than the printer can keep while it cannot print."""


@dataclass(frozen=True)
class Slip:
    """A piece of paper that came out: its number since the printer was made, and its very bytes."""

    id: int
    received_at: datetime
    data: bytes
    width: int

    @property
    def text(self) -> str:
        """What the bytes carry as text; a picture is named by its size, since letters in it are only dots."""
        return "\n".join(page.text for page in self.decoded.pages)

    def picture(self) -> Image.Image:
        """The paper, dot by dot, black on white."""
        pages = self.decoded.pages
        return pages[0].picture if pages else Image.new("1", (self.width, 1), 255)

    @cached_property
    def decoded(self) -> Decoded:
        return decode(self.data, self.width)


class Device:
    """State and paper of one printer. What it gets while it cannot print, it prints when it can again."""

    def __init__(self, clock: Callable[[], datetime], width: int = 576) -> None:
        self._clock = clock
        self._width = width
        self._lock = threading.RLock()
        self._paper, self._cover = "ok", "closed"
        self._waiting: deque[tuple[Session, Command | None]] = deque()
        self._waiting_bytes = 0
        self._printed = bytearray()
        self._has_ink = False
        self._sender: Session | None = None
        self._slips: deque[Slip] = deque(maxlen=_KEPT_SLIPS)
        self._count = 0

    @property
    def paper(self) -> str:
        return self._paper

    @property
    def cover(self) -> str:
        return self._cover

    def set_paper(self, paper: str) -> None:
        """One of PAPERS; ValueError for anything else."""
        if paper not in PAPERS:
            raise ValueError(paper)
        with self._lock:
            self._paper = paper
            self._work()

    def set_cover(self, cover: str) -> None:
        """One of COVERS; ValueError for anything else."""
        if cover not in COVERS:
            raise ValueError(cover)
        with self._lock:
            self._cover = cover
            self._work()

    def slips(self) -> list[Slip]:
        """The last slips, newest first."""
        with self._lock:
            return list(reversed(self._slips))

    def connect(self, reply: Callable[[bytes], None]) -> Session:
        """A connection to the printer, which answers through `reply`."""
        return Session(self, reply)

    def take(self, session: Session, commands: list[Command]) -> None:
        """Answer what is real-time now, and print or keep the rest."""
        with self._lock:
            for command in commands:
                if command.name == "DLE EOT":
                    session.reply(self._status_now(command.values[0]))
                else:
                    self._waiting.append((session, command))
                    self._waiting_bytes += len(command.raw)
            self._work()
            if self._waiting_bytes > _LARGEST_BUFFER:
                raise BufferFull

    def tear_off(self, session: Session) -> None:
        """The sender is gone: what it has printed and not cut is torn off."""
        with self._lock:
            self._waiting.append((session, None))
            self._work()

    def _work(self) -> None:
        while self._waiting and self._is_ready():
            session, command = self._waiting.popleft()
            if command is None:
                self._tear_off(session)
                continue
            self._waiting_bytes -= len(command.raw)
            if command.name == "GS r":
                session.reply(self._status_in_turn(command.values[0]))
            else:
                self._print(session, command)

    def _tear_off(self, session: Session) -> None:
        if self._sender is session and self._has_ink:
            self._end_slip()

    def _print(self, session: Session, command: Command) -> None:
        self._sender = session
        self._printed += command.raw
        self._has_ink = self._has_ink or command.name in _INKED
        if command.name in _CUTS or len(self._printed) > _LARGEST_BUFFER:
            self._end_slip()

    def _end_slip(self) -> None:
        self._count += 1
        self._slips.append(Slip(self._count, self._clock(), bytes(self._printed), self._width))
        self._printed.clear()
        self._has_ink = False

    def _is_ready(self) -> bool:
        return self._paper != "out" and self._cover == "closed"

    def _status_now(self, n: int) -> bytes:
        """The answer to DLE EOT n (Epson: bits 1 and 4 are always set); none to an n it does not know."""
        is_out, is_open = self._paper == "out", self._cover == "open"
        match n:
            case 1:
                return bytes((0x12 | (0 if self._is_ready() else 0x08),))
            case 2:
                return bytes((0x12 | (0x04 if is_open else 0) | (0x20 if is_out else 0),))
            case 3:
                return bytes((0x12,))
            case 4:
                return bytes((0x12 | (0 if self._paper == "ok" else 0x0C) | (0x60 if is_out else 0),))
        return b""

    def _status_in_turn(self, n: int) -> bytes:
        """The answer to GS r n: paper for 1, the drawer for 2. It prints, so the paper has not ended."""
        low = 0x03 if self._paper == "low" and n in (1, 49) else 0
        return bytes((low,)) if n in (1, 2, 49, 50) else b""


class Session:
    """One sender's connection. Commands cut off by its end are forgotten."""

    def __init__(self, device: Device, reply: Callable[[bytes], None]) -> None:
        self._device = device
        self._reply = reply
        self._stream = Stream()

    def receive(self, data: bytes) -> None:
        """Bytes have come. Raises BufferFull when there is no room for them."""
        self._device.take(self, self._stream.feed(data))

    def reply(self, answer: bytes) -> None:
        if answer:
            self._reply(answer)

    def close(self) -> None:
        self._device.tear_off(self)
