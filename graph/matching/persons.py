"""Person records as the matching rules compare them: one row a record, folded and split."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.dataset import Dataset
from graph.identity import MASK, folded, is_reference

#: 户籍地址 down to the county, district or banner
_COUNTY: Final = r"^\s*(.{2,24}?[县区旗])"


def person_rows(dataset: Dataset) -> pl.DataFrame:
    """A row per person record, references left out; empty text where a value is not known.

    ``entity``; ``raw_name`` as written and ``name`` folded (empty if masked);
    ``alias`` as written; ``phone`` (empty if a hub) and ``birth`` (ISO date); ``id`` whole,
    ``shown_id`` as written; ``ids`` and ``births``, all that are known of the entity;
    ``divisions``, the county as code and as text.
    """
    rows = dataset.records.filter(pl.col("type") == "Person", ~is_reference())
    hubs = dataset.numbers.filter("hub", pl.col("namespace") == "phone")["norm"]
    shown = _shown(rows)
    return (
        shown.with_columns(
            name=pl.when(shown["raw_name"].str.contains(MASK))
            .then(pl.lit(""))
            .otherwise(folded(shown["raw_name"])),
            phone=pl.when(pl.col("phone").is_in(hubs.implode()))
            .then(pl.lit(""))
            .otherwise("phone"),
        )
        .unique(maintain_order=True)
        .with_columns(ids=_known("id"), births=_known("birth"))
    )


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Properties as columns; birth date and county also from a whole ID number (GB 11643)."""
    is_id = pl.element().filter(pl.element().str.starts_with("id:"))
    number = pl.col("strong_keys").list.eval(is_id).list.first().str.strip_prefix("id:")
    number = number.fill_null("")
    said = _property("birth_date").str.slice(0, 10)
    read = number.str.slice(6, 8).str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")
    begins = pl.coalesce(
        pl.when(number != "").then(number), _property("id_number").str.replace_all(MASK, "*")
    )
    county = _property("household_address").str.extract(_COUNTY).fill_null("")
    return rows.select(
        pl.col("cluster").alias("entity"),
        pl.col("name").alias("raw_name"),
        alias=_property("alias"),
        phone=_property("phone"),
        birth=pl.when(said != "").then(said).otherwise(read),
        id=number,
        shown_id=_property("id_number"),
        divisions=pl.concat_list(begins.str.extract(r"^(\d{6})").fill_null(""), county),
    )


def _known(column: str) -> pl.Expr:
    """All values of ``column`` in the rows of the same entity, sorted."""
    return pl.col(column).filter(pl.col(column) != "").unique().sort().implode().over("entity")


def _property(name: str) -> pl.Expr:
    return pl.col("props").str.json_path_match(f"$.{name}").fill_null("")
