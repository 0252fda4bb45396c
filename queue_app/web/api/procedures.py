"""What one can come for: all procedures of an office, or those that answer to a few words."""

from __future__ import annotations

from flask import request
from pydantic import Field
from typing_extensions import TypedDict

from queue_app.domain.errors import BadField
from queue_app.services.access import Right
from queue_app.services.procedures import ProcedureView, found, print_checklist, procedure_view
from queue_app.web.access import allowed
from queue_app.web.api.operations import Body, Route, operation, parse
from queue_app.web.parts import parts

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


class ChecklistBody(Body):
    language: str | None = Field(None, max_length=8, description="The language of the slip")


@operation(
    "Print what to have ready for a procedure",
    ProcedureView,
    status=202,
    body=ChecklistBody,
    errors=("unknown-procedure", "bad-field", "printer-not-ready", "list-just-printed"),
)
def queue_checklist(code: str, procedure: str) -> tuple[ProcedureView, int]:
    office, who = allowed(Right.ISSUE, code)
    wanted, spoken = office.procedure(procedure), parse(ChecklistBody).language or office.languages[0]
    if spoken not in office.languages:
        raise BadField(field="language", expected=", ".join(office.languages))
    with parts().database.transaction(office.id) as tx:
        print_checklist(tx, office, wanted, language=spoken, now=parts().clock())
        # Last, so that what was not printed does not count.
        parts().checklists.take(who.actor, wanted.code)
    return procedure_view(wanted), 202


ROUTES: list[Route] = [
    ("/offices/<code>/procedures", ["GET"], list_procedures),
    ("/offices/<code>/procedures/<procedure>/checklist", ["POST"], queue_checklist),
]
