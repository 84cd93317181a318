"""Who is kept out of a projection: hubs, spoofed numbers, victims with their own numbers."""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.dataset import Dataset

#: relations that say whose number it is
OWNS: Final = ("HOLDS", "USES", "CONTROLS", "REGISTERED_TO", "BINDS")


def hubs(dataset: Dataset) -> pl.Series:
    """Service lines, settlement accounts and everything the degree rule calls a hub."""
    return dataset.entities.filter("hub")["entity_id"]


def spoofed(dataset: Dataset) -> pl.Series:
    """Numbers that a row marks as possibly spoofed: whoever called, it was not their user."""
    rows = dataset.ledger.read("numbers", dataset.version, ["entity_id", "issues", "props"])
    flag = pl.col("props").str.json_path_match("$.spoof_suspected").fill_null("")
    marked = pl.col("issues").fill_null("").str.contains("spoof_suspected", literal=True)
    return rows.filter(marked | ~flag.is_in(["", "false", "0"]))["entity_id"].unique()


def victims(dataset: Dataset) -> pl.Series:
    """Victims and the numbers that are theirs alone, by owner or by role in a case.

    A number that anyone but a victim holds, uses or controls stays.
    """
    people = dataset.entities.filter(pl.col("family") == "victim")["entity_id"]
    owners = owned(dataset.relations).with_columns(victim=pl.col("person").is_in(people.implode()))
    theirs = owners.group_by("number").agg(pl.col("victim").all()).filter("victim")["number"]
    others = owners.filter(~pl.col("victim"))["number"]
    named = dataset.relations.filter(
        pl.col("role").str.starts_with("victim") | (pl.col("type") == "PAID_SCAM")
    )
    ends = pl.concat([named["from_entity"], named["to_entity"].filter(named["type"] == "CONTROLS")])
    numbers = dataset.entities.filter(
        pl.col("family").is_in(["account", "phone"]), pl.col("entity_id").is_in(ends.implode())
    )["entity_id"]
    numbers = numbers.filter(~numbers.is_in(others.implode()))
    return pl.concat([people, theirs, numbers]).unique()


def owned(relations: pl.DataFrame, kinds: tuple[str, ...] = OWNS) -> pl.DataFrame:
    """``number, person``: who holds, uses or controls which number (by registered relations)."""
    ties = relations.filter(pl.col("type").is_in(kinds))
    away = ties.filter(pl.col("from_kind") == "record", pl.col("to_kind") == "number")
    back = ties.filter(pl.col("to_kind") == "record", pl.col("from_kind") == "number")
    return pl.concat(
        [
            away.select(number="to_entity", person="from_entity"),
            back.select(number="from_entity", person="to_entity"),
        ]
    ).unique()


def only_user(dataset: Dataset) -> pl.DataFrame:
    """``number, person`` for numbers that exactly one person uses; shared ones stay themselves."""
    people = dataset.entities.filter(pl.col("type") == "Person")["entity_id"]
    users = owned(dataset.relations, ("USES",)).filter(pl.col("person").is_in(people.implode()))
    return users.group_by("number").agg(pl.col("person").first(), users=pl.len()).filter(
        pl.col("users") == 1
    ).select("number", "person")  # fmt: skip
