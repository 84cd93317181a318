"""Which records are one entity: strong keys, ``same_report``, references and decisions.

A cluster is a connected component over joins between record ids. Rules join
first; a merge adds a join; a split cuts every join between the records that
leave and the rest that is older than the split. So a merge followed by its
split, or an undone decision, gives back exactly what was.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import polars as pl

from graph.components import components
from graph.keys import ALPHABET
from graph.ledger.decision_log import DecisionRow, standing
from graph.text import compact

#: a strong key carried by more distinct names than this is a placeholder and joins nothing
MAX_NAMES_OF_A_KEY: Final = 3

#: stars hide part of a name or number: such a value joins nothing
MASK: Final = r"[*＊×●]"

_NO_EDGES: Final = pl.DataFrame(schema={"a": pl.Int64, "b": pl.Int64})


def clusters(records: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """``record_id, cluster`` (the entity id) for every record.

    ``records`` needs the columns of the table plus ``import_number``,
    by which the oldest record of a cluster is known: the cluster has
    that record's own entity id.
    """
    if records.is_empty():
        return pl.DataFrame(schema={"record_id": pl.Int64, "cluster": pl.String})
    nodes = (
        records.sort("import_number", "row", "record_id")
        .unique("record_id", keep="first", maintain_order=True)
        .with_row_index("node")
        .with_columns(pl.col("node").cast(pl.Int64))
    )
    log = standing(decisions, "merge", "confirm", "split")
    parts = _parts(nodes, log, after=0)
    edges = [_strong_keys(nodes, parts), _same_report(nodes, parts)]
    edges += [_decided(nodes, decision, log) for decision in log]
    joined = pl.concat(edges)
    things = nodes.with_columns(label=_labels(nodes.height, joined), part=parts)
    meant = references(things).filter("one").select(a="node", b="target")
    return _named(things.with_columns(label=_labels(nodes.height, pl.concat([joined, meant]))))


def _labels(size: int, edges: pl.DataFrame) -> pl.Series:
    left, right = (edges[side].to_numpy().astype(np.int64) for side in ("a", "b"))
    return pl.Series(components(size, left, right))


def is_reference() -> pl.Expr:
    """A record that only names something (所属团伙, 上线): role ``reference`` without a key."""
    return (pl.col("role") == "reference") & (pl.col("strong_keys").list.len() == 0)


def folded(names: pl.Series) -> pl.Series:
    """Names as they are compared; each distinct one is folded once."""
    known = {name: compact(name) for name in names.unique() if name}
    return names.replace_strict(known, default="", return_dtype=pl.String)


def references(things: pl.DataFrame) -> pl.DataFrame:
    """``node, target, one`` for each record that only names another of its type and case.

    It means the thing whose name, or whose strong key's value, it gives; ``one``
    is false when several answer to it, and then it means none of them.
    ``things`` are records with ``node``, ``label`` (component) and ``part``.
    """
    scope = ["type", "case_no", "part", "name"]
    alone = (is_reference()).all().over("label")  # a decision has not placed it already
    named = (
        things.with_columns(alone=alone, hidden=pl.col("name").str.contains(MASK))
        .with_columns(name=folded(things["name"]))
        .filter(pl.col("case_no") != "", ~pl.col("hidden"))
    )
    asking = named.filter("alone", pl.col("name") != "").select("node", *scope)
    answering = named.filter(~is_reference()).select(*scope, "label", "strong_keys")
    value = pl.col("strong_keys").str.replace(r"^[^:]*:", "")
    by_key = answering.explode("strong_keys", keep_nulls=False, empty_as_null=False)
    by_key = by_key.with_columns(strong_keys=value)
    by_key = by_key.with_columns(name=folded(by_key["strong_keys"]))
    both = pl.concat([answering.drop("strong_keys"), by_key.drop("strong_keys")])
    found = asking.join(both.filter(pl.col("name") != "").unique(), on=scope)
    return (
        found.group_by("node", maintain_order=True)
        .agg(target=pl.col("label").min(), several=pl.col("label").n_unique())
        .select("node", "target", one=pl.col("several") == 1)
    )


def _parts(nodes: pl.DataFrame, log: list[DecisionRow], after: int) -> pl.Series:
    """For each node the splits newer than ``after`` it left by, as text."""
    part = pl.lit("")
    for decision in log:
        if decision.kind == "split" and decision.decision_id > after:
            mark = (
                pl.when(_named_by(decision))
                .then(pl.lit(f"/{decision.decision_id}"))
                .otherwise(pl.lit(""))
            )
            part = part + mark
    return nodes.with_columns(part=part)["part"]


def _named_by(decision: DecisionRow) -> pl.Expr:
    """The records a decision names; one without records names entities by their own ids."""
    records = [int(item) for item in decision.payload.get("records", [])]
    if records:
        return pl.col("record_id").is_in(records)
    return pl.col("entity_id").is_in([str(item) for item in decision.payload.get("entities", [])])


def _decided(nodes: pl.DataFrame, decision: DecisionRow, log: list[DecisionRow]) -> pl.DataFrame:
    """Joins of one merge, or of the records that leave together by one split."""
    parts = _parts(nodes, log, after=decision.decision_id)
    named = nodes.with_columns(part=parts).filter(_named_by(decision))
    return _stars(named, ["part"])


def _stars(nodes: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Join every node of a group to the group's first."""
    pairs = nodes.select(a="node", b=pl.col("node").min().over(by))
    return pairs.filter(pl.col("a") != pl.col("b"))


