"""Entities of a dataset version: one row per number and per cluster of records."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph import schema
from graph.identity import is_reference

#: relations that put a person among the offenders of a case
OFFENDER_RELATIONS: Final = (
    "MEMBER_OF", "LEADS", "REPORTS_TO", "RECRUITED", "OPERATES", "SUPPLIES", "PROVIDED",
    "INVOLVED_IN", "WITHDREW",
)  # fmt: skip
_COLUMNS: Final = [
    "entity_id", "type", "family", "key", "label", "name", "roles", "case_nos", "hub",
    "synthetic", "confidence", "first_seen", "last_seen",
]  # fmt: skip
_TEXTS: Final = pl.List(pl.String)


def entities_view(
    numbers: pl.DataFrame, names: pl.DataFrame, records: pl.DataFrame, relations: pl.DataFrame
) -> pl.DataFrame:
    """One row per entity, ordered by id; see ``Dataset.entities`` for the columns.

    ``names`` has ``number_key, name``: what the rows call a number (a cell, an
    ATM, a nickname).
    """
    both = pl.concat([_of_numbers(numbers, names), _of_records(records)], how="vertical_relaxed")
    cases, roles, spans, offenders, victims = _from_relations(relations)
    person = pl.col("type") == "Person"
    return (
        both.join(cases, on="entity_id", how="left")
        .join(roles, on="entity_id", how="left")
        .join(spans, on="entity_id", how="left")
        .with_columns(
            case_nos=_union("case_nos", "relation_cases"),
            roles=_union("roles", "relation_roles"),
            first_seen=pl.min_horizontal("first_seen", "relation_first"),
            last_seen=pl.max_horizontal("last_seen", "relation_last"),
            family=pl.when(person & _in(offenders))
            .then(pl.lit("suspect"))
            .when(person & pl.col("suspect"))
            .then(pl.lit("suspect"))
            .when(person & _in(victims))
            .then(pl.lit("victim"))
            .otherwise(_by_type("family")),
        )
        .select(_COLUMNS)
        .sort("entity_id")
    )


def _in(ids: pl.Series) -> pl.Expr:
    return pl.col("entity_id").is_in(ids.implode())


def _by_type(attribute: str) -> pl.Expr:
    values = {name: getattr(item, attribute) for name, item in schema.load().entities.items()}
    return pl.col("type").replace_strict(values, default="", return_dtype=pl.String)


def _union(ours: str, others: str) -> pl.Expr:
    empty = pl.lit([], dtype=_TEXTS)
    joined = pl.concat_list(pl.col(ours).fill_null(empty), pl.col(others).fill_null(empty))
    return joined.list.unique().list.sort()


def _of_numbers(numbers: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    plain = pl.col("norm").str.strip_prefix("+86").str.replace(r"\|", " ")
    named = pl.col("type").is_in(["AtmOrBranch", "CellTower", "MerchantCode"]) & (
        pl.col("name") != ""
    )
    return (
        numbers.join(names, on="number_key", how="left")
        .with_columns(pl.col("name").fill_null(""))
        .select(
            "entity_id",
            "type",
            pl.col("norm").alias("key"),
            pl.when(named).then("name").otherwise(plain).alias("label"),
            "name",
            pl.lit([], dtype=_TEXTS).alias("roles"),
            "case_nos",
            "hub",
            "synthetic",
            "confidence",
            "first_seen",
            "last_seen",
            pl.lit(False).alias("suspect"),
        )
    )


def _of_records(records: pl.DataFrame) -> pl.DataFrame:
    at_case = pl.concat_str("role", "case_no", separator="@")
    grouped = (
        records.sort(is_reference(), "import_number", "sheet", "row", "record_id")
        .group_by("cluster", maintain_order=True)
        .agg(
            pl.col("type").first(),
            name=pl.col("name").filter(pl.col("name") != "").first().fill_null(""),
            roles=at_case.filter(pl.col("role") != "", pl.col("case_no") != "").unique(),
            case_nos=pl.col("case_no").filter(pl.col("case_no") != "").unique(),
            synthetic=pl.col("synthetic").any(),
            confidence=pl.col("confidence").max(),
            first_seen=pl.col("valid_from").min(),
            last_seen=pl.col("valid_to").max(),
            suspect=(pl.col("role") == "suspect").any(),
        )
        .join(natural_keys(records), on="cluster", how="left")
        .with_columns(pl.col("key").fill_null(""))
    )
    label = pl.coalesce(
        *(pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("name", "key")),
        _by_type("zh"),
    )
    return grouped.select(
        pl.col("cluster").alias("entity_id"), "type", "key", label.alias("label"), "name", "roles",
        "case_nos", pl.lit(False).alias("hub"), "synthetic", "confidence", "first_seen",
        "last_seen", "suspect",
    )  # fmt: skip


def natural_keys(records: pl.DataFrame) -> pl.DataFrame:
    """``cluster, key``: the value of the strong key that comes first for the type."""
    order = {
        f"{item.name}:{prefix}": place
        for item in schema.load().entities.values()
        for place, prefix in enumerate(item.key)
    }
    kind = pl.col("strong_keys").str.split_exact(":", 1).struct.field("field_0")
    rank = pl.concat_str("type", kind, separator=":").replace_strict(
        order, default=9, return_dtype=pl.Int64
    )
    return (
        records.select("cluster", "type", "import_number", "row", "strong_keys")
        .explode("strong_keys", keep_nulls=False, empty_as_null=False)
        .with_columns(rank=rank)
        .sort("rank", "import_number", "row", "strong_keys")
        .unique("cluster", keep="first", maintain_order=True)
        .select("cluster", key=pl.col("strong_keys").str.replace(r"^[^:]*:", ""))
    )


def _from_relations(
    relations: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.Series, pl.Series]:
    """Cases, roles and times an entity has through relations; offenders and victims."""
    wanted = ["type", "role", "case_no", "valid_from", "valid_to"]
    starts = relations.select(pl.col("from_entity").alias("entity_id"), *wanted)
    ends = relations.select(pl.col("to_entity").alias("entity_id"), *wanted)
    either = pl.concat([starts, ends])
    in_case = pl.col("case_no") != ""
    cases = (
        either.filter(in_case).group_by("entity_id").agg(relation_cases=pl.col("case_no").unique())
    )
    role = pl.concat_str("role", "case_no", separator="@")
    roles = (
        starts.filter(in_case, pl.col("role") != "")
        .group_by("entity_id")
        .agg(relation_roles=role.unique())
    )
    spans = either.group_by("entity_id").agg(
        relation_first=pl.col("valid_from").min(),
        relation_last=pl.max_horizontal("valid_from", "valid_to").max(),
    )
    offenders = starts.filter(pl.col("type").is_in(OFFENDER_RELATIONS))["entity_id"].unique()
    victims = starts.filter(pl.col("type") == "VICTIM_OF")["entity_id"].unique()
    return cases, roles, spans, offenders, victims
