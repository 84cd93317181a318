"""Makes the entities of a chunk: numbers with their keys, records with a signature.

A record is spoken of by its signature until the whole file is read: in a register every row
makes its own, in a fact file equal values are one record, and only the end of the file tells
which row is its first. :mod:`ingest.collect` then turns signatures into record ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from graph.text import fold
from ingest import props
from ingest.conditions import holds, named_in
from ingest.mapping import EntityRule, Mapping, namespace_of
from ingest.references import reference_parts
from ingest.scope import Scope
from ingest.typed import exploded, has_key, narrowed

#: fixed: a signature must be equal in every worker of one load (it is never stored)
_SEED: Final = 7
#: columns of the frames of ends
END: Final = {"idx": pl.UInt32(), "kind": pl.String(), "id": pl.Int64()}
#: hint of a number → the type it shows, where the mapping says no more than Account
_SHOWN: Final = {"card": "BankCard", "payment": "PaymentAccount"}
_GENERAL: Final = "Account"


@dataclass(frozen=True, slots=True)
class Made:
    """What one rule made of a chunk: its ends by row, and rows for numbers or records."""

    ends: pl.DataFrame
    numbers: pl.DataFrame | None = None
    records: pl.DataFrame | None = None


def make(rule: EntityRule, frame: pl.DataFrame, scope: Scope) -> list[Made]:
    """Apply a rule to typed rows (with ``idx`` and ``case``); several for rows of many types."""
    frame = narrowed(frame, _columns(rule))
    many = [name for name in _sources(rule) if f"{name}.list" in frame.columns]
    if rule.when:
        frame = frame.filter(holds(rule.when))
    if many:
        idx = frame["idx"]
        frame = exploded(frame.drop("idx"), scope.mapping, many, scope.key)
        frame = frame.with_columns(idx.gather(frame["idx"]).alias("idx"))
    else:
        frame = frame.with_columns(pl.lit(0, dtype=pl.Int64).alias("nth"))
    if rule.type_from:
        return _by_type(rule, frame, scope)
    return [_make(rule, rule.type, frame, scope)]


def _sources(rule: EntityRule) -> list[str]:
    keyed = [name for _, names in rule.keys for name in names]
    return list(dict.fromkeys(n for n in (rule.number, rule.name, rule.text, *keyed) if n))


def _columns(rule: EntityRule) -> list[str]:
    """Every column the rule may look at."""
    others = (rule.type_from, rule.since, rule.until, *rule.props.values())
    return [*_sources(rule), *others, *named_in(rule.when)]


def _by_type(rule: EntityRule, frame: pl.DataFrame, scope: Scope) -> list[Made]:
    parts = frame.filter(pl.col("type_of." + rule.rule).is_not_null())
    return [
        _make(rule, str(kind[0]), part, scope)
        for kind, part in parts.group_by("type_of." + rule.rule, maintain_order=True)
    ]


def _make(rule: EntityRule, kind: str, frame: pl.DataFrame, scope: Scope) -> Made:
    if scope.entity_type(kind).kind == "number":
        return _number(rule, kind, frame, scope)
    return _record(rule, kind, frame, scope)


# --- numbers --------------------------------------------------------------------------


def _number(rule: EntityRule, kind: str, frame: pl.DataFrame, scope: Scope) -> Made:
    source = rule.number or rule.text
    type_ = scope.entity_type(kind)
    read = scope.mapping.reading(source)
    if not has_key(scope.mapping, source) or rule.text:
        namespace = rule.namespace or type_.key[0]
        frame = reference_parts(frame, source, namespace, scope.key)
    else:
        namespace = namespace_of(rule, read, type_)
        frame = frame.with_columns(pl.col(f"{source}.key").alias("id"))
        named = {"value": source, "hint": f"{source}.hint", "remark": f"{source}.remark"}
        frame = frame.with_columns(pl.col(old).alias(new) for new, old in named.items())
    frame = frame.filter(pl.col("id").is_not_null())
    rows = frame.select(
        pl.col("id").alias("number_key"),
        pl.lit(namespace).alias("namespace"),
        pl.col("value").alias("norm"),
        _shown(kind).alias("type"),
        pl.col(f"{source}.raw").alias("raw"),
        "remark",
        "row",
        *_evidence(rule),
        *props.columns(rule.props, scope.mapping, frame),
    )
    ends = frame.select("idx", pl.lit("number").alias("kind"), "id")
    return Made(ends, numbers=_grouped_numbers(rows))


def _shown(kind: str) -> pl.Expr:
    if kind != _GENERAL:
        return pl.lit(kind)
    return pl.col("hint").replace_strict(_SHOWN, default=_GENERAL, return_dtype=pl.String)


def _grouped_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per number, type and case: its first row, how many there are, its properties."""
    known = [pl.col(n).drop_nulls().first() for n in rows.columns if n.startswith("p.")]
    return rows.group_by("number_key", "type", "case_no", maintain_order=True).agg(
        pl.col("namespace", "norm", "raw", "remark", "row").first(),
        pl.len().alias("row_count"),
        pl.col("valid_from").min(),
        pl.col("valid_to").max(),
        *known,
    )


