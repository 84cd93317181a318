"""``/api/openapi.json``: the API described for programs, made from the query registry."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from queries import registry
from queries.model import Param, Query
from webapp import i18n

blueprint = Blueprint("openapi", __name__, url_prefix="/api")
_TYPES = {"int": "integer", "float": "number", "bool": "boolean"}
_ID = {"name": "entity_id", "in": "path", "required": True, "schema": {"type": "string"}}


@blueprint.get("/openapi.json")
def document() -> ResponseReturnValue:
    """OpenAPI 3.1 of everything under ``/api``."""
    return jsonify(describe())


def describe() -> dict[str, Any]:
    """The document as plain values; every registered query has a path of its own."""
    paths = {f"/api/queries/{query.name}": _query(query) for query in registry.load().values()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "graychain", "version": "1", "license": {"name": "Apache-2.0"}},
        "security": [{"token": []}, {"session": []}],
        "paths": {**_fixed_paths(), **paths},
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "gc_session"},
            },
            "schemas": _SCHEMAS,
        },
    }


def _query(query: Query) -> dict[str, Any]:
    language = i18n.lang()
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    return _get(
        query.title.of(language),
        query.question.of(language) + "\n\n" + query.caveat.of(language),
        [*(_param(param) for param in query.params), limit],
        "Envelope",
    )


def _param(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES.get(param.kind, "string")}
    if param.choices:
        schema["enum"] = list(param.choices)
    if param.minimum is not None:
        schema["minimum"] = param.minimum
    if param.maximum is not None:
        schema["maximum"] = param.maximum
    return {
        "name": param.name,
        "in": "query",
        "required": param.required,
        "description": param.help.of(i18n.lang()),
        "schema": schema,
    }


def _get(summary: str, text: str, params: list[dict[str, Any]], schema: str) -> dict[str, Any]:
    errors = {code: {"$ref": "#/components/schemas/Error"} for code in ("400", "404", "503")}
    answers = {
        code: {"description": "error", "content": {"application/json": {"schema": ref}}}
        for code, ref in errors.items()
    }
    ok = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "get": {
            "summary": summary,
            "description": text,
            "parameters": params,
            "responses": {"200": {"description": "ok", "content": ok}, **answers},
        }
    }


def _text(name: str, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}


def _fixed_paths() -> dict[str, Any]:
    network = [_ID, *map(_text, ("hops", "types", "direction", "since", "until", "limit"))]
    layout = _get("Positions", "Positions for entities and pairs.", [], "Positions")["get"]
    layout["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "/api/status": _get("Status", "Dataset version and caller.", [], "Object"),
        "/api/queries": _get("Queries", "All named queries.", [], "Object"),
        "/api/search": _get("Search", "Shorthand of the query.", [_text("q", True)], "Envelope"),
        "/api/entities/{entity_id}": _get("Entity", "Properties, sources.", [_ID], "Envelope"),
        "/api/entities/{entity_id}/picture": _get("Picture", "Network.", network, "Picture"),
        "/api/entities/{entity_id}/expand": _get("Expand", "One hop.", network, "Picture"),
        "/api/paths": _get(
            "Path", "Shortest.", [_text("from", True), _text("to", True)], "Picture"
        ),
        "/api/rows": _get("Rows", "SHA256:ROW:SHEET.", [_text("ref", True)], "Rows"),
        "/api/edges/{edge_id}/rows": _get(
            "Evidence of a relation", "Its original rows.", [{**_ID, "name": "edge_id"}], "Rows"
        ),
        "/api/money": _money(),
        **_jobs(),
        "/api/layout": {"post": layout},
        "/api/exports": {"post": {**layout, "summary": "Note an export in the audit log"}},
    }


def _jobs() -> dict[str, Any]:
    job = {**_ID, "name": "job_id"}
    begin = _get("Begin a job", "{query, params, limit?} → 202.", [], "Job")["get"]
    begin["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    cancel = _get("Cancel", "Ends the job and its process.", [job], "Job")["get"]
    return {
        "/api/jobs": {**_get("Jobs", "The caller's newest.", [], "Object"), "post": begin},
        "/api/jobs/{job_id}": _get("A job", "Status, progress 0–1, words.", [job], "Job"),
        "/api/jobs/{job_id}/cancel": {"post": cancel},
        "/api/jobs/{job_id}/result": _get("Its result", "The envelope.", [job], "Envelope"),
    }


def _money() -> dict[str, Any]:
    names = ("method", "window", "depth", "floor", "payment", "currency", "most")
    text = "fund-trace as levels, nodes, links and ends; minor units; the parameters of /money."
    return _get("Money levels", text, [_text("of", True), *map(_text, names)], "Money")


_LIST = {"type": "array", "items": {"type": "object"}}
_SCHEMAS: dict[str, Any] = {
    "Object": {"type": "object"},
    "Positions": {"type": "object", "additionalProperties": {"type": "array"}},
    "Rows": {"type": "object", "properties": {"rows": _LIST, "total": {"type": "integer"}}},
    "Picture": {"type": "object", "properties": {"nodes": _LIST, "edges": _LIST}},
    "Money": {
        "type": "object",
        "properties": {
            **dict.fromkeys(("payments", "levels", "nodes", "links", "ends"), _LIST),
            **{name: {"type": "integer"} for name in ("tainted_minor", "turnover_minor")},
            "currency": {"type": "string"},
            "invariants": {"type": "object"},
        },
    },
    "Job": {
        "type": "object",
        "properties": {
            **{name: {"type": "string"} for name in ("id", "kind", "status", "message", "error")},
            "progress": {"type": ["number", "null"]},
        },
    },
    "Envelope": {
        "type": "object",
        "required": ["query", "params", "dataset_version", "engine", "columns", "rows"],
        "properties": {
            "query": {"type": "string"},
            "params": {"type": "object"},
            "dataset_version": {"type": "integer"},
            "engine": {"type": "string"},
            "took_ms": {"type": "integer"},
            "columns": {"type": "array", "items": {"type": "string"}},
            "rows": _LIST,
            "graph": {"type": "object"},
            "evidence": _LIST,
            "truncated": {"type": "object"},
            "caveat": {"type": "object"},
        },
    },
    "Error": {
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    name: {"type": "string"} for name in ("kind", "zh", "en", "message")
                },
            }
        },
    },
}
