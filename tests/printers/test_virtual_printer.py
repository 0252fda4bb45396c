"""The virtual printer reads bytes as a real one does."""

import os
import socket
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printers.virtual import Device, VirtualPrinter, decode
from printers.virtual.commands import Stream

NOW = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)
CUT = b"\x1dV\x00"
DOT = b"\x1dv0\x00\x01\x00\x01\x00\x80"

# Openings of commands, whole and cut off: what follows them is then read as their data.
OPENINGS = (
    "1b40 1b7434 1d2177 1b6101 1b24ffff 1d4cffff 1d500101 1b4aff 1b64ff 100401 101408 1d5600 1d564200 00 ff "
    "1d7630000100010080 1d76300302000200aabbccdd 1d763000ffffffff 1d286b0300315130 1d286b0000 "
    "1d286b0700315030 1b440102 1d6b04313233 1d384c01000000 1b2a210900 41300a"
)
anything = st.binary(max_size=400) | st.lists(
    st.sampled_from([bytes.fromhex(opening) for opening in OPENINGS.split()]) | st.binary(max_size=6),
    max_size=40,
).map(b"".join)


@given(anything)
@settings(deadline=None, max_examples=150)
def test_nonsense_never_breaks_the_decoder(data: bytes) -> None:
    for page in decode(data).pages:
        assert page.picture.width == 576


@given(anything, st.lists(st.integers(0, 400), max_size=6))
@settings(deadline=None, max_examples=100)
def test_it_does_not_matter_how_the_network_cuts_the_bytes(data: bytes, places: list[int]) -> None:
    edges = [0, *sorted(min(place, len(data)) for place in places), len(data)]
    stream, whole = Stream(), Stream()
    pieces = [command for start, end in pairwise(edges) for command in stream.feed(data[start:end])]
    assert b"".join(piece.raw for piece in pieces) == b"".join(one.raw for one in whole.feed(data))
    assert stream.unfinished == whole.unfinished
    assert len(b"".join(piece.raw for piece in pieces)) + len(stream.unfinished) == len(data)


@given(anything)
@settings(deadline=None, max_examples=50)
def test_nonsense_never_breaks_the_printer(data: bytes) -> None:
    device = Device(lambda: NOW)
    session = device.connect(lambda _: None)
    session.receive(data)
    session.close()
    for slip in device.slips():
        assert slip.picture().width == 576
        assert slip.text.count("\x1b") == 0


def test_text_is_read_with_its_table_size_and_place() -> None:
    data = (
        b"\x1bt\x34\x1ba\x01\x1d!\x11"
        + "Quầy".encode("cp1258", "replace")
        + b"\n\x1d!\x00\x1ba\x00A015\n"
        + CUT
    )
    page = decode(b"\x1b@" + data).pages[0]
    assert page.text.splitlines()[1] == "A015"
    assert page.picture.getpixel((0, 0)) == 255
    assert decode(b"\x1bt\x34Ng\xf4 \xd0\xe0o\n").pages[0].text == "Ngô Đào"


def test_large_letters_are_larger() -> None:
    small, large = decode(b"A015\n").pages[0], decode(b"\x1d!\x33A015\n").pages[0]
    assert large.picture.height == 24 * 4
    assert small.picture.height == 30
    assert black(large.picture) == 16 * black(small.picture)


def test_a_line_too_long_for_the_paper_goes_on_below() -> None:
    assert decode(b"0123456789" * 6).pages[0].text == "0123456789" * 4 + "01234567\n890123456789"


def test_dots_stand_where_they_were_sent() -> None:
    data = (
        b"\x1dP\xcb\xcb\x1bJ\x07"
        + b"\x1b$\x10\x00"
        + DOT
        + b"\x1bJ\x02"
        + b"\x1dv0\x03\x01\x00\x01\x00\x01"
        + CUT
    )
    picture = decode(data).pages[0].picture
    assert picture.height == 7 + 1 + 2 + 2
    assert dots(picture) == {(16, 7), (14, 10), (15, 10), (14, 11), (15, 11)}


def test_a_centred_picture_is_centred() -> None:
    assert dots(decode(b"\x1ba\x01" + DOT).pages[0].picture) == {(284, 0)}


def test_strips_that_follow_each_other_are_one_picture_in_the_text() -> None:
    page = decode(b"Xin ch\x85o\n" + DOT + b"\x1bJ\x05" + DOT + b"A015\n" + DOT).pages[0]
    assert page.text == "Xin chào\n[hình 8×7]\nA015\n[hình 8×1]"


def test_a_qr_code_made_by_the_printer_carries_its_address() -> None:
    url = b"https://motcua.example/t/1"
    size, correction = b"\x1d(k\x03\x001C\x06", b"\x1d(k\x03\x001E1"
    store = b"\x1d(k" + (len(url) + 3).to_bytes(2, "little") + b"1P0" + url
    page = decode(size + correction + store + b"\x1d(k\x03\x001Q0" + CUT).pages[0]
    assert page.text == "[QR https://motcua.example/t/1]"
    side = segno.make_qr(url, error="m", boost_error=False).symbol_size(6, 0)[0]
    assert page.picture.height == side


