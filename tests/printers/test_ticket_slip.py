"""What stands on the slip."""

from dataclasses import replace

import pytest

from printers.documents import Badge, BigNumber, Document, Paragraph, QrCode, Row, printable
from printers.slips import document_of
from printers.slips.ticket import ticket_document
from queue_app.texts import Texts
from tests.printers.people import HURRIED_TU, LAN, OLD_MR_BINH, VISITOR_ANNA


def test_lan_reads_her_number_and_when_she_will_be_called(texts: Texts) -> None:
    slip = ticket_document(LAN, texts)
    assert BigNumber("A015") in slip.blocks
    assert rows(slip)["Dự kiến được gọi"] == "8:33 – 8:45"
    assert rows(slip)["Người chờ trước"] == "5"
    assert QrCode(LAN.status_url) in slip.blocks


def test_nobody_is_promised_a_time_that_nobody_can_keep(texts: Texts) -> None:
    slip = ticket_document(HURRIED_TU, texts)
    assert list(rows(slip)) == ["Người chờ trước", "Lấy số lúc"]
    assert not [block for block in slip.blocks if isinstance(block, QrCode)]
    assert isinstance(slip.blocks[-1], Row), "no rule stands under the last fact"


def test_a_promise_of_one_minute_is_one_time(texts: Texts) -> None:
    slip = ticket_document(replace(LAN, expected_to=LAN.expected_from), texts)
    assert rows(slip)["Dự kiến được gọi"] == "8:33"


def test_mr_binh_sees_that_his_priority_was_noted_and_others_have_no_badge(texts: Texts) -> None:
    assert Badge("Ư · Ưu tiên") in ticket_document(OLD_MR_BINH, texts).blocks
    assert not [block for block in ticket_document(LAN, texts).blocks if isinstance(block, Badge)]


def test_a_slip_that_was_printed_again_says_when_and_only_what_still_holds(texts: Texts) -> None:
    again = replace(LAN, reprinted_time="8:31", people_ahead=None, expected_from="", expected_to="")
    slip = ticket_document(again, texts)
    assert Badge("IN LẠI · 8:31") in slip.blocks
    assert list(rows(slip)) == ["Lấy số lúc"]


def test_anna_reads_english(texts: Texts) -> None:
    assert rows(ticket_document(VISITOR_ANNA, texts))["Ahead of you"] == "5"


def test_a_slip_comes_out_of_the_print_queue_as_it_went_in(texts: Texts) -> None:
    assert document_of("ticket", OLD_MR_BINH.to_payload(), texts) == ticket_document(OLD_MR_BINH, texts)


def test_a_kind_nobody_knows_is_named(texts: Texts) -> None:
    with pytest.raises(KeyError, match="lottery"):
        document_of("lottery", {}, texts)


@pytest.mark.parametrize("command", ["\x1b@", "\x1d\x56\x00", "\x10\x04\x01", "\n", "\x9b", "\u202e", "\x00"])
def test_no_name_can_carry_a_command(command: str) -> None:
    cleaned = printable(f"Hộ{command}tịch")
    assert cleaned.isprintable()
    assert cleaned.startswith("Hộ")


def test_letters_in_pieces_are_put_together() -> None:
    assert printable("Hô\u0323 ti\u0323ch") == "Hộ tịch"


def rows(slip: Document) -> dict[str, str]:
    return {block.name: block.value for block in slip.blocks if isinstance(block, Row)}


def test_an_office_without_a_hotline_prints_no_line_for_it(texts: Texts) -> None:
    def last(slip: Document) -> str:
        block = slip.blocks[-1]
        assert isinstance(block, Paragraph)
        return block.spans[0].text

    assert last(ticket_document(LAN, texts)) == "Đường dây nóng 024 1022"
    assert last(ticket_document(replace(LAN, hotline=""), texts)) == LAN.footer[-1]
