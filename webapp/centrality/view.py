"""The centrality page as plain values: table, picture, removal, and everything it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph import schema
from graph.projections import DEFINITIONS
from queries.centrality.metrics import METRICS
from webapp import subgraph, text
from webapp.centrality import curve
from webapp.centrality.question import Question
from webapp.i18n import both, lang, t


def template(result: Mapping[str, Any], asked: Question) -> dict[str, Any]:
    """The values of ``centrality.html`` from the job's result."""
    main, removal = result["main"], result["removal"]
    families = {node["id"]: node.get("family") for node in main["graph"]["nodes"]}
    return {
        "question": asked,
        "main": main,
        "removal": removal,
        "rows": [_row(row, families, result["beside"]) for row in main["rows"]],
        "beside": [_head(name, result["beside"][name]) for name in result["beside"]],
        "picture": picture(main),
        "facts": facts(main),
        "curve": curve.draw(removal["rows"]),
        "curves": [
            ("wide", curve.draw(removal["rows"])),
            ("narrow", curve.draw(removal["rows"], curve.NARROW)),
        ],
        "steps": [_step(row, removal["rows"][0]) for row in removal["rows"]],
        "flow_note": _words(removal["flow"]),
        "caveats": [_words(main["caveat"]), _words(removal["caveat"])],
    }


def metric_word(name: str) -> str:
    """A metric in the page's language."""
    return METRICS[name].words.of(lang()) if name in METRICS else name


def projection_word(name: str) -> str:
    """A projection in the page's language."""
    found = DEFINITIONS.get(name)
    return both(found.zh, found.en) if found else name


def family_of(kind: str) -> str:
    """The mark of an entity whose role is not known here: its type's."""
    found = schema.load().entities.get(kind)
    return found.family if found else "material"


def number(value: Any) -> str:
    """Four significant digits, whole numbers with separators; an em dash for no value."""
    if not isinstance(value, int | float):
        return "—"
    if float(value).is_integer() and abs(value) >= 1:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"


def _words(pair: Any) -> str:
    return str(pair.get(lang(), "")) if isinstance(pair, Mapping) else str(pair or "")


def _head(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    failed = _words(found.get("error"))
    return {"name": name, "word": metric_word(name), "failed": failed,
            "estimated": found.get("exact") is False}  # fmt: skip


def _row(
    row: Mapping[str, Any], families: Mapping[str, Any], beside: Mapping[str, Any]
) -> dict[str, Any]:
    others = [_other(row["id"], found) for found in beside.values()]
    return {
        "rank": row["rank"] if isinstance(row["value"], int | float) else "—",
        "id": row["id"],
        "label": row["label"],
        "type": row["type"],
        "family": families.get(row["id"]) or family_of(row["type"]),
        "value": number(row["value"]),
        "raw": number(row["raw_value"]),
        "reason": _words(row["reason"]),
        "others": others,
    }


def _other(name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Rank by another metric: none without a value, ``> 1,000`` when it is not among the first."""
    ranks = found.get("rows", {})
    if name not in ranks:
        return {"rank": f"> {found['shown']:,}" if found.get("shown") else None, "value": "—"}
    rank, value = ranks[name]
    return {"rank": rank if isinstance(value, int | float) else None, "value": number(value)}


def _step(row: Mapping[str, Any], whole: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the removal; shares as text, amounts exact."""
    currency = row.get("currency") or ""
    lost = whole["largest"] - row["largest"]
    return {
        "removed": row["removed"],
        "id": row["id"],
        "label": row["label"],
        "type": row["type"],
        "family": family_of(row["type"]) if row["type"] else "",
        "largest": row["largest"],
        "share": f"{row['largest_share']:.1%}",
        "lost": lost,
        "components": row["components"],
        "weight": "—" if row["weight_share"] is None else f"{row['weight_share']:.1%}",
        "flow": text.money(row["flow_minor"], currency),
        "reason": _words(row["reason"]),
    }


def picture(main: Mapping[str, Any]) -> dict[str, Any]:
    """The drawn part with positions; a ranked entity carries its rank in its name."""
    graph, rows = main["graph"], main["rows"]
    root = str(rows[0]["id"]) if rows else ""
    ranks = {row["id"]: row["rank"] for row in rows[: main["drawn"]["leading"]]}
    drawn = subgraph.picture(graph["nodes"], graph["edges"], root)
    for node in drawn["nodes"]:
        if node["id"] in ranks:
            node["label"] = f"{ranks[node['id']]} · {node['label']}"
            node["rank"] = ranks[node["id"]]
    return {**drawn, "root": root}


def facts(main: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Everything needed to repeat the ranking, as (name, value)."""
    p, how, params = main["projection"], main["computation"], main["params"]
    sides = {"offender": t("centrality.side_offender"), "all": t("centrality.side_all")}
    left = p["left_out"] or {}
    dropped = [f"{t('centrality.left_' + name)} {n}" for name, n in left.items() if n]
    found = [
        (t("centrality.projection"), _words(p["title"])),
        (t("centrality.scope"), _scope(p)),
        (t("centrality.window"), _window(p)),
        (t("centrality.nodes"), f"n = {p['entities']:,}"),
        (t("centrality.edges"), f"m = {p['edges']:,}"),
        (t("centrality.weight"), _weight(p, how)),
        (t("centrality.direction"), t(f"centrality.dir_{_direction(p)}")),
        (t("centrality.side"), sides.get(p["side"], p["side"])),
        (t("centrality.left_out"), "、".join(dropped) if lang() == "zh" else ", ".join(dropped)),
        (t("centrality.confidence"), f"≥ {p['min_confidence']:g}"),
        (t("centrality.seed"), str(params["seed"])),
        (t("centrality.how"), _how(how)),
        (t("centrality.version"), f"v{main['dataset_version']}"),
    ]
    return [(name, value or "—") for name, value in found]


def _direction(projection: Mapping[str, Any]) -> str:
    if not projection["directed"]:
        return "none"
    return "reverse" if projection["direction"] == "reverse" else "forward"


def _scope(projection: Mapping[str, Any]) -> str:
    scope = projection["scope"]
    if scope["case_no"]:
        return f"{t('chain.case')} {scope['case_no']}"
    if scope["entities"]:
        return t("centrality.scope_hops", hops=scope["hops"])
    return t("centrality.scope_all")


def _window(projection: Mapping[str, Any]) -> str:
    since, until = projection["since"], projection["until"]
    if since is None and until is None:
        return t("centrality.window_all")
    return (
        f"{text.when(since, 'day') if since else '…'} – {text.when(until, 'day') if until else '…'}"
    )


def _weight(projection: Mapping[str, Any], how: Mapping[str, Any]) -> str:
    if not how.get("weighted"):
        return t("centrality.unweighted")
    return f"{_words(projection['weight'])} {projection['currency']}".strip()


def _how(how: Mapping[str, Any]) -> str:
    if how.get("exact", True):
        return f"{how['library']} · {t('centrality.exact')}"
    told = [how["library"], _words(how.get("note"))]
    told += [f"{t('centrality.samples')} {how[name]:,}" for name in ("samples", "sources")
             if name in how]  # fmt: skip
    if not how.get("finished", True):
        told.append(t("centrality.cut_budget", budget=how.get("budget_s", "—")))
    return " · ".join(str(word) for word in told if word)
