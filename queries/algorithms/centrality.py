"""Who stands where in a named projection, by a named metric, with the reason in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from queries.centrality import ranking
from queries.centrality.compute import measure
from queries.centrality.metrics import METRICS
from queries.centrality.scope import PARAMS, projected, uses_weight
from queries.columns import columns
from queries.context import Context
from queries.model import Query, Result, Row, Text


def run(context: Context, of: str | None, projection: str, metric: str, **options: Any) -> Result:
    """A row per ranked entity; the projection and the way of computing stand beside.

    Raises :class:`BadInput` when the projection is empty.
    """
    found = projected(context, of, projection, options)
    weighted = uses_weight(metric, options["weights"])
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
        "structure": ranking.structure(found, points, bridges),
    }
    return Result(rows, total=len(places), suppressed=found.left_out or None, extras=extras)


QUERY = Query(
    name="centrality",
    title=Text("中心性", "Centrality"),
    question=Text("谁居于网络的中心、为什么？",
                  "Who stands at the centre of the network, and why?"),
    group="gang",
    params=PARAMS,
    returns=columns("rank id type label metric value raw_value reason"),
    order=Text("名次，再按标识号", "rank, then id"),
    caveat=Text(
        "中心性是线索，不是角色认定；取决于投影、时间窗和已导入的数据。事主不参与排名。",
        "Centrality is a lead, not a role: it depends on projection, window and what was loaded."
        " Victims are not ranked.",
    ),
    run=run,
)  # fmt: skip