def _strong_keys(nodes: pl.DataFrame, parts: pl.Series) -> pl.DataFrame:
    keyed = (
        nodes.select("node", "type", "name", "strong_keys", part=parts)
        .explode("strong_keys", keep_nulls=False, empty_as_null=False)
        .filter(pl.col("strong_keys").fill_null("") != "")
    )
    if keyed.is_empty():
        return _NO_EDGES
    keyed = keyed.with_columns(plain=folded(keyed["name"]))
    shown = pl.col("plain").filter(pl.col("plain") != "", ~pl.col("name").str.contains(MASK))
    several = shown.n_unique().over("type", "strong_keys")
    placeholder = pl.col("type").is_in(["Person"]) & (several > MAX_NAMES_OF_A_KEY)
    return _stars(keyed.filter(~placeholder), ["type", "strong_keys", "part"])


def _same_report(nodes: pl.DataFrame, parts: pl.Series) -> pl.DataFrame:
    """Persons with equal case number, name and phone, unless two ID numbers stand against it."""
    phone = pl.col("props").str.json_path_match("$.phone").fill_null("")
    is_id = pl.element().filter(pl.element().str.starts_with("id:"))
    named = (
        nodes.with_columns(phone=phone, part=parts, plain=folded(nodes["name"]))
        .filter(
            pl.col("type") == "Person",
            pl.all_horizontal(pl.col("case_no", "plain", "phone") != ""),
            ~pl.any_horizontal(pl.col("name", "phone").str.contains(MASK)),
        )
        .select(
            "node", "case_no", "plain", "phone", "part", id=pl.col("strong_keys").list.eval(is_id)
        )
    )
    if named.is_empty():
        return _NO_EDGES
    group = ["case_no", "plain", "phone"]
    ids = named.explode("id", keep_nulls=False, empty_as_null=False).filter(
        pl.col("id").is_not_null()
    )
    against = ids.group_by(group).agg(n=pl.col("id").n_unique()).filter(pl.col("n") > 1)
    return _stars(named.join(against, on=group, how="anti"), [*group, "part"])


def _named(nodes: pl.DataFrame) -> pl.DataFrame:
    """Give each component the entity id of its oldest record; one id, one component.

    Where two components would have one id (a split apart equal strong key), the
    one that was not split off keeps it, else the older one.
    """
    heads = (
        nodes.sort(is_reference(), "node")
        .group_by("label", maintain_order=True)
        .agg(pl.col("entity_id", "record_id", "node").first(), off=(pl.col("part") != "").all())
        .sort("off", "node")
        .with_columns(twin=~pl.col("entity_id").is_first_distinct())
    )
    twins = heads.filter("twin")
    fresh = [
        _fresh_id(own, record) for own, record in twins.select("entity_id", "record_id").rows()
    ]
    renamed = twins.with_columns(entity_id=pl.Series(fresh, dtype=pl.String))
    named = pl.concat([heads.filter(~pl.col("twin")), renamed])
    return (
        nodes.select("node", "record_id", "label")
        .join(named.select("label", cluster="entity_id"), on="label")
        .sort("node")
        .select("record_id", "cluster")
    )


def _fresh_id(own: str, record_id: int) -> str:
    """An id of its own for a component whose natural id is taken, the same every time."""
    digest = hashlib.blake2b(f"{own}\x1fsplit\x1f{record_id}".encode(), digest_size=16).digest()
    value = int.from_bytes(digest, "big")
    return own[:2] + "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
