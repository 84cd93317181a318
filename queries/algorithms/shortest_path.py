"""The shortest way between two entities: the least of all, by length and then by ids."""

from __future__ import annotations

from typing import Any

from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Text
from queries.path_answer import ENDS, FILTERS, answer, walker_of
from queries.walking import shortest


def run(context: Context, from_: str, to: str, max_length: int, **filters: Any) -> Result:
    """One row, or none when no path of at most ``max_length`` relations passes the filters.

    Cost: the relations within half that length of either end.
    """
    ends = (context.resolve(from_).id, context.resolve(to).id)
    walker = walker_of(context, ends, filters)
    path = shortest(walker, *ends, max_length, filters["direction"])
    return answer(context, walker, [path] if path else [], filters["direction"])


QUERY = Query(
    name="shortest-path",
    title=Text("最短路径", "Shortest path"),
    question=Text(
        "这两个实体之间最短的关联路径是什么？",
        "What is the shortest way between these two entities?",
    ),
    group="network",
    params=(
        *ENDS,
        Param("max_length", "int", Text("最多几步", "most relations"), False, 6, 1, 10),
        *FILTERS,
    ),
    returns=columns("length nodes edges"),
    order=Text("长度，再按标识号", "by length, then by ids"),
    caveat=Text(
        "相连不等于相识：看清每一步的关系和日期；汇总关系不核对时间先后。",
        "Being linked is not knowing each other: read each step and its dates; order in time is"
        " not checked on aggregated relations.",
    ),
    run=run,
    engine="store",
)
