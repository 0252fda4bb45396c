"""The virtual printer's page."""

from __future__ import annotations

from flask import Blueprint, render_template

from queue_app.domain.errors import UnknownPrinter
from queue_app.web.pages import boot
from queue_app.web.parts import parts


def blueprint() -> Blueprint:
    pages = Blueprint("printers", __name__)
    pages.add_url_rule("/printers/<name>", view_func=printer)
    return pages


def printer(name: str) -> str:
    office = next((office for office in parts().offices.all() if office.printer == name), None)
    if office is None or name not in parts().virtual_printers:
        raise UnknownPrinter(printer=name)
    return render_template(
        "printer.html", office=office, printer=name, boot={**boot(office, "printer"), "printer": name}
    )
