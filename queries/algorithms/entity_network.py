"""What lies round an entity: hops, relation types, direction, window, limits and order."""

from __future__ import annotations

from typing import Any

from graph.store import SubgraphLimits
from queries import drawing
from queries.columns import columns
from queries.context import Context
from queries.model import OF, Param, Query, Result, Text
from queries.references import of_entity


def run(context: Context, of: str, hops: int, **options: Any) -> Result:
    """Relations within ``hops`` of the entity, best first, each level before the next.

    A hub is drawn and not walked through unless asked to. An undated
    relation is inside every window. Cost: that of the relations looked at.
    """
    seed = context.resolve(of)
    limits = SubgraphLimits(
        max_nodes=options["nodes"],
        max_relations=context.limit,
        hub_degree=0 if options["include_hubs"] else None,
        **{name: options[name] for name in ("types", "direction", "since", "until", "order")},
    )
    found = context.store.subgraph([seed.id], hops, limits)
    ends = {entity.id: of_entity(entity) for entity in found.entities}
    hubs = [e for e in found.entities if _stopped(e.properties, limits) and e.id != seed.id]
    return Result(
        rows=[drawing.edge(relation, ends) for relation in found.relations],
        graph=drawing.picture(found.entities, found.relations),
        total=found.total_relations,
        suppressed={"hubs": len(hubs)} if hubs and hops > 1 and limits.hub_degree is None else None,
        extras={"seed": seed.id},
    )


def _stopped(properties: object, limits: SubgraphLimits) -> bool:
    known = properties if isinstance(properties, dict) else {}
    return bool(known.get("hub")) or int(known.get("degree") or 0) > limits.degree_limit > 0


QUERY = Query(
    name="entity-network",
    title=Text("实体关系网", "Network of an entity"),
    question=Text(
        "这个实体与哪些人、卡、号码、设备、窝点相连？",
        "Which people, cards, numbers, devices and dens is this entity tied to?",
    ),
    group="network",
    params=(
        OF,
        Param("hops", "int", Text("步数", "how many relations away"), False, 1, 1, 4),
        Param("types", "relations", Text("只看这些关系", "only these relations"), default=()),
        Param(
            "direction",
            "choice",
            Text("方向", "direction seen from the entity"),
            default="both",
            choices=("both", "out", "in"),
        ),
        Param("since", "date", Text("起始日期", "from this day on")),
        Param("until", "date", Text("截止日期（含）", "up to and including this day")),
        Param(
            "order",
            "choice",
            Text("先保留哪些关系", "which relations are kept first"),
            default="amount",
            choices=("amount", "count", "last"),
        ),
        Param("nodes", "int", Text("最多实体数", "most entities"), False, 300, 1, 2000),
        Param("include_hubs", "bool", Text("穿过枢纽", "walk through hubs"), default=False),
    ),
    returns=columns(
        "type from to role count amount_minor currency first last method kind",
        "confidence suppressed evidence_count id",
    ),
    order=Text("逐层，按所选次序", "level by level, in the chosen order"),
    caveat=Text(
        "汇总关系不核对时间先后；枢纽（热线、平台账户）只显示、不穿过。",
        "Order in time is not checked on aggregated relations; hubs are shown, not walked through.",
    ),
    run=run,
    engine="store",
)
