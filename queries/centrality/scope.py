"""The parameters that choose a projection, and the projection they choose."""

from __future__ import annotations

from typing import Any, Final

from graph.errors import BadInput
from graph.projections import DEFINITIONS, Bounds, Projection, project
from queries.centrality.metrics import METRICS
from queries.context import Context
from queries.model import Param, Text

SCOPE: Final = (
    Param("of", "entity", Text("范围：案件或实体（可空）", "scope: a case or an entity")),
    Param("hops", "int", Text("范围的步数", "hops of the scope"), default=2,
          minimum=0, maximum=10),
    Param("projection", "choice", Text("投影", "projection"), default="communication",
          choices=tuple(DEFINITIONS)),
)  # fmt: skip
METRIC: Final = Param("metric", "choice", Text("指标", "metric"), default="betweenness",
                      choices=tuple(METRICS))  # fmt: skip
LIMITS: Final = (
    Param("since", "date", Text("起", "from")),
    Param("until", "date", Text("止", "to")),
    Param("side", "choice", Text("offender 去除事主；all 保留但不排名",
          "offender leaves victims out; all keeps them unranked"), default="offender",
          choices=("offender", "all")),
)  # fmt: skip
DIRECTION: Final = Param("direction", "choice", Text("方向", "direction"), default="auto",
                         choices=("auto", "forward", "reverse", "none"))  # fmt: skip
WEIGHTS: Final = Param(
    "weights", "choice", Text("权重：按指标、用权重、不用",
    "weights: as the metric has it, the projection's, or none"), default="auto",
    choices=("auto", "weight", "none"),
)  # fmt: skip
FILTERS: Final = (
    Param("currency", "text", Text("币种（资金）", "currency (funds)")),
    Param("include_hubs", "bool", Text("保留枢纽", "keep hubs"), default=False),
    Param("min_confidence", "float", Text("置信度下限", "least confidence"), default=0.0,
          minimum=0, maximum=1),
)  # fmt: skip
SEED: Final = Param("seed", "int", Text("随机种子", "random seed"), default=1, minimum=1,
                    maximum=2**31 - 1)  # fmt: skip
BUDGET: Final = Param("budget_s", "int", Text("估计的时间上限（秒）",
                      "time budget of an estimate (s)"), default=20, minimum=1,
                      maximum=600)  # fmt: skip
#: the parameters of ``centrality`` and ``disruption``
PARAMS: Final = (*SCOPE, METRIC, *LIMITS, DIRECTION, WEIGHTS, *FILTERS, SEED, BUDGET)


def projected(
    context: Context, of: str | None, projection: str, options: dict[str, Any]
) -> Projection:
    """The projection the parameters describe; raises :class:`BadInput` when it is empty."""
    found = project(context.dataset, projection, _bounds(context, of, options))
    if found.n == 0:
        raise BadInput(
            "该投影在此范围内没有关系；请放宽范围或换投影。",
            "The projection has no relation in this scope; widen it or choose another.",
        )
    return found


def _bounds(context: Context, of: str | None, options: dict[str, Any]) -> Bounds:
    entity = context.resolve(of) if of else None
    case = entity.key if entity is not None and entity.type == "Case" else ""
    names = ("since", "until", "side", "include_hubs", "min_confidence", "direction", "hops")
    seeds = (entity.id,) if entity is not None and not case else ()
    currency = options["currency"] or ""
    chosen = {name: options[name] for name in names if name in options}
    return Bounds(seeds=seeds, case_no=case, currency=currency, **chosen)


def uses_weight(metric: str, weights: str) -> bool:
    """Whether the choice ``weights`` makes ``metric`` use the projection's weight."""
    return {"auto": METRICS[metric].weighted, "weight": True, "none": False}[weights]
