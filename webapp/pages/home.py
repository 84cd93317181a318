"""The first page (cases and their chains), search results, and the language switch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp import cases, chainview, context, i18n, status, theme
from webapp.pages.signin import inside

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def page() -> str:
    """Every case with its chain, its first gap and the next request; then the imports."""
    version = status.current()
    if version is None or not version.number:
        return render_template("home.html", tab="home", cases=[], imports=[])
    chains = chainview.read(context.run("crime-chain", {"all": True}))
    return render_template("home.html", tab="home", cases=_cases(chains), imports=status.imports())


def _cases(chains: list[chainview.Chain]) -> list[dict[str, Any]]:
    """One line a chain, and one for each case without any."""
    names = {row["key"]: row for row in cases.listing()}
    lines = [_line(chain, names.get(chain.case, {})) for chain in chains]
    told = {chain.case for chain in chains}
    rest = [row for key, row in names.items() if key not in told]
    return lines + [{**row, "points": [], "completeness_text": ""} for row in rest]


def _line(chain: chainview.Chain, case: dict[str, Any]) -> dict[str, Any]:
    gap = next((lane for lane in chain.lanes if lane.ghosts), None)
    return {
        "id": case.get("id") or chain.case,
        "key": chain.case,
        "name": case.get("name") or "",
        "template": chain.template,
        "title": chain.title,
        "chain": chain.id,
        "points": chain.points,
        "points_label": chain.points_label,
        "completeness_text": chain.completeness_text,
        "verdict": chain.verdict,
        "gap": gap.stage if gap else "",
        "gap_name": gap.name if gap else "",
        "request": gap.ghosts[0].text if gap else "",
    }


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Results as a page; a single exact hit opens at once."""
    words = request.args.get("q", "").strip()[:200]
    if not words:
        return redirect("/")
    answer = context.run("search", {"text": words})
    hits = answer["rows"]
    return render_template(
        "search.html",
        search_text=words,
        hits=hits,
        total=(answer.get("truncated") or {}).get("total", len(hits)),
    )


@blueprint.get("/language/<code>")
def language(code: str) -> ResponseReturnValue:
    """Keep the language of the pages in a cookie for a year."""
    response = make_response(redirect(inside(request.args.get("next", "/"))))
    if code in i18n.LANGUAGES:
        response.set_cookie("gc_lang", code, max_age=31_536_000, samesite="Lax")
    return response


@blueprint.get("/theme/<name>")
def choose_theme(name: str) -> ResponseReturnValue:
    """Keep light, dark, or the system's choice in a cookie for a year."""
    response = make_response(redirect(inside(request.args.get("next", "/"))))
    if name in theme.THEMES:
        response.set_cookie(theme.COOKIE, name, max_age=31_536_000, samesite="Lax")
    return response
