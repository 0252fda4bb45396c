"""What one address of the API takes and gives: for parsing its body and for describing it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from queue_app.domain.errors import BadField, BadRequest
from queue_app.domain.writing import is_visible

View = Callable[..., Any]
Route = tuple[str, list[str], View]

OPERATIONS: dict[str, Operation] = {}
"""By the name of the view."""


class Body(BaseModel):
    """A JSON body: exactly these fields, of exactly these types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _visible(text: str) -> str:
    """`text`, if every sign of it can be seen: no control bytes, no signs that turn or hide the others."""
    if not is_visible(text):
        raise ValueError("only letters, digits, signs and spaces")
    return unicodedata.normalize("NFC", text)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_visible)]
"""What people type for people to read."""

Reason = Annotated[
    Words,
    StringConstraints(min_length=3, max_length=200),
    Field(description="Why, as everybody may read it"),
]

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_visible)]
"""What staff write for each other; it may be empty."""

Parsed = TypeVar("Parsed", bound=Body)


@dataclass(frozen=True)
class Operation:
    summary: str
    answer: Any
    status: int = 200
    body: type[Body] | None = None
    errors: tuple[str, ...] = ()
    idempotent: bool = False
    public: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    """What may stand behind the question mark: name → what it does."""


def operation(
    summary: str,
    answer: Any,
    *,
    status: int = 200,
    body: type[Body] | None = None,
    errors: tuple[str, ...] = (),
    idempotent: bool = False,
    public: bool = False,
    query: Mapping[str, str] | None = None,
) -> Callable[[View], View]:
    """Describe the view below; `answer` is the shape it returns."""

    def described(view: View) -> View:
        OPERATIONS[view.__name__] = Operation(
            summary, answer, status, body, errors, idempotent, public, query or {}
        )
        return view

    return described


def parse(model: type[Parsed]) -> Parsed:
    """The request's body as `model`; BadRequest where it is no JSON object, BadField names what is wrong."""
    try:
        return model.model_validate_json(request.get_data(cache=False) or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        if not first["loc"]:
            raise BadRequest(field="body", expected="a JSON object") from None
        raise BadField(field=".".join(map(str, first["loc"])), expected=first["msg"]) from None
