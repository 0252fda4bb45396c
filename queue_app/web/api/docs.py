"""The API's description of itself, made from the same models that parse its requests."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_args, get_origin

from flask import current_app, render_template
from pydantic import TypeAdapter

from queue_app.web.api.operations import OPERATIONS, Operation
from queue_app.web.parts import language, parts
from queue_app.web.problems import STATUS

PREFIX = "/api/v1"


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    return _document(tuple(sorted(_rules())))


def page() -> str:
    """The same, for people."""
    document = openapi()
    shapes = {name: _example(schema) for name, schema in document["components"]["schemas"].items()}
    return render_template(
        "api_docs.html",
        document=document,
        shape_of=lambda answer: shapes.get(answer["schema"]["$ref"].rsplit("/", 1)[-1]),
        codes=parts().texts.section(language(), "errors"),
        status=STATUS,
    )


def _example(schema: dict[str, Any]) -> str:
    """A schema as people read one: the field, its type, and a question mark where it may be missing."""
    if "properties" not in schema:
        return _type(schema)
    required = schema.get("required", [])
    return "\n".join(
        f"{name}{'' if name in required else '?'}: {_type(field)}"
        for name, field in schema["properties"].items()
    )


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in field:
        return " | ".join(_type(option) for option in field["anyOf"])
    if "enum" in field:
        return " | ".join(map(repr, field["enum"]))
    return f"[{_type(field['items'])}]" if "items" in field else str(field.get("type", "any"))


def _rules() -> list[tuple[str, str, str]]:
    found = []
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint].__name__
        if rule.rule.startswith(PREFIX) and view in OPERATIONS:
            method = next(iter((rule.methods or set()) & {"GET", "POST"}))
            found += [(path, method.lower(), view) for path in _paths(rule.rule)]
    return found


def _paths(rule: str) -> list[str]:
    """The address with its parameters in braces; one address a verb where the rule names several."""
    verbs = re.search(r"<any\(([^)]*)\):\w+>", rule)
    rules = [rule.replace(verbs[0], verb.strip(" '\"")) for verb in verbs[1].split(",")] if verbs else [rule]
    return [re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one) for one in rules]


@cache
def _document(rules: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for path, method, view in rules:
        paths.setdefault(path, {})[method] = _operation(path, view, OPERATIONS[view], schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "queue-app",
            "version": "1",
            "description": "Queues and appointments of a public office",
        },
        "paths": paths,
        "components": {
            "schemas": schemas | {"Problem": _PROBLEM},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
    }


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "In the caller's language"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable"},
        "field": {"type": "string", "description": "Which field is wrong, where one is"},
    },
}


def _operation(path: str, view: str, described: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    if described.idempotent:
        parameters.append(
            {"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string"}}
        )
    parameters += [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": told}
        for name, told in described.query.items()
    ]
    shown: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{view}_{path.rsplit('/', 1)[-1]}").strip("_"),
        "summary": described.summary,
        "parameters": parameters,
        "responses": {str(described.status): _answer(described, schemas)} | _problems(described.errors),
        "security": [] if described.public else [{"token": []}, {"session": []}],
    }
    if described.body:
        shown["requestBody"] = {"content": {"application/json": {"schema": _schema(described.body, schemas)}}}
    return shown


def _answer(described: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    if described.answer is None:
        return {"description": "OK", "content": {"image/png": {}}}
    return {
        "description": "OK",
        "content": {"application/json": {"schema": _schema(described.answer, schemas)}},
    }


def _problems(codes: tuple[str, ...]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    by_status: dict[str, list[str]] = {}
    for code in codes:
        by_status.setdefault(str(STATUS.get(code, 409)), []).append(code)
    return {
        status: {"description": ", ".join(named), "content": problem} for status, named in by_status.items()
    }


def _schema(shape: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    found = TypeAdapter(shape).json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(found.pop("$defs", {}))
    named = str(shape.__name__)
    if get_origin(shape) is list:
        named = f"{get_args(shape)[0].__name__}s"
    schemas[named] = found
    return {"$ref": f"#/components/schemas/{named}"}