def _evidence(rule: EntityRule) -> list[pl.Expr]:
    since = pl.col(rule.since) if rule.since else pl.lit(None, dtype=pl.Int64)
    until = pl.col(rule.until) if rule.until else pl.lit(None, dtype=pl.Int64)
    return [
        pl.col("case").alias("case_no"),
        since.alias("valid_from"),
        until.alias("valid_to"),
    ]


# --- records --------------------------------------------------------------------------


def _record(rule: EntityRule, kind: str, frame: pl.DataFrame, scope: Scope) -> Made:
    name, strong = _identity(rule, kind, frame, scope)
    frame = frame.with_columns(name.alias("name."), strong.alias("strong_keys"))
    frame = frame.filter(pl.col("name.").is_not_null() | (pl.col("strong_keys").list.len() > 0))
    rows = frame.select(
        pl.lit(kind).alias("type"),
        pl.lit(rule.role).alias("role"),
        pl.lit(_place(rule, kind, scope.mapping)).alias("place"),
        pl.col("name.").fill_null("").alias("name"),
        "strong_keys",
        _remarks(rule, scope.mapping, frame).alias("remark"),
        "row",
        "nth",
        *_evidence(rule),
        *props.columns(rule.props, scope.mapping, frame),
    )
    rows = rows.with_columns(_signature(rows, scope.mapping).alias("sig"))
    ends = frame.select("idx", pl.lit("record").alias("kind"), rows["sig"].alias("id"))
    return Made(ends, records=grouped_records(rows))


def _place(rule: EntityRule, kind: str, mapping: Mapping) -> str:
    """What tells the records of one row apart: the role, and the rule where roles repeat."""
    same = [r for r in mapping.entities.values() if r.role == rule.role and r.type in (kind, "")]
    return rule.role if len(same) < 2 else f"{rule.role}/{rule.rule}"


def _identity(
    rule: EntityRule, kind: str, frame: pl.DataFrame, scope: Scope
) -> tuple[pl.Series, pl.Series]:
    """Name and strong keys of each row."""
    if rule.text:
        parts = reference_parts(frame, rule.text, kind, scope.key, scope.entity_type(kind))
        keys = pl.when(pl.col("strong").is_not_null()).then(pl.concat_list("strong"))
        listed = parts.select(keys.fill_null(pl.lit([], dtype=pl.List(pl.String))).alias("k"))
        return parts["value"], listed["k"]
    name = frame[rule.name] if rule.name else pl.Series([None], dtype=pl.String)
    name = name if rule.name else name.new_from_index(0, frame.height)
    strong = [_strong(prefix, names, frame) for prefix, names in rule.keys]
    if not strong:
        return name, pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, frame.height)
    table = pl.DataFrame([key.alias(str(n)) for n, key in enumerate(strong)])
    return name, table.select(pl.concat_list(pl.all()).list.drop_nulls().alias("k"))["k"]


def _strong(prefix: str, names: tuple[str, ...], frame: pl.DataFrame) -> pl.Series:
    """``prefix:value`` of each row; null where a part is missing or not sound."""
    if len(names) == 1 and f"{names[0]}.strong" in frame.columns:
        return frame[f"{names[0]}.strong"]
    parts = [pl.col(name).cast(pl.String).str.replace_all(r"\s", "") for name in names]
    value = frame.select(pl.concat_str(parts, separator="#").alias("v"))["v"]
    if prefix == "org":
        value = value.replace_strict(
            {v: fold(v) for v in value.unique().drop_nulls()}, default=None
        )
    return pl.DataFrame({"v": value}).select((prefix + ":" + pl.col("v")).alias("v"))["v"]


def _remarks(rule: EntityRule, mapping: Mapping, frame: pl.DataFrame) -> pl.Expr:
    """``column:code`` for all that was noted about the columns the record uses."""
    used = dict.fromkeys([*_sources(rule), *rule.props.values()])
    notes = [
        (mapping.columns[n].header if n in mapping.columns else n) + ":" + pl.col(f"{n}.{part}")
        for n in used
        for part in ("issue", "remark")
        if f"{n}.{part}" in frame.columns
    ]
    return pl.concat_str(notes, separator=",", ignore_nulls=True) if notes else pl.lit("")


def _signature(rows: pl.DataFrame, mapping: Mapping) -> pl.Series:
    """Equal for rows that are one record: all values in a fact file, the row in a register."""
    if mapping.is_facts:
        names = ["place", "type", "case_no", "name"]
        names += [n for n in rows.columns if n.startswith("p.")]
        parts = [
            pl.col(names).cast(pl.String).fill_null("\x00"),
            pl.col("strong_keys").list.join(","),
        ]
    else:
        parts = [pl.col("place", "type", "row", "nth").cast(pl.String)]
    hashed = pl.concat_str(*parts, separator="\x1f").hash(_SEED)
    return rows.select((hashed // 2).cast(pl.Int64).alias("sig"))["sig"]


def grouped_records(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per signature: its first row and how many there are."""
    if "row_count" not in rows.columns:
        rows = rows.with_columns(pl.lit(1, dtype=pl.Int64).alias("row_count"))
    others = [n for n in rows.columns if n not in ("sig", "row_count", "valid_from", "valid_to")]
    return (
        rows.sort("row", maintain_order=True)
        .group_by("sig", maintain_order=True)
        .agg(
            pl.col(others).first(),
            pl.col("row_count").sum(),
            pl.col("valid_from").min(),
            pl.col("valid_to").max(),
        )
    )