def test_what_is_not_understood_is_reported() -> None:
    assert decode(b"\x1bZ").unknown == ("unknown 1b 5a",)
    assert decode(b"\x1dv0\x00\x01").unknown == ("unfinished 1d 76 30 00 01",)
    assert decode(b"\x1bt\x63").unknown == ("character table 99",)


def test_a_cut_ends_the_page() -> None:
    assert [page.text for page in decode(b"A1\n" + CUT + b"A2\n\x1dVB\x00A3\n").pages] == ["A1", "A2", "A3"]


@pytest.mark.parametrize(
    ("paper", "cover", "answers"),
    [
        ("ok", "closed", b"\x12\x12\x12\x12"),
        ("low", "closed", b"\x12\x12\x12\x1e"),
        ("out", "closed", b"\x1a\x32\x12\x7e"),
        ("ok", "open", b"\x1a\x16\x12\x12"),
        ("out", "open", b"\x1a\x36\x12\x7e"),
    ],
)
def test_the_printer_says_how_it_is(paper: str, cover: str, answers: bytes) -> None:
    device = Device(lambda: NOW)
    device.set_paper(paper)
    device.set_cover(cover)
    heard: list[bytes] = []
    device.connect(heard.append).receive(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04")
    assert b"".join(heard) == answers


def test_a_state_nobody_knows_is_refused() -> None:
    device = Device(lambda: NOW)
    with pytest.raises(ValueError, match="wet"):
        device.set_paper("wet")
    with pytest.raises(ValueError, match="ajar"):
        device.set_cover("ajar")


def test_dots_that_look_like_a_question_are_printed_and_not_answered() -> None:
    device = Device(lambda: NOW)
    heard: list[bytes] = []
    session = device.connect(heard.append)
    session.receive(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01" + b"\x10\x04\x04" + CUT)
    assert heard == [b"\x12"]
    assert dots(device.slips()[0].picture()) == {(3, 0), (13, 0), (23, 0)}


def test_without_paper_a_slip_waits_inside_the_printer_and_questions_are_answered() -> None:
    device = Device(lambda: NOW)
    device.set_paper("out")
    heard: list[bytes] = []
    session = device.connect(heard.append)
    session.receive(b"A015\n" + CUT + b"\x1dr\x01\x10\x04\x04")
    assert (device.slips(), heard) == ([], [b"\x7e"])
    device.set_paper("low")
    assert [slip.text for slip in device.slips()] == ["A015"]
    assert heard == [b"\x7e", b"\x03"]


def test_half_a_slip_is_torn_off_when_the_sender_leaves() -> None:
    device = Device(lambda: NOW)
    lan, somebody = device.connect(lambda _: None), device.connect(lambda _: None)
    lan.receive(b"A015\n" + b"\x1dv0\x00\x48\x00\xff\x00\xff")
    somebody.receive(b"\x10\x04\x01")
    somebody.close()
    assert device.slips() == []
    lan.close()
    assert [slip.text for slip in device.slips()] == ["A015"]


def test_the_printer_keeps_its_last_fifty_slips_newest_first() -> None:
    device = Device(lambda: NOW)
    session = device.connect(lambda _: None)
    for number in range(60):
        session.receive(b"A%03d\n" % number + CUT)
    slips = device.slips()
    assert [slip.id for slip in slips] == list(range(60, 10, -1))
    assert (slips[0].text, slips[0].received_at) == ("A059", NOW)


def test_a_printer_without_paper_does_not_fill_the_memory(printer: VirtualPrinter) -> None:
    printer.device.set_paper("out")
    with socket.create_connection((printer.host, printer.port)) as sender:
        sender.settimeout(5)
        with pytest.raises(OSError, match=r"reset|pipe"):
            sender.sendall(b"A" * 64 * 1024 * 1024)


def test_a_printer_plugged_in_again_listens_where_it_did(printer: VirtualPrinter) -> None:
    port = printer.port
    for _ in range(3):
        printer.unplug()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((printer.host, port), 1)
        printer.plug_in()
        with socket.create_connection((printer.host, port), 1) as connection:
            connection.sendall(b"\x10\x04\x01")
            assert connection.recv(1) == b"\x12"


def test_two_printers_cannot_share_a_port(printer: VirtualPrinter) -> None:
    with pytest.raises(OSError, match=os.strerror(98)):
        VirtualPrinter(port=printer.port).start()


def black(picture: Image.Image) -> int:
    return picture.histogram()[0]


def dots(picture: Image.Image) -> set[tuple[int, int]]:
    return {
        (x, y) for y in range(picture.height) for x in range(picture.width) if picture.getpixel((x, y)) == 0
    }
