"""Who stands where in a named projection, by a named metric, with the reason in words."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from graph.errors import BadInput
from graph.projections import DEFINITIONS, Bounds, Projection, project
from queries.centrality import ranking
from queries.centrality.compute import measure
from queries.centrality.metrics import METRICS
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text

#: cut points and bridges listed at most
_LISTED: Final = 50


def run(context: Context, of: str | None, projection: str, metric: str, **options: Any) -> Result:
    """A row per ranked entity; the projection and the way of computing stand beside.

    Raises :class:`BadInput` when the projection is empty.
    """
    found = project(context.dataset, projection, _bounds(context, of, options))
    if found.n == 0:
        raise BadInput(
            "该投影在此范围内没有关系；请放宽范围或换投影。",
            "The projection has no relation in this scope; widen it or choose another.",
        )
    weighted = {"auto": METRICS[metric].weighted, "weight": True, "none": False}[options["weights"]]
    measured = measure(
        found, metric, weighted=weighted, seed=options["seed"], budget_s=options["budget_s"]
    )
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
        "structure": _structure(found, points, bridges),
    }
    return Result(rows, total=len(places), suppressed=found.left_out or None, extras=extras)


def _bounds(context: Context, of: str | None, options: dict[str, Any]) -> Bounds:
    entity = context.resolve(of) if of else None
    case = entity.key if entity is not None and entity.type == "Case" else ""
    names = ("since", "until", "side", "include_hubs", "min_confidence", "direction", "hops")
    seeds = (entity.id,) if entity is not None and not case else ()
    currency = options["currency"] or ""
    chosen = {name: options[name] for name in names}
    return Bounds(seeds=seeds, case_no=case, currency=currency, **chosen)


def _structure(found: Projection, points: set[int], bridges: list[tuple[int, int]]) -> Row:
    return {
        "articulation_points": len(points),
        "articulation_ids": [found.ids[place] for place in sorted(points)[:_LISTED]],
        "bridges": len(bridges),
        "bridge_ids": [[found.ids[a], found.ids[b]] for a, b in bridges[:_LISTED]],
    }


QUERY = Query(
    name="centrality",
    title=Text("中心性", "Centrality"),
    question=Text("谁居于网络的中心、为什么？",
                  "Who stands at the centre of the network, and why?"),
    group="gang",
    params=(
        Param("of", "entity", Text("范围：案件或实体（可空）", "scope: a case or an entity")),
        Param("hops", "int", Text("范围的步数", "hops of the scope"), default=2,
              minimum=0, maximum=10),
        Param("projection", "choice", Text("投影", "projection"), default="communication",
              choices=tuple(DEFINITIONS)),
        Param("metric", "choice", Text("指标", "metric"), default="betweenness",
              choices=tuple(METRICS)),
        Param("since", "date", Text("起", "from")),
        Param("until", "date", Text("止", "to")),
        Param("side", "choice", Text("offender 去除事主；all 保留但不排名",
              "offender leaves victims out; all keeps them unranked"), default="offender",
              choices=("offender", "all")),
        Param("direction", "choice", Text("方向", "direction"), default="auto",
              choices=("auto", "forward", "reverse", "none")),
        Param("weights", "choice", Text("权重：按指标、用权重、不用",
              "weights: as the metric has it, the projection's, or none"), default="auto",
              choices=("auto", "weight", "none")),
        Param("currency", "text", Text("币种（资金）", "currency (funds)")),
        Param("include_hubs", "bool", Text("保留枢纽", "keep hubs"), default=False),
        Param("min_confidence", "float", Text("置信度下限", "least confidence"), default=0.0,
              minimum=0, maximum=1),
        Param("seed", "int", Text("随机种子", "random seed"), default=1, minimum=1,
              maximum=2**31 - 1),
        Param("budget_s", "int", Text("估计的时间上限（秒）", "time budget of an estimate (s)"),
              default=20, minimum=1, maximum=600),
    ),
    returns=columns("rank id type label metric value raw_value reason"),
    order=Text("名次，再按标识号", "rank, then id"),
    caveat=Text(
        "中心性是线索，不是角色认定；取决于投影、时间窗和已导入的数据。事主不参与排名。",
        "Centrality is a lead, not a role: it depends on projection, window and what was loaded."
        " Victims are not ranked.",
    ),
    run=run,
)  # fmt: skip
