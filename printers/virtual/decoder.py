"""What ESC/POS bytes print, read by Epson's reference and by nothing of the project's own encoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image

from printers.virtual.commands import TEXT, Command, Stream
from printers.virtual.letters import Style, letter, table
from printers.virtual.page import Page, Sheet
from printers.virtual.symbols import Symbol, draw_symbol

DOTS_PER_INCH = 203
_LINE_SPACING = 30


@dataclass(frozen=True)
class Decoded:
    """The pages, each ended by a cut or by the end of the bytes, and what could not be understood."""

    pages: tuple[Page, ...]
    unknown: tuple[str, ...]


def decode(data: bytes, width: int = 576) -> Decoded:
    """Print `data` on paper of `width` dots. Never raises; what it does not know it reports."""
    head = _PrintHead(width)
    stream = Stream()
    for command in stream.feed(data):
        head.obey(command)
    if stream.unfinished:
        head.report(f"unfinished {stream.unfinished[:8].hex(' ')}")
    head.end_page()
    return Decoded(tuple(head.pages), tuple(head.unknown))


class _PrintHead:
    """The modes that commands set, and the line of text that is not printed yet."""

    def __init__(self, width: int) -> None:
        self.pages: list[Page] = []
        self.unknown: list[str] = []
        self._width = width
        self._sheet = Sheet(width)
        self._reset()

    def obey(self, command: Command) -> None:
        action = _ACTIONS.get(command.name)
        if action:
            action(self, command.values)
        elif command.name == TEXT:
            self._type(command.raw)
        elif command.name not in _WITHOUT_INK:
            self.report(f"{command.name} {command.raw[:8].hex(' ')}")

    def report(self, what: str) -> None:
        self.unknown.append(what)

    def end_page(self, *, is_cut: bool = False) -> None:
        self._print_line()
        if is_cut or not self._sheet.is_blank:
            self.pages.append(self._sheet.page())
        self._sheet = Sheet(self._width)

    def _reset(self, _: bytes = b"") -> None:
        self._style = Style()
        self._codec = "cp437"
        self._align = 0
        self._margin = 0
        self._spacing = _LINE_SPACING
        self._units = (DOTS_PER_INCH, DOTS_PER_INCH)
        self._symbol = Symbol()
        self._clear_line()

    def _clear_line(self, _: bytes = b"") -> None:
        self._line: list[tuple[int, str, Style]] = []
        self._pen = 0
        self._is_placed = False

    def _type(self, raw: bytes) -> None:
        for char in raw.decode(self._codec, "replace"):
            width = self._style.cell[0]
            if self._margin + self._pen + width > self._width:
                self._feed_line()
            self._line.append((self._pen, char, self._style))
            self._pen += width

    def _print_line(self) -> int:
        """Put the waiting line on paper, without feeding; its height."""
        line, pen, placed = self._line, self._pen, self._is_placed
        self._clear_line()
        if not line:
            return 0
        height = max(style.cell[1] for _, _, style in line)
        start = self._start(pen, placed)
        for x, char, style in line:
            self._sheet.stamp(start + x, self._sheet.row + height - style.cell[1], letter(char, style))
        self._sheet.write("".join(char for _, char, _ in line))
        return height

    def _feed_line(self, _: bytes = b"") -> None:
        if not self._line:
            self._sheet.write("")
        self._sheet.feed(max(self._print_line(), self._spacing))

    def _feed_lines(self, values: bytes) -> None:
        self._sheet.feed(max(self._print_line(), self._spacing * values[0]))

    def _feed_dots(self, values: bytes) -> None:
        self._sheet.feed(max(self._print_line(), values[0] * DOTS_PER_INCH // self._units[1]))

    def _start(self, width: int, placed: bool) -> int:
        """Where ink of `width` begins: at the margin, or moved by the alignment if nothing placed it."""
        free = 0 if placed else max(self._width - self._margin - width, 0)
        return self._margin + (0, free // 2, free)[self._align]

    def _place(self, values: bytes) -> None:
        self._pen = int.from_bytes(values, "little") * DOTS_PER_INCH // self._units[0]
        self._is_placed = True

    def _raster(self, values: bytes) -> None:
        mode, columns, rows = values[1], _number(values[2:4]), _number(values[4:6])
        if mode not in (0, 1, 2, 3, 48, 49, 50, 51) or not columns or not rows:
            self.report(f"GS v 0 of {columns} bytes × {rows} rows, mode {mode}")
            return
        ink = Image.frombytes("1", (columns * 8, rows), values[6:])
        # Dots beyond the paper's edge are read and thrown away.
        ink = ink.crop((0, 0, min(ink.width, self._width), rows))
        across, down = 1 + mode % 2, 1 + mode // 2 % 2
        self._put(ink.resize((ink.width * across, rows * down), Image.Resampling.NEAREST))

    def _put(self, ink: Image.Image) -> None:
        start = self._start(ink.width, self._is_placed) + (0 if self._line else self._pen)
        self._sheet.feed(self._print_line())
        self._clear_line()
        self._sheet.stamp_picture(start, ink)

    def _symbol_command(self, values: bytes) -> None:
        parameters = values[3:]
        if not self._symbol.understands(parameters):
            self.report(f"GS ( k {parameters[:2].hex(' ')}")
        elif self._symbol.set(parameters):
            ink = draw_symbol(self._symbol)
            if ink is None:
                self.report(f"QR code of {len(self._symbol.data)} bytes")
                return
            start = self._start(ink.width, self._is_placed)
            self._sheet.feed(self._print_line())
            self._sheet.stamp(start, self._sheet.row, ink)
            self._sheet.feed(ink.height)
            self._sheet.write(f"[QR {self._symbol.data.decode('utf-8', 'replace')}]")

    def _cut(self, values: bytes) -> None:
        self.end_page(is_cut=True)

    def _print_mode(self, values: bytes) -> None:
        n = values[0]
        self._style = Style(
            font="B" if n & 1 else "A",
            across=2 if n & 0x20 else 1,
            down=2 if n & 0x10 else 1,
            bold=bool(n & 8),
            underline=bool(n & 0x80),
            reverse=self._style.reverse,
        )

    def _size(self, values: bytes) -> None:
        self._style = replace(self._style, across=(values[0] >> 4 & 7) + 1, down=(values[0] & 7) + 1)

    def _font(self, values: bytes) -> None:
        self._style = replace(self._style, font="B" if values[0] in (1, 49) else "A")

    def _bold(self, values: bytes) -> None:
        self._style = replace(self._style, bold=bool(values[0] & 1))

    def _underline(self, values: bytes) -> None:
        self._style = replace(self._style, underline=values[0] in (1, 2, 49, 50))

    def _reverse(self, values: bytes) -> None:
        self._style = replace(self._style, reverse=bool(values[0] & 1))

    def _justify(self, values: bytes) -> None:
        if values[0] in (0, 1, 2, 48, 49, 50):
            self._align = values[0] % 48

    def _table(self, values: bytes) -> None:
        codec = table(values[0])
        if codec is None:
            self.report(f"character table {values[0]}")
        self._codec = codec or self._codec

    def _left_margin(self, values: bytes) -> None:
        self._margin = min(_number(values) * DOTS_PER_INCH // self._units[0], self._width)

    def _motion_units(self, values: bytes) -> None:
        self._units = (values[0] or DOTS_PER_INCH, values[1] or DOTS_PER_INCH)

    def _line_spacing(self, values: bytes) -> None:
        self._spacing = values[0] * DOTS_PER_INCH // self._units[1] if values else _LINE_SPACING


def _number(values: bytes) -> int:
    return int.from_bytes(values, "little")


_ACTIONS: dict[str, Callable[[_PrintHead, bytes], None]] = {
    "LF": _PrintHead._feed_line,
    "CAN": _PrintHead._clear_line,
    "ESC @": _PrintHead._reset,
    "ESC !": _PrintHead._print_mode,
    "ESC $": _PrintHead._place,
    "ESC -": _PrintHead._underline,
    "ESC 2": _PrintHead._line_spacing,
    "ESC 3": _PrintHead._line_spacing,
    "ESC E": _PrintHead._bold,
    "ESC G": _PrintHead._bold,
    "ESC J": _PrintHead._feed_dots,
    "ESC M": _PrintHead._font,
    "ESC a": _PrintHead._justify,
    "ESC d": _PrintHead._feed_lines,
    "ESC i": _PrintHead._cut,
    "ESC m": _PrintHead._cut,
    "ESC t": _PrintHead._table,
    "GS !": _PrintHead._size,
    "GS B": _PrintHead._reverse,
    "GS L": _PrintHead._left_margin,
    "GS P": _PrintHead._motion_units,
    "GS V": _PrintHead._cut,
    "GS ( k": _PrintHead._symbol_command,
    "GS v 0": _PrintHead._raster,
}
_WITHOUT_INK = {"CR", "DLE EOT", "DLE ENQ", "DLE DC4", "ESC =", "ESC c", "ESC p", "GS I", "GS a", "GS r"}
