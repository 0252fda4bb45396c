"""The slips of some people who came to the office of Thanh Liệt this morning."""

from __future__ import annotations

from dataclasses import replace

from queue_app.domain.slips import TicketSlip

LONG_QUEUE = "Giải quyết thủ tục đất đai, tài nguyên và môi trường, xây dựng cơ bản"

LAN = TicketSlip(
    authority="UBND phường Thanh Liệt",
    office="Điểm phục vụ hành chính công",
    label="A015",
    queue="Hộ tịch",
    priority_mark="",
    people_ahead=5,
    expected_from="8:33",
    expected_to="8:45",
    issued_time="8:15",
    issued_date="23/11/2026",
    status_url="https://motcua.example.gov.vn/t/9f3kQ2mXv7LpR4sTz8WbCd",
    bring="giấy chứng sinh, căn cước.",
    footer=("Vui lòng giữ phiếu và chờ gọi số. Xin cảm ơn!",),
    hotline="024 1022",
    language="vi",
)
"""Registers her child's birth."""

OLD_MR_BINH = replace(LAN, label="A-025", priority_mark="Ư", queue="Chứng thực", people_ahead=0)
"""Is 81 and has priority."""

FARMER_DUNG = replace(
    LAN,
    label="C1001",
    queue=LONG_QUEUE,
    authority="Ủy ban nhân dân phường Thanh Liệt, thành phố Hà Nội",
    bring="giấy chứng nhận quyền sử dụng đất, bản vẽ, căn cước, tờ khai lệ phí trước bạ.",
)
"""Asks about his land, at the queue with the longest name."""

VISITOR_ANNA = replace(
    LAN,
    language="en",
    queue="Civil status",
    authority="People's Committee of Thanh Liet Ward",
    office="Public service point",
    bring="passport.",
    footer=("Please keep this slip and wait for your number. Thank you!",),
)
"""Reads English."""

HURRIED_TU = replace(
    LAN, expected_from="", expected_to="", status_url="", bring="", footer=(), hotline="", authority=""
)
"""Comes before any counter is open; the office prints only what it must."""

EVERYBODY = (LAN, OLD_MR_BINH, FARMER_DUNG, VISITOR_ANNA, HURRIED_TU)
