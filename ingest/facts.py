"""Rows of the fact tables from typed columns, each with its ``row_key`` for the duplicate view."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingOf

import polars as pl

from ingest import transfers
from ingest.conditions import holds, named_in
from ingest.hashing import mixed, text_codes
from ingest.mapping import FactRule
from ingest.mapping import Mapping as Mapped
from ingest.slot_values import SlotValues
from ingest.slots import SLOTS
from ingest.typed import narrowed


def applies(rule: FactRule) -> pl.Expr:
    """Rows this fact is about."""
    return holds(rule.when)


def complete(rule: FactRule, mapping: Mapped, known: Collection[str]) -> pl.Expr:
    """Rows that have all the fact cannot do without; ``known`` are the columns of the frame."""
    groups = []
    for group in SLOTS[rule.table].needed:
        slots = [slot for slot in group if slot in rule.slots]
        entity = set(slots) & set(SLOTS[rule.table].entities)
        names = [name for slot in slots for name in _told_by(rule, mapping, slot, known)]
        if names:
            groups.append([pl.col(name).is_not_null() for name in names])
        elif entity:
            groups.append([pl.lit(False)])
    tests = [pl.any_horizontal(group) for group in groups]
    return pl.all_horizontal(tests) if tests else pl.lit(True)


def lacking(rule: FactRule, mapping: Mapped) -> list[str]:
    """Columns whose absence may have made a fact impossible, the likeliest first."""
    needed = SLOTS[rule.table].needed
    slots = [slot for group in needed for slot in group if slot in rule.slots]
    return [name for slot in slots for name in _told_by(rule, mapping, slot, ())]


def _told_by(rule: FactRule, mapping: Mapped, slot: str, known: Collection[str]) -> list[str]:
    """The columns that fill a slot: its own, or those that name its entity."""
    name = rule.slots[slot]
    if slot not in SLOTS[rule.table].entities:
        return [name]
    entity = mapping.entities[name]
    keyed = [column for _, columns in entity.keys for column in columns]
    keyed = [f"{n}.strong" if f"{n}.strong" in known else n for n in keyed]
    return [n for n in (*keyed, entity.name, entity.text) if n]


def make(
    rule: FactRule, frame: pl.DataFrame, mapping: Mapped, ends: MappingOf[str, pl.DataFrame]
) -> pl.DataFrame:
    """The fact rows of typed rows (with ``idx``, ``row``, ``case``), not yet with occurrence."""
    names = [*rule.slots.values(), *lacking(rule, mapping), *named_in(rule.when)]
    frame = narrowed(frame, names)
    frame = frame.filter(applies(rule) & complete(rule, mapping, frame.columns))
    slot = SlotValues(rule, frame, mapping, ends)
    rows = _MAKERS[rule.table](slot)
    if rule.table in ("stays", "trips"):
        rows = rows.filter(pl.col("person") != 0)
    return rows


def _transfers(slot: SlotValues) -> pl.DataFrame:
    if "payer" in slot.rule.slots or "payee" in slot.rule.slots:
        return transfers.from_register(slot)
    return transfers.from_statement(slot)


def _calls(slot: SlotValues) -> pl.DataFrame:
    rows = slot.base().with_columns(slot.value("kind").alias("way"))
    own, other = slot.key("own"), slot.key("other")
    target, end = slot.key("forwarded_to"), slot.value("end", pl.Int64())
    rows = rows.with_columns(
        own.alias("own"), other.alias("other"), target.alias("target"), end.alias("end"),
        slot.value("duration", pl.Int64()).alias("duration_s"),
        *(slot.key(f"{side}_{thing}").alias(f"{side}_{thing}") for side in ("own", "other")
          for thing in ("imei", "imsi", "cell")),
    )  # fmt: skip
    out, forward = pl.col("way") == "out", pl.col("way") == "forward"
    whole = forward & (pl.col("target") == 0)
    span = (pl.col("end") - pl.col("time")) // 1_000_000
    ends = [
        pl.when(out).then(f"{mine}_{thing}").otherwise(f"{theirs}_{thing}").alias(f"{side}_{thing}")
        for side, mine, theirs in (("caller", "own", "other"), ("callee", "other", "own"))
        for thing in ("imei", "imsi", "cell")
    ]
    rows = rows.with_columns(
        pl.when(out).then("own").when(whole).then(0).otherwise("other").alias("caller"),
        pl.when(out).then("other").otherwise("own").alias("callee"),
        pl.when(whole).then("other").otherwise("target").alias("forwarded_to"),
        pl.when(out).then(pl.lit("caller")).otherwise(pl.lit("callee")).alias("own_side"),
        pl.coalesce("duration_s", pl.when(span >= 0).then(span)).alias("duration_s"),
        pl.when(forward).then(pl.lit("forward")).otherwise(pl.lit("voice")).alias("kind"),
        *ends,
    )
    mine = [rows[n] for n in ("own", "other", "forwarded_to", "time", "duration_s")]
    rows = rows.with_columns(mixed([*mine, text_codes(rows["way"])]).alias("row_key"))
    used = [n for n in rows.columns if n.startswith(("own_", "other_")) and n != "own_side"]
    return rows.drop(*used, "way", "own", "other", "target", "end")


def _messages(slot: SlotValues) -> pl.DataFrame:
    own, other = slot.key("own"), slot.key("other")
    out = (slot.value("kind").fill_null("sms_out") == "sms_out").alias("out")
    rows = slot.base().with_columns(
        own.zip_with(out, other).alias("sender"),
        other.zip_with(out, own).alias("receiver"),
        out.replace_strict({True: "sender", False: "receiver"}, return_dtype=pl.String).alias(
            "own_side"
        ),
        slot.value("shown_number").cast(pl.String).alias("shown_number"),
        slot.value("text").alias("text"),
        slot.key("own_cell").alias("cell"),
    )
    same = [own, other, rows["time"], text_codes(rows["own_side"]), text_codes(rows["text"])]
    return rows.with_columns(mixed(same).alias("row_key"))


def _simple(
    slot: SlotValues, keys: tuple[str, ...], rest: MappingOf[str, pl.Series]
) -> pl.DataFrame:
    """A fact of number columns of the slots' own names and some other columns."""
    rows = slot.base().with_columns(slot.key(name).alias(name) for name in keys)
    rows = rows.with_columns(series.alias(name) for name, series in rest.items())
    codes = [
        series if series.dtype == pl.Int64() else text_codes(series) for series in rest.values()
    ]
    same = [rows["time"], *(rows[name] for name in keys), *codes]
    return rows.with_columns(mixed(same).alias("row_key"))


