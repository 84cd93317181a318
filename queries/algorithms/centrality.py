"""Who stands where in a named projection, by a named metric, with the reason in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.projections import Projection
from queries.centrality import leading, ranking
from queries.centrality.compute import measure
from queries.centrality.metrics import METRICS
from queries.centrality.process import Watch
from queries.centrality.scope import PARAMS, projected, uses_weight
from queries.columns import columns
from queries.context import Context
from queries.model import Query, Result, Row, Text


def run(context: Context, of: str | None, projection: str, metric: str, **options: Any) -> Result:
    """A row per ranked entity; the projection and the way of computing stand beside.

    Raises :class:`BadInput` when the projection is empty.
    """
    context.report(0.05, "读取数据", "reading the data")
    found = projected(context, of, projection, options)
    weighted = uses_weight(metric, options["weights"])
    budget = options["budget_s"]
    watch = _watch(context, found, budget)
    measured = measure(
        found, metric, weighted=weighted, seed=options["seed"], budget_s=budget, watch=watch
    )
    context.report(0.9, "排名与割点", "ranking, cut points")
    low = METRICS[metric].low_first
    places, ranks = ranking.order(measured.value, ~found.victims, low)
    points, bridges = ranking.cuts(found)
    shown = places[: context.limit].tolist()
    refs = context.refs(found.ids[place] for place in shown)
    into = np.bincount(found.target, minlength=found.n)
    out = np.bincount(found.source, minlength=found.n)
    rows: list[Row] = []
    for place, rank in zip(shown, ranks.tolist(), strict=False):
        value = float(measured.value[place])
        ties = (int(into[place]), int(out[place]))
        why = ranking.reason(metric, value, ties, place in points, found.directed)
        about = {name: refs[found.ids[place]][name] for name in ("id", "type", "label")}
        raw = float(measured.raw[place])
        rows.append({"rank": rank, **about, "metric": metric, "value": value,
                     "raw_value": raw, "reason": why._asdict()})  # fmt: skip
    extras = {
        "projection": found.describe(),
        "computation": measured.how,
        "structure": ranking.structure(found, points, bridges),
    }
    drawn = leading.graph(found, shown, context.refs)
    extras["drawn"] = {"leading": min(leading.LEADING, len(shown)), "nodes": len(drawn["nodes"])}
    return Result(rows, drawn, total=len(places), suppressed=found.left_out or None, extras=extras)


def _watch(context: Context, found: Projection, budget: float) -> Watch:
    """Tells whoever waits what is computed and how much of the budget is used."""
    zh, en = f"{found.n:,} 个节点、{found.m:,} 条边", f"{found.n:,} nodes, {found.m:,} edges"
    context.report(0.2, f"计算：{zh}", f"computing: {en}")

    def watch(seconds: float, results: int) -> None:
        context.report(
            0.2 + 0.7 * min(1.0, seconds / budget),
            f"估计：{zh}，已有 {results} 档结果，{seconds:.0f} / {budget} 秒",
            f"estimating: {en}, {results} results so far, {seconds:.0f} of {budget} s",
        )

    return watch


QUERY = Query(
    name="centrality",
    title=Text("中心性", "Centrality"),
    question=Text("谁居于网络的中心、为什么？",
                  "Who stands at the centre of the network, and why?"),
    group="gang",
    params=PARAMS,
    returns=columns("rank id type label metric value:measure raw_value reason"),
    order=Text("名次，再按标识号", "rank, then id"),
    caveat=Text(
        "中心性是线索，不是角色认定；取决于投影、时间窗和已导入的数据。事主不参与排名。",
        "Centrality is a lead, not a role: it depends on projection, window and what was loaded."
        " Victims are not ranked.",
    ),
    run=run,
)  # fmt: skip
