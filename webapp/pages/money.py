"""The money levels of a case, a victim or an account: Sankey, table, ends, both methods."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from graph import audit
from graph.errors import BadInput
from webapp import cases, context, csvfile, text
from webapp.i18n import lang, t
from webapp.money import flows, picked, question, view
from webapp.money.question import METHODS, Question
from webapp.money.view import View

blueprint = Blueprint("money", __name__)


@blueprint.get("/money")
def page() -> ResponseReturnValue:
    """``?of=`` with ``method, window, depth, floor, payment, currency, most, levels, pick``.

    Bad parameters show the form again with one sentence (400); an entity nobody knows or
    that several answer to is an error page as everywhere.
    """
    if not request.args.get("of", "").strip():
        return _first()
    try:
        asked = question.read(request.args)
        found = answer(asked)
        other = _other(asked)
    except BadInput as error:
        if type(error) is not BadInput:  # unknown or ambiguous: the general page offers a way on
            raise
        return _refused(error), 400
    values = view.template(found, other)
    last = len(found.whole.levels)
    return render_template(
        "money.html",
        tab="money",
        of=asked.of,
        subject={"id": asked.of},
        question=asked,
        methods=METHODS,
        upto=_upto(last),
        last=last,
        picked=_picked(found),
        **values,
    )


@blueprint.get("/money/rows")
def rows() -> str:
    """The movements and original rows behind ``pick``, as an element for the page's script."""
    found = answer(question.read(request.args))
    return render_template("_money_rows.html", picked=picked.read(found, _pick()))


@blueprint.get("/money/ends.csv")
def ends() -> ResponseReturnValue:
    """Every end with its reason and request as CSV; noted in the audit log."""
    found = answer(question.read(request.args))
    who = context.caller()
    why = who.reveal_reason if who.revealing else ""
    audit.append(context.home(), who.name, "export", "fund-trace", why, {"kind": "csv"})
    names = ("col_end", "col_reason", "tainted", "currency", "col_seen", "col_ask")
    currency = found.trace.currency
    lines = (
        [
            line.name,
            f"{line.level_text} {line.reason_word}",
            text.money(line.tainted, currency, sign=False),
            currency,
            text.when(line.last_seen),
            line.request,
        ]
        for line in found.lines
    )
    return csvfile.download("money-ends.csv", [t(f"money.{name}") for name in names], lines)


def answer(asked: Question) -> View:
    """Run ``fund-trace`` as the caller and read it."""
    return view.make(context.run("fund-trace", asked.asked()), asked)


def _other(asked: Question) -> flows.Trace:
    """The same question by the other method; a part of one that is audited."""
    method = next(name for name in METHODS if name != asked.method)
    envelope = context.run("fund-trace", asked.asked(method), quiet=True)
    return flows.read(envelope, asked.payment, asked.currency)


def _first() -> ResponseReturnValue:
    """Without a start: the first case; the front page where there is none."""
    case = next(iter(cases.listing()), None)
    return redirect(f"/money?of={case['id']}" if case else "/")


def _refused(error: BadInput) -> str:
    given = {name: request.args.get(name, "")[:200] for name in request.args}
    return render_template(
        "money_none.html",
        tab="money",
        of=given.get("of", ""),
        given=given,
        methods=METHODS,
        failure=error.text(lang()),
        cases=cases.listing()[:20],
    )


def _pick() -> str:
    return request.args.get("pick", "")[:300]


def _picked(found: View) -> dict[str, Any] | None:
    return picked.read(found, _pick()) if _pick() else None


def _upto(last: int) -> int:
    """How many levels the page opens with: ``levels``, else all."""
    word = request.args.get("levels", "")
    return max(1, min(int(word), last)) if word.isdigit() and len(word) < 4 else last
