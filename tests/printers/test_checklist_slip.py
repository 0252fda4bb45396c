"""What stands on the list of papers that somebody takes home."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printers.documents import Item, Row
from printers.rendering.escpos import encode
from printers.rendering.picture import draw
from printers.slips import document_of
from printers.slips.checklist import checklist_document
from printers.virtual import decode
from queue_app.domain.slips import ChecklistSlip
from queue_app.texts import Texts

BIRTH = ChecklistSlip(
    authority="UBND phường Thanh Liệt",
    office="Điểm phục vụ hành chính công",
    procedure="Thủ tục đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con",
    papers=("Giấy chứng sinh (hoặc văn bản của người làm chứng/giấy cam đoan)", "Tờ khai đăng ký khai sinh"),
    days=3,
    unit="working-days",
    fee_vnd=None,
    fee_per="",
    queue="A – Hộ tịch",
    printed_date="23/11/2026",
    hotline="024 1022",
    language="vi",
)


def test_every_paper_has_a_box_to_tick(texts: Texts) -> None:
    blocks = checklist_document(BIRTH, texts).blocks
    assert [block.text for block in blocks if isinstance(block, Item)] == list(BIRTH.papers)
    assert rows(BIRTH, texts)["Thời gian giải quyết"] == "3 ngày làm việc"
    assert rows(BIRTH, texts)["Lấy số ở hàng"] == "A – Hộ tịch"


def test_what_nobody_is_sure_of_is_asked_at_the_counter(texts: Texts) -> None:
    unsure = replace(BIRTH, unit="", days=0, papers=())
    assert rows(unsure, texts)["Thời gian giải quyết"] == "Xin hỏi tại quầy"
    assert rows(unsure, texts)["Phí, lệ phí"] == "Xin hỏi tại quầy"
    assert Item("Xin hỏi tại quầy") in checklist_document(unsure, texts).blocks


@pytest.mark.parametrize(
    ("fee", "per", "language", "told"),
    [
        (0, "", "vi", "Không thu"),
        (8000, "bản", "vi", "8.000 đ/bản"),
        (8000, "bản", "en", "8.000 đ/copy"),
        (150000, "", "vi", "150.000 đ"),
        (5000, "hộ", "en", "5.000 đ/hộ"),
    ],
)
def test_the_fee_is_told_in_the_readers_language(
    fee: int, per: str, language: str, told: str, texts: Texts
) -> None:
    slip = replace(BIRTH, fee_vnd=fee, fee_per=per, language=language)
    assert told in rows(slip, texts).values()


@pytest.mark.parametrize("width", [576, 384])
def test_the_paper_shows_the_boxes_dot_by_dot_within_its_edges(width: int, texts: Texts) -> None:
    picture = draw(checklist_document(BIRTH, texts), width)
    (page,) = decode(encode(picture), width).pages
    assert page.picture.tobytes() == picture.tobytes()
    left, _, right, _ = picture.convert("L").point(lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    assert width // 32 <= left < right <= width - width // 32


def test_the_list_comes_out_of_the_print_queue_as_it_went_in(texts: Texts) -> None:
    assert document_of("checklist", BIRTH.to_payload(), texts) == checklist_document(BIRTH, texts)


def rows(slip: ChecklistSlip, texts: Texts) -> dict[str, str]:
    return {
        block.name: block.value for block in checklist_document(slip, texts).blocks if isinstance(block, Row)
    }
