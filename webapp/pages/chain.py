"""The chain lanes: stages S1–S10 as columns, gaps as ghosts, links that open their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp import cases, chainview, chainwires, context, sources
from webapp.i18n import both, t

blueprint = Blueprint("chain", __name__)
_SHOWN = 12


@blueprint.get("/chain")
@blueprint.get("/chain/<of>")
def page(of: str = "") -> ResponseReturnValue:
    """One chain of a case, victim, suspect, card, station …; ``chain`` picks another."""
    of = (of or request.args.get("of", "")).strip()[:200]
    if not of:
        return redirect("/")
    envelope = context.run("crime-chain", {"of": of})
    chains = chainview.read(envelope)
    if not chains:
        note = " ".join(map(both_text, envelope.get("notes") or ())) or t("chain.none_note")
        return render_template("chain_none.html", tab="chain", of=of, note=note)
    wanted = request.args.get("chain", "")
    chain = next((item for item in chains if item.id == wanted), chains[0])
    link = request.args.get("link") or _first_link(chain)
    return render_template(
        "chain.html",
        tab="chain",
        of=of,
        chain=chain,
        chains=chains,
        link=link,
        evidence=_evidence(chain, link),
        requests=[ghost for lane in chain.lanes for ghost in lane.ghosts],
        subject=_subject(chain),
        wires=chainwires.between(
            chain.members, (lane.tie["key"] for lane in chain.lanes if lane.tie)
        ),
    )


@blueprint.get("/chain/evidence")
def evidence() -> str:
    """The rows of one link or stage, as an element for the page's script."""
    chains = chainview.read(context.run("crime-chain", {"of": request.args.get("of", "")[:200]}))
    wanted = request.args.get("chain", "")
    chain = next((item for item in chains if item.id == wanted), None)
    link = request.args.get("link", "")
    found = _evidence(chain, link) if chain else _nothing(t("evidence.choose"))
    return render_template("_evidence.html", evidence=found)


@blueprint.get("/chains")
def first() -> ResponseReturnValue:
    """The chain of the first case that has one."""
    chains = chainview.read(context.run("crime-chain", {"all": True}))
    case = next((chain.case for chain in chains), None)
    return redirect(f"/chain?of={case}" if case else "/")


def _subject(chain: chainview.Chain) -> dict[str, str] | None:
    if chain.case_id:
        return {"id": chain.case_id}
    found = next((row for row in cases.listing() if row["key"] == chain.case), None)
    return {"id": found["id"]} if found else None


def both_text(value: Any) -> str:
    """A sentence given as ``{zh, en}`` or as text."""
    if isinstance(value, Mapping):
        return both(str(value.get("zh", "")), str(value.get("en", "")))
    return str(value or "")


def _first_link(chain: chainview.Chain) -> str:
    """The link opened at first: the payment's, else the first with rows."""
    keys = [lane.tie["key"] for lane in chain.lanes if lane.tie]
    having = [key for key in keys if chain.evidence.get(key)]
    return "S6-S7" if "S6-S7" in having else next(iter(having or keys), "")


def _nothing(text: str, missing: bool = False) -> dict[str, Any]:
    return {"title": "", "note": "", "rows": [], "total": 0, "empty": text, "missing": missing}


def _evidence(chain: chainview.Chain, link: str) -> dict[str, Any]:
    """Title and rows of a link (``S6-S7``) or a stage (``S6``)."""
    references = chain.evidence.get(link) or []
    total = chain.counts.get(link, len(references))
    ties = {lane.tie["key"]: lane.tie for lane in chain.lanes if lane.tie}
    if link in ties:
        first, last = link.split("-")
        state = t(f"evidence.link_{ties[link]['kind']}")
        title = t("evidence.link_title", a=first, b=last, state=state, n=total)
        empty = _nothing(t("evidence.empty"), missing=True)
    elif link in chainview.STAGES:
        name = next((lane.name for lane in chain.lanes if lane.stage == link), "")
        title = t("evidence.stage_title", stage=link, name=name, n=total)
        empty = _nothing(t("evidence.stage_empty"))
    else:
        return _nothing(t("evidence.choose"))
    found = sources.rows(references, _SHOWN)
    note = t("evidence.note") if found else ""
    return {**empty, "title": title, "note": note, "rows": found, "total": total}
