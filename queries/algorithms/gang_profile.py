"""A gang at a glance: leaders, members, dens, tools, suppliers, accounts, cases and victims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import polars as pl

from graph.errors import BadInput
from graph.model import Entity
from graph.store.edges import relation_id
from queries.columns import columns
from queries.context import Context
from queries.model import Param, Query, Result, Row, Text
from queries.references import of_entity

#: section, relation, the section it starts from, the end that stands in that section
_STEPS: Final = (
    ("leaders", "LEADS", "gang", "to"),
    ("members", "MEMBER_OF", "gang", "to"),
    ("dens", "BASED_AT", "gang", "from"),
    ("cases", "INVOLVED_IN", "gang", "from"),
    ("suppliers", "SUPPLIES", "gang", "to"),
    ("information", "LEAKED_TO", "gang", "to"),
    ("tools", "OPERATES", "gang", "from"),
    ("accounts", "CONTROLS", "gang", "from"),
    ("superiors", "REPORTS_TO", "members", "from"),
    ("accounts", "HOLDS", "members", "from"),
    ("accounts", "CONTROLS", "members", "from"),
    ("phones", "USES", "members", "from"),
    ("tools", "OPERATES", "members", "from"),
    ("phones", "HAS_PHONE", "dens", "from"),
    ("networks", "USES_IP", "dens", "from"),
    ("tools", "LOCATED_IN", "dens", "to"),
    ("operators", "OPERATES", "dens", "to"),
    ("suppliers", "SUPPLIES", "dens", "to"),
    ("information", "LEAKED_TO", "dens", "to"),
    ("victims", "VICTIM_OF", "cases", "to"),
)
SECTIONS: Final = (
    "leaders", "members", "superiors", "operators", "dens", "tools", "phones", "networks",
    "accounts", "suppliers", "information", "cases", "victims",
)  # fmt: skip
_KEY: Final = ("section", "entity", "via", "type", "role", "case_no")


def run(context: Context, of: str) -> Result:
    """A row per thing and the way it belongs to the gang, with its sources.

    ``of`` may also be a member or a den that belongs to one gang only.
    """
    gang = _gang(context, context.resolve(of))
    found = _collect(context, gang.id)
    references = context.refs({i for row in found for i in (row["entity"], row["via"])})
    rows = [_row(references, row) for row in found]
    counts = Counter(
        row["section"] for row in {(r["section"], r["entity"]): r for r in found}.values()
    )
    return Result(
        rows=rows,
        graph=_picture(context, gang.id, found),
        extras={
            "gang": {**of_entity(gang), "properties": _properties(context, gang.id)},
            "counts": {section: counts.get(section, 0) for section in SECTIONS},
            "losses": _losses(found),
        },
    )


def _gang(context: Context, entity: Entity) -> Entity:
    if entity.type == "Gang":
        return entity
    ties = context.dataset.relations.filter(
        pl.col("type").is_in(["MEMBER_OF", "LEADS", "BASED_AT"])
    )
    gangs = {
        *ties.filter(pl.col("from_entity") == entity.id, pl.col("type") != "BASED_AT")["to_entity"],
        *ties.filter(pl.col("to_entity") == entity.id, pl.col("type") == "BASED_AT")["from_entity"],
    }
    found = context.dataset.entity(gangs.pop()) if len(gangs) == 1 else None
    if found is None:
        raise BadInput(
            "这个实体不是团伙，也不只属于一个团伙；请给出团伙。",
            "This entity is no gang and does not belong to exactly one; name the gang.",
        )
    return found


def _properties(context: Context, gang: str) -> Row:
    known = context.dataset.entity(gang)
    return dict(known.properties) if known else {}


def _collect(context: Context, gang: str) -> list[Row]:
    """The grouped relation rows of every step, in the order of the sections."""
    rings: dict[str, set[str]] = {"gang": {gang}, "members": set(), "dens": set(), "cases": set()}
    parts = []
    for section, kind, start, side in _STEPS:
        frame = _step(context, (section, kind, side), rings[start])
        ring = "members" if section in ("leaders", "members") else section
        if start == "gang" and ring in rings:
            rings[ring].update(frame["entity"])
        parts.append(frame)
    grouped = (
        pl.concat(parts)
        .group_by(*_KEY, maintain_order=True)
        .agg(pl.exclude(*_KEY, "valid_from", "valid_to"), first=pl.col("valid_from").min(),
             last=pl.col("valid_to").max())
    )  # fmt: skip
    rows = [_grouped(context, row) for row in grouped.iter_rows(named=True)]
    return sorted(rows, key=lambda r: (SECTIONS.index(r["section"]), *(r[k] for k in _KEY[1:])))


def _step(context: Context, step: tuple[str, str, str], ids: Iterable[str]) -> pl.DataFrame:
    section, kind, side = step
    own, other = (f"{side}_entity", "to_entity" if side == "from" else "from_entity")
    return (
        context.dataset.relations.lazy()
        .filter(pl.col("type") == kind, pl.col(own).is_in(sorted(ids)))
        .select(
            pl.lit(section).alias("section"),
            pl.col(other).alias("entity"),
            pl.col(own).alias("via"),
            "type",
            "role",
            "case_no",
            pl.lit(side).alias("side"),
            "amount_minor",
            "currency",
            "method",
            "confidence",
            "valid_from",
            "valid_to",
            "import_id",
            "sheet",
            "row",
        )
        .collect()
    )


def _grouped(context: Context, row: dict[str, Any]) -> Row:
    places = zip(row["import_id"], row["sheet"], row["row"], strict=True)
    best = max(range(len(row["confidence"])), key=lambda i: row["confidence"][i])
    money = sorted(zip(row["currency"], row["amount_minor"], strict=True), key=str)
    return {
        **{name: row[name] for name in _KEY},
        "side": row["side"][0],
        "first": row["first"],
        "last": row["last"],
        "method": row["method"][best],
        "confidence": row["confidence"][best],
        "money": [(currency or "CNY", amount) for currency, amount in money if amount],
        "sources": [context.source(*place) for place in places],
    }


def _row(references: dict[str, Row], row: Row) -> Row:
    shown = {name: row[name] for name in ("section", "role", "case_no", "first", "last")}
    return {
        **shown,
        "entity": references[row["entity"]],
        "relation": row["type"],
        "via": references[row["via"]],
        "method": row["method"],
        "confidence": row["confidence"],
        "sources": row["sources"],
    }


def _losses(found: list[Row]) -> list[Row]:
    """What the victims of the gang's cases lost, a sum per currency."""
    sums: Counter[str] = Counter()
    for row in found:
        if row["section"] == "victims" and row["money"]:
            currency, amount = max(row["money"], key=lambda pair: pair[1])
            sums[currency] += amount
    return [{"currency": c, "amount_minor": sums[c]} for c in sorted(sums)]


