"""What the graph store shall hold for one dataset version, as two flat frames.

Lists are joined by ``LIST`` and properties are JSON text, so that two versions
compare by plain joins. Cost: seconds for a million relations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import polars as pl

from graph.dataset import Dataset
from graph.dataset.cache import cached, code_mark, mark_of
from graph.model import Entity, Relation
from graph.store.edges import role_digest
from graph.store.relation_frame import RelationFrame

#: joins the items of a list in one text; no file can hold it in a value
LIST: Final = "\x1f"
#: properties of an entity that are lists, if only empty ones
LISTS: Final = ("roles", "case_nos")
#: rows turned into dictionaries at a time
_SLICE: Final = 20_000
#: computed properties of an entity; a file's property of the same name does not replace them
_COMPUTED: Final = (
    "family", "name", "roles", "case_nos", "hub", "synthetic", "confidence", "first_seen",
    "last_seen", "degree",
)  # fmt: skip
#: for the search index, not for the store: every name its records give an entity
_SEARCH_ONLY: Final = ("names",)
_EDGE_PROPERTIES: Final = (
    "count", "amount_minor", "currency", "total_s", "first", "last", "kind", "method",
    "confidence", "role", "case_nos", "suppressed", "evidence_count",
)  # fmt: skip


def layout() -> str:
    """A mark of the code that decides what a store holds; another mark means rebuild."""
    return code_mark() + mark_of("store/edges.py")


def nodes(dataset: Dataset) -> pl.DataFrame:
    """One row per entity by id: the computed columns, ``props`` and ``names``."""
    return cached(
        dataset.ledger.home,
        f"version-{dataset.version}",
        f"graph-nodes-{layout()}",
        lambda: _nodes(dataset, edges(dataset)),
    )


def edges(dataset: Dataset) -> pl.DataFrame:
    """One row per relation by id: sums of pairs and registered relations, none to itself."""
    return cached(
        dataset.ledger.home,
        f"version-{dataset.version}",
        f"graph-edges-{layout()}",
        lambda: _edges(dataset),
    )


def _nodes(dataset: Dataset, links: pl.DataFrame) -> pl.DataFrame:
    ends = pl.concat([links["source"], links["target"]])
    degree = ends.value_counts(name="degree").rename({ends.name: "id"})
    props, names = _texts(dataset)
    return (
        dataset.entities.rename({"entity_id": "id"})
        .join(degree.cast({"degree": pl.Int64}), on="id", how="left")
        .join(props, on="id", how="left")
        .join(names, on="id", how="left")
        .with_columns(
            pl.col("degree").fill_null(0),
            pl.col("props", "names").fill_null(""),
            *(pl.col(name).list.sort().list.join(LIST) for name in LISTS),
        )
        .select("id", "type", "key", "label", *_COMPUTED, "props", "names")
        .sort("id")
    )


def _texts(dataset: Dataset) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``id, props``: first value of each property, oldest row first; ``id, names``: all names."""
    numbers = dataset.ledger.read(
        "numbers", dataset.version, ["import_id", "sheet", "row", "entity_id", "props"]
    )
    order = dataset.ledger.imports(dataset.version).select("import_id", import_number="number")
    rows = pl.concat(
        [
            numbers.join(order, on="import_id", how="left").select(
                "import_number", "sheet", "row", "props", id="entity_id"
            ),
            dataset.records.select("import_number", "sheet", "row", "props", id="cluster"),
        ]
    ).filter(~pl.col("props").is_in(["", "{}"]))
    rows = rows.sort("import_number", "sheet", "row", "props").unique(
        ["id", "props"], keep="first", maintain_order=True
    )
    merged: dict[str, dict[str, Any]] = {}
    for entity, text in rows.select("id", "props").iter_rows():
        found = merged.setdefault(entity, {})
        for name, value in json.loads(text).items():
            if value not in (None, "") and isinstance(value, str | int | float | bool):
                found.setdefault(name, value)
    texts = [json.dumps(v, ensure_ascii=False, sort_keys=True) for v in merged.values()]
    props = pl.DataFrame(
        {"id": list(merged), "props": texts}, schema={"id": pl.String, "props": pl.String}
    )
    names = (
        dataset.records.filter(pl.col("name") != "")
        .group_by(id="cluster")
        .agg(names=pl.col("name").unique().sort().str.join(LIST))
    )
    return props, names


def _edges(dataset: Dataset) -> pl.DataFrame:
    hubs = dataset.entities.filter("hub")["entity_id"].implode()
    both = pl.concat([_sums(dataset.pairs), _registered(dataset.relations)], how="diagonal")
    return (
        both.filter(pl.col("source") != pl.col("target"))
        .with_columns(suppressed=pl.col("source").is_in(hubs) | pl.col("target").is_in(hubs))
        .select("id", "type", "source", "target", *_EDGE_PROPERTIES, "props")
        .sort("id")
    )


def _sums(pairs: pl.DataFrame) -> pl.DataFrame:
    money = pl.col("currency") != ""
    calls = pl.col("type") == "CALLS"
    return pairs.select(
        pl.concat_str(
            "type", pl.lit("."), "from_entity", pl.lit("."), "to_entity", pl.lit(".s"), "currency"
        ).alias("id"),
        "type",
        pl.col("from_entity").alias("source"),
        pl.col("to_entity").alias("target"),
        "count",
        pl.when(money).then("amount_minor").alias("amount_minor"),
        pl.when(money).then("currency").alias("currency"),
        pl.when(calls).then("total_s").alias("total_s"),
        "first",
        "last",
        pl.lit("aggregated").alias("kind"),
        pl.lit(1.0).alias("confidence"),
        "evidence_count",
    )


