"""All ways between two entities within a length, typed and filtered, no entity twice."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Text
from queries.path_answer import ENDS, FILTERS, answer, walker_of
from queries.walking import simple_paths

#: paths counted beyond those shown; there can be millions
_MOST_COUNTED: Final = 10_000


def run(context: Context, from_: str, to: str, max_length: int, **filters: Any) -> Result:
    """A row per path, shortest first. Cost: grows with the number of paths, bounded."""
    ends = (context.resolve(from_).id, context.resolve(to).id)
    direction = filters["direction"]
    walker = walker_of(context, ends, filters)
    left = walker.distances(ends[1], max_length, direction)
    found: list[list[str]] = []
    total = 0
    for length in range(left.get(ends[0], max_length + 1), max_length + 1):
        for path in islice(
            simple_paths(walker, ends, length, direction, left), _MOST_COUNTED - total
        ):
            total += 1
            if len(found) < context.limit:
                found.append(path)
            context.check_time()
    least = total >= _MOST_COUNTED
    return answer(context, walker, found, direction, total=total, total_is_least=least)


QUERY = Query(
    name="paths",
    title=Text("关联路径", "Paths"),
    question=Text(
        "这两个实体之间在给定步数内有哪些路径？",
        "Which ways within a length join these two entities?",
    ),
    group="network",
    params=(
        *ENDS,
        Param("max_length", "int", Text("最多几步", "most relations"), False, 3, 1, 6),
        *FILTERS,
    ),
    returns=columns("length nodes edges"),
    order=Text("长度，再按标识号", "by length, then by ids"),
    caveat=Text(
        "两实体间可有多条平行关系，同一路径只列一次；汇总关系不核对时间先后。",
        "Parallel relations make one path; order in time is not checked on aggregated relations.",
    ),
    run=run,
    engine="store",
)
