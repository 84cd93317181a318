"""``/api/queries``: every named query, with the envelope of design §6 as the answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from graph.errors import BadInput
from queries import registry
from queries.model import Query
from webapp import context, i18n, status

blueprint = Blueprint("api_queries", __name__, url_prefix="/api")
_OURS = frozenset({"limit", "lang"})


@blueprint.get("/status")
def state() -> ResponseReturnValue:
    """The dataset version and who is calling."""
    version, who = status.current(), context.caller()
    number = version.number if version else 0
    return jsonify(dataset_version=number, actor=who.name, role=who.role, revealing=who.revealing)


@blueprint.get("/queries")
def listing() -> ResponseReturnValue:
    """Names, titles and parameters of all queries."""
    return jsonify(queries=[_about(query) for query in registry.load().values()])


@blueprint.get("/queries/<name>")
def run(name: str) -> ResponseReturnValue:
    """Run a query: parameters as ``?name=value`` (kebab or snake case), plus ``limit``."""
    given = {key: value for key, value in request.args.items() if key not in _OURS}
    return jsonify(context.run(name, given, limit_of(request.args.get("limit"))))


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Shorthand for ``queries/search``: ``?q=`` and ``limit`` (20 unless told)."""
    words = request.args.get("q", "")
    if not words.strip():
        return jsonify(rows=[])
    return jsonify(
        context.run("search", {"text": words}, limit_of(request.args.get("limit", "20")))
    )


def limit_of(word: str | None) -> int | None:
    """``limit`` as a number; raises :class:`BadInput` when it is none."""
    if word is None or (word.isascii() and word.isdigit()):
        return int(word) if word else None
    raise BadInput("limit 应为正整数。", "limit must be a positive whole number.")


def _about(query: Query) -> dict[str, Any]:
    language = i18n.lang()
    return {
        "name": query.name,
        "title": query.title.of(language),
        "question": query.question.of(language),
        "group": query.group,
        "caveat": query.caveat.of(language),
        "columns": list(query.columns),
        "params": [
            {
                "name": param.name,
                "kind": param.kind,
                "help": param.help.of(language),
                "required": param.required,
                "default": param.default,
                "choices": list(param.choices),
            }
            for param in query.params
        ],
    }