def _presences(slot: SlotValues) -> pl.DataFrame:
    return _simple(slot, ("number", "place"), {"until": slot.value("until", pl.Int64())})


def _logins(slot: SlotValues) -> pl.DataFrame:
    return _simple(slot, ("account", "ip", "mac", "device"), {})


def _cashouts(slot: SlotValues) -> pl.DataFrame:
    person = slot.rule.slots.get("person")
    rows = _simple(
        slot,
        ("account", "atm"),
        {
            "amount_minor": slot.value("amount", pl.Int64()),
            "currency": slot.value("currency").fill_null("CNY"),
            "image": slot.value("image"),
        },
    )
    who = slot.end(person) if person else slot.nothing(pl.Int64()).fill_null(0)
    return rows.with_columns(who.alias("person"))


def _with_person(slot: SlotValues, texts: tuple[str, ...], until: bool) -> pl.DataFrame:
    rest = {name: slot.value(name) for name in texts}
    rows = slot.base().with_columns(series.alias(name) for name, series in rest.items())
    if until:
        rows = rows.with_columns(slot.value("until", pl.Int64()).alias("until"))
    rows = rows.with_columns(slot.end(slot.rule.slots["person"]).alias("person"))
    same = [rows["time"], rows["person"], *(text_codes(series) for series in rest.values())]
    return rows.with_columns(mixed(same).alias("row_key"))


def _stays(slot: SlotValues) -> pl.DataFrame:
    return _with_person(slot, ("hotel", "room"), until=True)


def _trips(slot: SlotValues) -> pl.DataFrame:
    texts = ("trip_no", "origin", "destination", "seat", "order_no")
    rows = _with_person(slot, texts, until=False)
    return rows.with_columns(pl.lit(slot.rule.slots.get("kind", "")).alias("kind"))


_MAKERS = {
    "transfers": _transfers,
    "calls": _calls,
    "messages": _messages,
    "presences": _presences,
    "logins": _logins,
    "cashouts": _cashouts,
    "stays": _stays,
    "trips": _trips,
}