def _picture(context: Context, gang: str, found: list[Row]) -> dict[str, list[Row]]:
    ids = sorted({gang, *(row["entity"] for row in found)})
    references = context.refs(ids)
    edges: dict[str, Row] = {}
    for row in found:
        ends = (row["entity"], row["via"]) if row["side"] == "to" else (row["via"], row["entity"])
        edge = relation_id(row["type"], *ends, row["role"] or "")
        edges[edge] = {
            "id": edge, "type": row["type"], "from": ends[0], "to": ends[1], "role": row["role"],
            "method": row["method"], "confidence": row["confidence"],
            "evidence_count": len(row["sources"]),
        }  # fmt: skip
    return {"nodes": [references[i] for i in ids], "edges": [edges[i] for i in sorted(edges)]}


QUERY = Query(
    name="gang-profile",
    title=Text("团伙画像", "Gang profile"),
    question=Text(
        "这个团伙有谁、在哪、用什么、涉哪些案？",
        "Who and what belongs to this gang, where is it, in which cases?",
    ),
    group="gang",
    params=(
        Param(
            "of",
            "entity",
            Text("团伙（或只属一个团伙的成员、窝点）", "a gang, or a member or den of one gang"),
            required=True,
        ),
    ),
    returns=columns(
        "section entity relation role via case_no first last method confidence",
        "sources",
    ),
    order=Text("部分，再按标识号", "by part, then by ids"),
    caveat=Text(
        "成员与角色以登记为准，按案件分别认定；仅为线索。",
        "Members and roles are as registered, each for its case; they are leads.",
    ),
    run=run,
)