def _registered(relations: pl.DataFrame) -> pl.DataFrame:
    """Relations of equal type, ends and role are one edge, whichever files say so."""
    roles = relations["role"].unique().to_list()
    digests = {role: role_digest(role) for role in roles}
    payment = pl.struct("valid_from", "amount_minor", "currency")
    first = pl.col("valid_from").min()
    paid = pl.col("amount_minor").filter(payment.is_first_distinct())
    return (
        relations.sort("type", "from_entity", "to_entity", "role", "import_id", "sheet", "row")
        .group_by("type", "from_entity", "to_entity", "role", maintain_order=True)
        .agg(
            count=pl.col("count").sum(),
            # payments add up, once each; a loss told by several files is one loss
            paid=paid.sum(),
            largest=pl.col("amount_minor").max(),
            currencies=pl.col("currency").filter(pl.col("amount_minor").is_not_null()).unique(),
            first=first,
            last=pl.max_horizontal(pl.col("valid_to").max(), pl.col("valid_from").max()),
            methods=pl.col("method").unique(),
            confidence=pl.col("confidence").max(),
            case_nos=pl.col("case_no").filter(pl.col("case_no") != "").unique().sort(),
            evidence_count=pl.col("row_count").sum(),
            props=pl.col("props").unique(maintain_order=True),
        )
        .with_columns(
            method=_method(pl.col("methods")),
            amount_minor=pl.when(pl.col("currencies").list.len() == 1).then(
                pl.when(pl.col("type") == "PAID_SCAM").then("paid").otherwise("largest")
            ),
        )
        .select(
            pl.concat_str(
                "type", pl.lit("."), "from_entity", pl.lit("."), "to_entity", pl.lit(".r"),
                pl.col("role").replace_strict(digests, return_dtype=pl.String),
            ).alias("id"),
            "type",
            pl.col("from_entity").alias("source"),
            pl.col("to_entity").alias("target"),
            "count",
            "amount_minor",
            pl.when(pl.col("amount_minor").is_not_null())
            .then(pl.col("currencies").list.first())
            .alias("currency"),
            "first",
            "last",
            pl.col("method").alias("kind"),
            "method",
            "confidence",
            pl.when(pl.col("role") != "").then("role").alias("role"),
            pl.when(pl.col("case_nos").list.len() > 0)
            .then(pl.col("case_nos").list.join(LIST))
            .alias("case_nos"),
            "evidence_count",
            _merged_props(pl.col("props")).alias("props"),
        )
    )  # fmt: skip


def _method(methods: pl.Expr) -> pl.Expr:
    """The strongest way it is known: a register, a row read, an analyst."""
    choice = pl.lit("manual")
    for name in ("extracted", "asserted"):
        choice = pl.when(methods.list.contains(name)).then(pl.lit(name)).otherwise(choice)
    return choice


def _merged_props(texts: pl.Expr) -> pl.Expr:
    return texts.list.join(LIST).map_elements(_merge_texts, return_dtype=pl.String)


@lru_cache(maxsize=65536)
def _merge_texts(texts: str) -> str:
    merged: dict[str, Any] = {}
    for text in texts.split(LIST):
        for name, value in json.loads(text or "{}").items():
            if value not in (None, "") and isinstance(value, str | int | float | bool):
                merged.setdefault(name, value)
    return json.dumps(merged, ensure_ascii=False, sort_keys=True) if merged else ""


def entities_of(frame: pl.DataFrame) -> Iterator[Entity]:
    """The rows of :func:`nodes` as entities; their order is by what they have, then as given."""
    empty = pl.col("family", "name", "props") != ""
    known = frame.drop(_SEARCH_ONLY).with_columns(
        pl.when(empty).then(pl.col("family", "name", "props"))
    )
    for row in _without_nulls(known):
        properties = json.loads(row.pop("props")) if "props" in row else {}
        for name in LISTS:
            properties[name] = row[name].split(LIST) if row[name] else []
            del row[name]
        names = (row.pop("id"), row.pop("type"), row.pop("key"), row.pop("label"))
        yield Entity(*names, {**properties, **row})


def relation_frame(frame: pl.DataFrame) -> RelationFrame:
    """The rows of :func:`edges` as columns a store can take whole, or as relations."""
    return RelationFrame(frame.with_columns(pl.col("case_nos").str.split(LIST)), _relations)


def relations_of(frame: pl.DataFrame) -> Iterator[Relation]:
    """The rows of :func:`edges` as relations; their order is by what they have, then as given."""
    return iter(relation_frame(frame))


def _relations(frame: pl.DataFrame) -> Iterator[Relation]:
    for row in _without_nulls(frame):
        properties = row
        names = (row.pop("id"), row.pop("type"), row.pop("source"), row.pop("target"))
        if "props" in row:
            properties = json.loads(row.pop("props") or "{}") | row
        yield Relation(*names, properties)


def _without_nulls(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows as dictionaries of what is not null; rows with the same columns at once."""
    for part in frame.iter_slices(_SLICE):
        nulls = pl.concat_str(pl.all().is_null().cast(pl.Int8)).alias("_nulls")
        for same in part.with_columns(nulls).partition_by(
            "_nulls", include_key=False, maintain_order=True
        ):
            present = [name for name in same.columns if same[name].null_count() == 0]
            yield from same.select(present).to_dicts()
