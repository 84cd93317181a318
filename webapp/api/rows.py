"""``/api/rows``: the original rows behind source references and behind a relation."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput
from webapp import context, sources

blueprint = Blueprint("api_rows", __name__, url_prefix="/api")
_REFERENCE = re.compile(r"([0-9a-f]{64}):(\d+):(.*)", re.S)


@blueprint.get("/rows")
def rows() -> ResponseReturnValue:
    """``?ref=SHA256:ROW:SHEET`` (repeatable) → the rows as they stand in the files."""
    references = [_reference(text) for text in request.args.getlist("ref")]
    found = sources.rows(references)
    return jsonify(rows=found, total=len(references), shown=len(found))


@blueprint.get("/edges/<path:edge_id>/rows")
def edge_rows(edge_id: str) -> ResponseReturnValue:
    """The rows that prove one relation of a picture, each with its original cells."""
    answer = context.run("edge-rows", {"edge": edge_id})
    found = [_with_cells(row) for row in answer["rows"][: sources.MAX_ROWS]]
    total = (answer.get("truncated") or {}).get("total", len(answer["rows"]))
    return jsonify(rows=found, total=total, shown=len(found), version=answer["dataset_version"])


@blueprint.post("/exports")
def export() -> ResponseReturnValue:
    """Note in the audit log that a page's picture or table was saved: ``{kind, subject}``."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or body.get("kind") not in ("csv", "png"):
        raise BadInput("导出记录不完整。", "The export note is not complete.")
    who, subject = context.caller(), str(body.get("subject") or "")[:200]
    why = who.reveal_reason if who.revealing else ""
    audit.append(context.home(), who.name, "export", subject, why, {"kind": body["kind"]})
    return jsonify(noted=True)


def _with_cells(row: dict[str, Any]) -> dict[str, Any]:
    found = row if row.get("cells") else {**row, **sources.row(row["source"])}
    return {**found, **sources.digest(found)}


def _reference(text: str) -> dict[str, Any]:
    found = _REFERENCE.fullmatch(text)
    if not found:
        raise BadInput("出处写法应为 SHA256:行:表。", "A source reference reads SHA256:ROW:SHEET.")
    return {"file_sha256": found[1], "row": int(found[2]), "sheet": found[3]}
