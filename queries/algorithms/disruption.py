"""What a network loses when its first entities, by a metric, are taken out one after another."""

from __future__ import annotations

from typing import Any

from queries.centrality import ranking
from queries.centrality.compute import measure
from queries.centrality.metrics import METRICS
from queries.centrality.removal import FLOW_NODES, Left, curve
from queries.centrality.scope import PARAMS, projected, uses_weight
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text


def run(
    context: Context, of: str | None, projection: str, metric: str, top: int, **options: Any
) -> Result:
    """Row 0 is the whole network, row k the network without the first k entities.

    Victims are never removed. Raises :class:`BadInput` when the projection is
    empty. Cost: the metric once, one pass over the edges, and, for money in a
    network of at most 3,000 entities, a maximum flow per row within the budget.
    """
    found = projected(context, of, projection, options)
    weighted = uses_weight(metric, options["weights"])
    measured = measure(
        found, metric, weighted=weighted, seed=options["seed"], budget_s=options["budget_s"]
    )
    places, ranks = ranking.order(measured.value, ~found.victims, METRICS[metric].low_first)
    order = places[:top].tolist()
    context.check_time()
    left = curve(found, order, flow_s=options["budget_s"] if found.currency else 0)
    points, bridges = ranking.cuts(found)
    refs = context.refs(found.ids[place] for place in order)
    rows = [_row(left[0], left[0], found.n, {}, metric)]
    for place, rank, after in zip(order, ranks.tolist(), left[1:], strict=False):
        named = {**refs[found.ids[place]], "rank": rank, "value": float(measured.value[place])}
        why = _reason(left[after.removed - 1], after, place in points)
        rows.append({**_row(after, left[0], found.n, named, metric), "reason": why._asdict()})
    for row in rows:
        row["currency"] = found.currency
    extras = {
        "projection": found.describe(),
        "computation": measured.how,
        "structure": {**ranking.structure(found, points, bridges), "entities": found.n},
        "flow": _flow_note(found.currency, found.n, left),
    }
    return Result(rows, suppressed=found.left_out or None, extras=extras)


def _row(after: Left, whole: Left, n: int, named: Row, metric: str) -> Row:
    return {
        "removed": after.removed,
        "rank": named.get("rank"),
        **{name: named.get(name) for name in ("id", "type", "label")},
        "metric": metric,
        "value": named.get("value"),
        "largest": after.largest,
        "largest_share": after.largest / n,
        "components": after.components,
        "weight_left": after.weight,
        "weight_share": after.weight / whole.weight if whole.weight else None,
        "flow_minor": None if after.flow is None else round(after.flow),
        "reason": Text("完整网络", "the whole network")._asdict(),
    }


def _reason(before: Left, after: Left, cut: bool) -> Text:
    lost, parts = before.largest - after.largest, after.components - before.components
    zh = f"去掉后最大连通部分少 {lost} 个"
    en = f"without it the largest part loses {lost}"
    if parts > 0:
        zh, en = zh + f"，多分出 {parts} 块", en + f" and {parts} more parts fall apart"
    if cut:
        zh, en = zh + "；完整网络的割点", en + "; a cut point of the whole network"
    return Text(zh, en)


def _flow_note(currency: str, n: int, left: list[Left]) -> Row:
    """What ``flow_minor`` means, or why it is empty."""
    if not currency:
        found = Text("流量只对资金投影计算", "flow is computed for the funds projection only")
    elif n > FLOW_NODES:
        found = Text(
            f"实体多于 {FLOW_NODES}，未计算流量", f"more than {FLOW_NODES} entities: no flow"
        )
    else:
        found = Text(
            "净付方经现有关系还能到达净收方的最大金额；不核对先后次序",
            "the most that can still get from net payers to net receivers; order in time"
            " not checked",
        )
        done = sum(after.flow is not None for after in left)
        if done < len(left):
            found = Text(
                f"{found.zh}；时间上限内只算到第 {done - 1} 个",
                f"{found.en}; the time budget ended after removal {done - 1}",
            )
    return dict(found._asdict())


QUERY = Query(
    name="disruption",
    title=Text("打击推演", "Disruption"),
    question=Text("去掉排名靠前的实体，网络还剩什么？",
                  "What is left of the network without its first entities?"),
    group="gang",
    params=(
        *PARAMS,
        Param("top", "int", Text("依次去掉的个数", "how many to remove, one after another"),
              default=10, minimum=1, maximum=200),
    ),
    returns=columns(
        "removed rank id type label metric value:measure largest largest_share components"
        " weight_left weight_share flow_minor currency reason"
    ),
    order=Text("去掉的次序（名次，再按标识号）", "order of removal (rank, then id)"),
    caveat=Text(
        "这是推演，不是建议：只反映已导入的数据；名次按完整网络一次算出，事主不参与。",
        "A scenario, not advice: it knows only what was loaded. Ranks are of the whole network;"
        " victims are never removed.",
    ),
    run=run,
)  # fmt: skip
