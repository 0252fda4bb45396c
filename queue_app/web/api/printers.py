"""Whether a slip would come out; and, of a virtual printer, what came out and is there paper."""

from __future__ import annotations

import io
from typing import Any, Literal

from flask import Response
from typing_extensions import TypedDict

from queue_app.domain.errors import UnknownPrinter, UnknownSlip
from queue_app.services.access import Right
from queue_app.services.printers import PaperView, paper
from queue_app.services.rooms import timestamp
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Route, operation, parse
from queue_app.web.parts import parts


class SlipView(TypedDict):
    id: int
    received_at: str
    text: str


class PrinterView(TypedDict):
    name: str
    paper: str
    cover: str
    slips: list[SlipView]


class StateBody(Body):
    paper: Literal["ok", "low", "out"] | None = None
    cover: Literal["closed", "open"] | None = None


@operation("A virtual printer and its slips, newest first", PrinterView, errors=("unknown-printer",))
def show_printer(code: str, name: str) -> PrinterView:
    office, _ = allowed(Right.SEE_SLIPS, code)
    device = _device(office.printer, name)
    return PrinterView(
        name=name,
        paper=device.paper,
        cover=device.cover,
        slips=[
            SlipView(id=slip.id, received_at=timestamp(office, slip.received_at), text=slip.text)
            for slip in device.slips()
        ],
    )


@operation(
    "Take a virtual printer's paper out, or open its cover",
    PrinterView,
    body=StateBody,
    errors=("unknown-printer",),
)
def set_printer(code: str, name: str) -> PrinterView:
    office, _ = allowed(Right.SEE_SLIPS, code)
    device, body = _device(office.printer, name), parse(StateBody)
    if body.paper is not None:
        device.set_paper(body.paper)
    if body.cover is not None:
        device.set_cover(body.cover)
    return show_printer(code, name)  # type: ignore[no-any-return]


@operation("The picture of one slip, as a PNG", None, errors=("unknown-printer", "unknown-slip"))
def show_slip(code: str, name: str, number: int) -> Response:
    office, _ = allowed(Right.SEE_SLIPS, code)
    slip = next((one for one in _device(office.printer, name).slips() if one.id == number), None)
    if slip is None:
        raise UnknownSlip(slip=number)
    png = io.BytesIO()
    slip.picture().save(png, "PNG")
    return Response(png.getvalue(), mimetype="image/png", headers={"Cache-Control": "private, max-age=3600"})


@operation("Whether a slip would come out now, by what the printer said last", PaperView)
def show_paper(code: str) -> PaperView:
    office, _ = allowed(Right.ISSUE, code)
    with parts().database.reading() as tx:
        return paper(tx, office, now=parts().clock())


ROUTES: list[Route] = [
    ("/offices/<code>/paper", ["GET"], show_paper),
    ("/offices/<code>/printers/<name>", ["GET"], show_printer),
    ("/offices/<code>/printers/<name>/state", ["POST"], set_printer),
    ("/offices/<code>/printers/<name>/slips/<int:number>.png", ["GET"], show_slip),
]


def _device(printer_of_office: str, name: str) -> Any:
    printer = parts().virtual_printers.get(name)
    if printer is None or name != printer_of_office:
        raise UnknownPrinter(printer=name)
    return printer.device
