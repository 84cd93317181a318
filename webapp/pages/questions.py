"""Every named query as a page with a form: the same registry the command line and API use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.errors import GraychainError
from queries import registry
from queries.model import GROUPS, Query
from webapp import context, csvfile, i18n

blueprint = Blueprint("questions", __name__)


@blueprint.get("/questions")
def listing() -> str:
    """The catalogue, by group."""
    found = registry.load().values()
    groups = [
        {
            "title": title.of(i18n.lang()),
            "queries": [_summary(query) for query in found if query.group == name],
        }
        for name, title in GROUPS.items()
    ]
    return render_template(
        "questions.html", tab="questions", groups=[group for group in groups if group["queries"]]
    )


@blueprint.get("/questions/<name>")
def page(name: str) -> ResponseReturnValue:
    """The form of one query and, once asked, its rows; ``format=csv`` downloads them."""
    query = registry.get(name)
    given = {p.name: request.args.get(p.name, "") for p in query.params}
    answer, failure = None, ""
    if request.args.get("go"):
        try:
            asked = {key: value for key, value in given.items() if value.strip()}
            answer = context.run(name, asked)
        except GraychainError as error:
            failure = error.text(i18n.lang())
    labels = [column.label.of(i18n.lang()) for column in query.returns]
    if answer and request.args.get("format") == "csv":
        return csvfile.download(f"{name}.csv", labels, csvfile.cells(answer))
    if answer:
        answer["caveat"] = _text(answer.get("caveat"))
    return render_template(
        "question.html",
        tab="questions",
        query={**_summary(query), "fields": _fields(query, given)},
        answer=answer,
        labels=labels,
        failure=failure,
        csv_url=url_for("questions.page", name=name, **{**given, "go": 1, "format": "csv"}),
    )


def _text(value: Any) -> str:
    return str(value.get(i18n.lang(), "")) if isinstance(value, dict) else str(value or "")


def _summary(query: Query) -> dict[str, str]:
    language = i18n.lang()
    return {
        "name": query.name,
        "title": query.title.of(language),
        "question": query.question.of(language),
    }


def _fields(query: Query, given: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": param.name,
            "kind": param.kind,
            "help": param.help.of(i18n.lang()),
            "required": param.required,
            "choices": param.choices,
            "value": given[param.name] or _default(param.default),
        }
        for param in query.params
    ]


def _default(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list | tuple) else str(value)
