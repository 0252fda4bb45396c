"""What one can come for: all procedures of an office, or those that answer to a few words."""

from __future__ import annotations

from flask import request
from typing_extensions import TypedDict

from queue_app.domain.errors import BadField
from queue_app.services.access import Right
from queue_app.services.procedures import ProcedureView, found, procedure_view
from queue_app.web.access import allowed
from queue_app.web.api.operations import Route, operation

ASKED_AT_MOST = 100


class ProceduresView(TypedDict):
    procedures: list[ProcedureView]


@operation(
    "The office's procedures, those that answer to the search first; without one, all of them",
    ProceduresView,
    errors=("unknown-office", "bad-field"),
    query={"search": "A few words, with or without diacritics, in any order, begun or whole"},
)
def list_procedures(code: str) -> ProceduresView:
    office, _ = allowed(Right.WATCH, code)
    asked = request.args.get("search", "")
    if len(asked) > ASKED_AT_MOST:
        raise BadField(field="search", expected=f"at most {ASKED_AT_MOST} characters")
    return ProceduresView(procedures=[procedure_view(one) for one in found(office, asked)])


ROUTES: list[Route] = [("/offices/<code>/procedures", ["GET"], list_procedures)]
