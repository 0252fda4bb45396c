"""Finding a procedure as people type: without signs, by a part, in their own words."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from queue_app.domain.procedures import Fee, Procedure, Time, Unit, fee_of, plain, search, time_of

MARRIAGE = "1.000894"


@pytest.fixture(scope="module")
def ward() -> list[Procedure]:
    """The procedures of Thanh Liệt."""
    table = resources.files("queue_app.profiles").joinpath("phuong-thanh-liet.csv")
    return [
        Procedure.of(
            row["code"],
            row["queue"],
            name=row["name"],
            name_en=row["name_en"],
            facts={**row, "same_day": row["same_day"] == "true"},
        )
        for row in csv.DictReader(table.read_text("utf-8").splitlines())
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "Thủ tục đăng ký kết hôn",
        "đăng ký kết hôn",
        "dang ky ket hon",
        "DANG KY KET HON",
        "ket hon",
        "kết hôn",
        "ke\u0302\u0301t ho\u0302n",
        "kethon",
        "hon ket",
        "ket ho",
        "  ket   hon ",
        "làm giấy kết hôn",
        "cưới",
        "marriage",
        MARRIAGE,
        "000894",
    ],
)
def test_however_it_is_typed_the_marriage_comes_first(ward: list[Procedure], asked: str) -> None:
    assert search(ward, asked)[0].code == MARRIAGE


@pytest.mark.parametrize(
    ("asked", "official"),
    [
        ("sao y", "Chứng thực bản sao"),
        ("cong chung", "Chứng thực"),
        ("độc thân", "tình trạng hôn nhân"),
        ("nhập hộ khẩu", "thường trú"),
        ("xay nha", "giấy phép xây dựng"),
        ("sổ đỏ", "Đăng ký đất đai"),
        ("mo quan", "Đăng ký thành lập hộ kinh doanh"),
        ("giay chung sinh", "khai sinh"),
        ("đường phố", ""),
    ],
)
def test_words_of_every_day_find_the_official_ones(ward: list[Procedure], asked: str, official: str) -> None:
    names = [one.name for one in search(ward, asked)]
    assert official in names[0] if official else names == []


def test_signs_that_were_typed_decide_between_words_that_are_alike_without_them() -> None:
    both = [named("Sửa mã"), named("Sửa má")]
    assert search(both, "má")[0].name == "Sửa má"
    assert search(both, "mã")[0].name == "Sửa mã"


def test_nothing_asked_is_everything_in_the_offices_order(ward: list[Procedure]) -> None:
    assert search(ward, "  ?! ") == ward


def test_the_field_finds_all_that_belongs_to_it(ward: list[Procedure]) -> None:
    assert {one.code for one in ward if one.field == "Hộ tịch"} <= {
        one.code for one in search(ward, "ho tich")
    }


def test_the_letter_with_a_stroke_is_a_letter_without(ward: list[Procedure]) -> None:
    assert plain("Đất ĐAI – đường") == "dat dai duong"


@pytest.mark.parametrize(
    ("days", "source", "same_day", "time"),
    [
        ("0", "trả trong ngày", True, Time(0, Unit.SAME_DAY)),
        ("3", "| đv: ngày làm việc; lệ phí …", False, Time(3, Unit.WORKING_DAYS)),
        ("15", "| đv: ngày", False, Time(15, Unit.DAYS)),
        ("3", "từ 01/7/2024 ≤3 ngày", False, None),
        ("", "thời hạn chưa tìm thấy", False, None),
    ],
)
def test_a_time_is_told_only_in_a_unit_that_is_sure(
    days: str, source: str, same_day: bool, time: Time | None
) -> None:
    assert time_of(days, source, same_day=same_day) == time


@pytest.mark.parametrize(
    ("fee", "source", "told"),
    [
        ("0", "miễn phí", Fee(0)),
        ("2000", "phí 2.000 đ/trang, từ trang thứ 3 1.000 đ/trang", Fee(2000, "trang")),
        ("8000", "8.000 đ/bản (TT 281)", Fee(8000, "bản")),
        ("10000", "10.000 đ/trường hợp; có thể hơn", Fee(10000, "trường hợp")),
        ("50000", "trên 150.000 đ/lần", Fee(50000)),
        ("", "theo HĐND tỉnh", None),
    ],
)
def test_a_fee_says_what_it_is_taken_for(fee: str, source: str, told: Fee | None) -> None:
    assert fee_of(fee, source) == told


def named(name: str) -> Procedure:
    return Procedure(name, "A", name, "")
