"""Find entities by number, part of a number, mask, name, pinyin, alias or address."""

from __future__ import annotations

from graph import search as index
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text
from queries.viewer import is_own_number, may_match


def run(context: Context, text: str) -> Result:
    """The hits, best first, each with why it matched.

    For a viewer a number matches only when complete or by digits its mask
    shows, so that nobody reads hidden digits one by one.
    """
    hits = index.search(context.home, text, context.limit, role_viewer=not context.revealed)
    rows = [_row(hit) for hit in hits]
    return Result(rows if context.revealed else [row for row in rows if _allowed(row, text)])


def _row(hit: index.Hit) -> Row:
    return {
        "id": hit.id,
        "type": hit.type,
        "key": hit.key,
        "label": hit.label,
        "matched": hit.matched,
        "why": dict(hit.why),
        "family": hit.family,
    }


def _allowed(row: Row, text: str) -> bool:
    """Whether a hit by the entity's own number reads no more of it than its mask shows."""
    if not is_own_number(row["type"], row["key"], row["matched"]):
        return True
    return may_match(row["type"], row["key"], text)


QUERY = Query(
    name="search",
    title=Text("查找", "Search"),
    question=Text(
        "谁、哪张卡、哪个号码符合这段文字？", "Which people, cards or numbers fit this text?"
    ),
    group="find",
    params=(
        Param(
            "text",
            "text",
            Text(
                "号码（可带空格、星号或只写尾号）、姓名、拼音、地址",
                "a number (spaces, stars or its last digits do), a name, pinyin, an address",
            ),
            required=True,
        ),
    ),
    returns=columns("id type label matched why key family"),
    order=Text("最相符者在前", "best match first"),
    caveat=Text(
        "同名不等于同一人；模糊命中已标明。",
        "The same name is not the same person; fuzzy hits are marked.",
    ),
    run=run,
    engine="search",
)
