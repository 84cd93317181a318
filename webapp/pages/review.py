"""The review queue: possible matches with both sides, reasons and scores; one key decides."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph import decisions
from graph.dataset import Dataset
from graph.errors import BadInput
from graph.matching.compare import compare
from webapp import context, entityview

blueprint = Blueprint("review", __name__)
_MOST = 50
_DECIDE = {"same": decisions.confirm, "different": decisions.reject}


@blueprint.get("/review")
def page() -> str:
    """The open pairs, best first, and the one that is looked at beside them.

    ``one`` and ``other`` in the address choose the pair; without them it is the first.
    """
    answer = context.run("match-candidates", {}, limit=_MOST)
    pairs = answer["rows"]
    asked = {request.args.get("one", ""), request.args.get("other", "")}
    chosen = next((p for p in pairs if {p["one"]["id"], p["other"]["id"]} == asked), None)
    chosen = chosen or (pairs[0] if pairs else None)
    place = pairs.index(chosen) if chosen else 0
    return render_template(
        "review.html",
        tab="review",
        pairs=pairs,
        total=(answer.get("truncated") or {}).get("total", len(pairs)),
        chosen=chosen,
        before=pairs[place - 1] if place else None,
        after=pairs[place + 1] if place + 1 < len(pairs) else None,
        lines=_lines(chosen) if chosen else [],
        last=request.args.get("decided", type=int),
        last_kind=request.args.get("kind", ""),
    )


def _lines(pair: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides by property, masked as for the caller; ``agrees`` compares the full values."""
    one, other = pair["one"]["id"], pair["other"]["id"]
    sides = [
        entityview.read(context.run("entity", {"of": entity}, quiet=True))["properties"]
        for entity in (one, other)
    ]
    agrees = {line.name: line.agrees for line in compare(Dataset(context.ledger()), one, other)}
    names = dict.fromkeys(row["name"] for side in sides for row in side)
    labels = {row["name"]: row["label"] for side in sides for row in side}
    return [
        {
            "label": labels[name],
            "agrees": agrees.get(name),
            "known": name in agrees,
            "sides": [[row for row in side if row["name"] == name] for side in sides],
        }
        for name in names
    ]


@blueprint.post("/review/decide")
def decide() -> ResponseReturnValue:
    """Confirm or reject one pair; raises :class:`Refused` unless the caller is admin."""
    who, given = context.require_admin("作出决定", "Deciding").name, request.form
    action = _DECIDE.get(given.get("decision", ""))
    if action is None:
        raise BadInput("请选“同一”或“不是同一”。", "Say whether the two are one or not.")
    dataset = Dataset(context.ledger())
    made = action(
        dataset, given.get("one", ""), given.get("other", ""), given.get("why", "")[:500], who,
        given.get("rule", ""),
    )  # fmt: skip
    following = {name: given.get(f"next_{name}", "") for name in ("one", "other")}
    return redirect(
        url_for("review.page", **following, decided=made.decision_id, kind=given["decision"])
    )


@blueprint.post("/review/undo")
def undo() -> ResponseReturnValue:
    """Undo a decision of the queue: another decision; everything is as it was."""
    who = context.require_admin("作出决定", "Deciding").name
    number = request.form.get("decision", "")
    if not number.isdigit():
        raise BadInput("没有这项决定。", "There is no such decision.")
    why = request.form.get("why", "")[:500]
    decisions.undo(Dataset(context.ledger()), int(number), why, who)
    return redirect(url_for("review.page"))
