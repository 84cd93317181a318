"""Which groups a network falls into, who is in each, and how stable each group is."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from graph.projections import Projection
from queries.centrality import sparse
from queries.centrality.communities import Communities, communities, inside_share
from queries.centrality.scope import BUDGET, FILTERS, LIMITS, SCOPE, SEED, projected
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text

#: groups summed up beside the rows
_LISTED: Final = 200


def run(
    context: Context, of: str | None, projection: str, runs: int, resolution: float,
    least: int, **options: Any,
) -> Result:  # fmt: skip
    """A row per entity of a group of at least ``least``, the largest group first.

    Victims stand in the network with ``--side all`` but are no members. Raises
    :class:`BadInput` when the projection is empty. Cost: Leiden ``runs`` times,
    within the budget.
    """
    found = projected(context, of, projection, options)
    weighted = options["weights"] != "none"
    groups = communities(
        found, weighted=weighted, runs=runs, seed=options["seed"], resolution=resolution,
        budget_s=options["budget_s"],
    )  # fmt: skip
    size = np.bincount(groups.label, weights=~found.victims).astype(np.int64)
    share = inside_share(found, groups.label, weighted)
    strength = sparse.strength(found, weighted)
    members = np.flatnonzero(~found.victims & (size[groups.label] >= least))
    order = members[np.lexsort((members, -strength[members], groups.label[members]))]
    shown = order[: context.limit].tolist()
    refs = context.refs(found.ids[place] for place in shown)
    rows: list[Row] = []
    for place in shown:
        label = int(groups.label[place])
        about = {name: refs[found.ids[place]][name] for name in ("id", "type", "label")}
        rows.append({
            "community": label, "size": int(size[label]), **about,
            "inside_share": float(share[place]), "stability": float(groups.stability[label]),
            "reason": _reason(float(share[place]), float(groups.stability[label]))._asdict(),
        })  # fmt: skip
    extras = {
        "communities": _summary(found, groups, size, least),
        "projection": found.describe(),
        "computation": _how(groups, weighted, runs, resolution, options),
    }
    left = {**found.left_out, "small_groups": int((size[1:] < least).sum())}
    kept = {name: count for name, count in left.items() if count}
    return Result(rows, total=len(order), suppressed=kept or None, extras=extras)


def _reason(share: float, stability: float) -> Text:
    zh, en = f"往来的 {share:.0%} 在组内", f"{share:.0%} of its ties stay inside"
    if np.isnan(stability):
        return Text(f"{zh}；只运行一次，稳定度未知", f"{en}; one run only: stability unknown")
    word = ("稳定", "stable") if stability >= 0.75 else ("不稳定", "unstable")
    return Text(
        f"{zh}；换随机种子后该组重合 {stability:.0%}（{word[0]}）",
        f"{en}; other seeds repeat {stability:.0%} of the group ({word[1]})",
    )


def _summary(found: Projection, groups: Communities, size: Any, least: int) -> list[Row]:
    """The largest groups with the weight inside, the weight to others, and their stability."""
    ours, theirs = groups.label[found.source], groups.label[found.target]
    same = ours == theirs
    inside = np.bincount(ours[same], weights=found.weight[same], minlength=len(size))
    across = sum(
        np.bincount(side[~same], weights=found.weight[~same], minlength=len(size))
        for side in (ours, theirs)
    )
    return [
        {"community": label, "size": int(size[label]), "weight_inside": float(inside[label]),
         "weight_outside": float(np.asarray(across)[label]),
         "stability": float(groups.stability[label])}
        for label in range(1, len(size))
        if size[label] >= least
    ][:_LISTED]  # fmt: skip


def _how(
    groups: Communities, weighted: bool, runs: int, resolution: float, options: dict[str, Any]
) -> Row:
    done = len(groups.seeds)
    note = Text(f"运行 {done} 次（共 {runs} 次）", f"{done} of {runs} runs done")
    return {
        "library": "networkit ParallelLeiden, 1 thread",
        "weighted": weighted,
        "resolution": resolution,
        "seed": groups.shown_seed,
        "seeds": list(groups.seeds),
        "finished": groups.finished,
        "budget_s": options["budget_s"],
        "modularity": groups.modularity,
        "agreement": groups.agreement,
        "note": note._asdict(),
    }


QUERY = Query(
    name="communities",
    title=Text("群组", "Communities"),
    question=Text("网络分成哪些群组、各有谁、换随机种子是否稳定？",
                  "Which groups does the network fall into, with whom, and are they stable?"),
    group="gang",
    params=(
        *SCOPE,
        *LIMITS,
        Param("weights", "choice", Text("权重：用权重或不用", "the projection's weight, or none"),
              default="weight", choices=("weight", "none")),
        *FILTERS,
        Param("runs", "int", Text("用几个随机种子", "how many seeds"), default=10, minimum=1,
              maximum=100),
        Param("resolution", "float", Text("分辨率，大则群组小", "higher: smaller groups"),
              default=1.0, minimum=0.01, maximum=100),
        Param("least", "int", Text("群组最少人数", "least size of a group"), default=2, minimum=1,
              maximum=1_000_000),
        SEED,
        BUDGET,
    ),
    returns=columns("community size id type label inside_share stability reason"),
    order=Text("群组大小，组内往来总量，再按标识号", "size of the group, strength, then id"),
    caveat=Text(
        "群组是计算的建议，不是团伙认定；稳定度低的群组不宜采用。事主不列为成员。",
        "Groups are proposals of a calculation, not gangs; do not rely on an unstable one."
        " Victims are not listed as members.",
    ),
    run=run,
)  # fmt: skip
