"""The duplicate view of transfers: one row per real movement of money.

1. Equal (row_key, occurrence) across imports are one row.
2. The two sides of a bank transfer pair one to one: by serial number, else by
   ends, amount and time.
3. Reports, cash-out registers and self-printed statements repeat movements:
   each pairs with one, and only an unpaired row is a movement of its own.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from graph.dataset.facts import LONG_SERIAL, evidence, first_of_equal, ordered, stable_id
from graph.dataset.pairing import DAY_US, NO_PAIRS, free, near, one_to_one

SIDES_US: Final = 120 * 1_000_000
REGISTER_US: Final = 600 * 1_000_000
#: a serial on more rows of one side than this, with one amount, identifies nothing
_SERIAL_ROWS: Final = 20
#: ends that are no account: their row has no second side
_NO_ACCOUNT: Final = ("CASH", "FEE", "INTEREST")
_MONEY: Final = ["amount_minor", "currency"]


def transfers_view(
    rows: pl.DataFrame, canonical: pl.DataFrame, merchants: pl.Series
) -> pl.DataFrame:
    """The movements behind ``rows`` (table columns plus ``import_number``).

    ``canonical`` maps card keys to account keys (``key, canonical``);
    ``merchants`` lists keys of merchant codes, which contradict no account.
    Columns added: ``tx_id``, ``evidence``; ends are canonical account keys.
    Cost: 4 s and 1.2 GB of memory for a million rows.
    """
    rows = first_of_equal(ordered(_at_accounts(rows.select(_NEEDED), canonical)))
    heads = rows.filter(pl.col("i") == pl.col("first")).select(_HEAD_COLUMNS)
    known = heads.with_columns(
        pl.when(pl.col(end).is_in(merchants.implode()))
        .then(0)
        .otherwise(pl.col(end))
        .alias(f"{end}_known")
        for end in ("payer", "payee")
    )
    bank = known.filter(pl.col("origin").is_in(["bank", ""]))
    sides = _pair_sides(bank)
    movements = free(bank, sides, "right")
    repeats = _pair_registers(known.filter(~pl.col("origin").is_in(["bank", ""])), movements)
    del heads, known, bank, movements
    parts = _parts(rows, sides, repeats)
    del rows  # the wide rows are held once from here on
    return _assemble(*parts)


def _at_accounts(rows: pl.DataFrame, canonical: pl.DataFrame) -> pl.DataFrame:
    """Read each card as its account; the card stays in ``payer_card`` / ``payee_card``."""
    for end in ("payer", "payee") if canonical.height else ():
        rows = rows.join(
            canonical.rename({"key": end, "canonical": "account"}), on=end, how="left"
        ).with_columns(
            pl.coalesce("account", end).alias(end),
            pl.when(pl.col("account").is_not_null() & (pl.col(f"{end}_card") == 0))
            .then(pl.col(end))
            .otherwise(pl.col(f"{end}_card"))
            .alias(f"{end}_card"),
        ).drop("account")  # fmt: skip
    return rows


#: what the view reads of a row
_NEEDED: Final = [
    "import_number", "import_id", "sheet", "row", "row_key", "occurrence", "status", "time",
    "time_precision", *_MONEY, "payer", "payee", "payer_kind", "payee_kind", "payer_card",
    "payee_card", "own_side", "origin", "serial", "summary", "channel", "counter_name", "case_no",
    "ip", "mac", "terminal", "balance_minor",
]  # fmt: skip
#: what pairing needs of a row: the wide rest is fetched for the movements only
_HEAD_COLUMNS: Final = [
    "i", "time", "time_precision", "serial", "payer", "payee", *_MONEY, "payer_kind", "payee_kind",
    "own_side", "origin", "import_id",
]  # fmt: skip
_PAIR_COLUMNS: Final = [
    "i", "time", "time_precision", "serial", "payer", "payee", "payer_known", "payee_known",
    *_MONEY,
]  # fmt: skip


def _pair_sides(bank: pl.DataFrame) -> pl.DataFrame:
    """``left`` a payer's row, ``right`` the payee's row of the same movement."""
    two_sided = ~pl.any_horizontal(pl.col("payer_kind", "payee_kind").is_in(_NO_ACCOUNT))
    rows = bank.filter(two_sided)
    out = rows.filter(pl.col("own_side") == "payer").select(_PAIR_COLUMNS)
    in_ = rows.filter(pl.col("own_side") == "payee").select(_PAIR_COLUMNS)
    by_serial = _pair_by_serial(out, in_)
    out, in_ = free(out, by_serial, "left"), free(in_, by_serial, "right")
    ends = (pl.col("payer") != 0) & (pl.col("payee") != 0)
    keys = ["payer", "payee", *_MONEY]
    by_ends = one_to_one(near(out.filter(ends), in_.filter(ends), keys, SIDES_US), ["gap"])
    return pl.concat([by_serial, by_ends])


def _pair_by_serial(out: pl.DataFrame, in_: pl.DataFrame) -> pl.DataFrame:
    keys = ["serial", *_MONEY]
    rare = pl.len().over(keys) <= _SERIAL_ROWS
    out = out.filter(pl.col("serial") != "").filter(rare)
    in_ = in_.filter(pl.col("serial") != "").filter(rare)
    agreeing = near(out, in_, keys, DAY_US).filter(
        _agree("payer"),
        _agree("payee"),
        (pl.col("serial").str.len_chars() >= LONG_SERIAL) | _equal("payer") | _equal("payee"),
    )
    return one_to_one(agreeing, ["gap"])


def _agree(end: str) -> pl.Expr:
    """Both rows name the same number for this end, or one does not know it."""
    ours, theirs = pl.col(f"{end}_known"), pl.col(f"{end}_known_r")
    return (ours == theirs) | (ours == 0) | (theirs == 0)


def _equal(end: str) -> pl.Expr:
    ours = pl.col(f"{end}_known")
    return (ours == pl.col(f"{end}_known_r")) & (ours != 0)


def _pair_registers(registers: pl.DataFrame, movements: pl.DataFrame) -> pl.DataFrame:
    """``left`` the movement, ``right`` a register row that repeats it.

    A movement may be repeated once by each import; register rows without a bank
    row are compared with each other, the oldest import first.
    """
    if registers.is_empty():
        return NO_PAIRS
    columns = [*_PAIR_COLUMNS, "payer_kind", "payee_kind", "import_id"]
    rest = registers.select(columns)
    pairs = [_repeats(movements.select(columns), rest)]
    rest = free(rest, pairs[0], "right")
    unpaired = rest.clear()
    for _, group in rest.sort("i").group_by("import_id", maintain_order=True):
        pairs.append(_repeats(unpaired, group))
        unpaired = pl.concat([unpaired, free(group, pairs[-1], "right")])
    return pl.concat(pairs)


def _repeats(movements: pl.DataFrame, registers: pl.DataFrame) -> pl.DataFrame:
    found = []
    for end in ("payer", "payee"):
        named = pl.col(end) != 0
        pairs = near(
            movements.filter(named).with_columns(same=end),
            registers.filter(named).with_columns(same=end),
            [end, *_MONEY],
            REGISTER_US,
        )
        other = "payee" if end == "payer" else "payer"
        found.append(
            pairs.filter(_agree(other), _kinds_agree(other)).select(
                "left", "right", "gap", "import_id_r", exact=_equal(other).not_()
            )
        )
    candidates = pl.concat(found).unique(["left", "right"], maintain_order=True)
    # here "left" is the scarce side: once for each import, so the roles are swapped
    swapped = candidates.rename({"left": "right", "right": "left"})
    pairs = one_to_one(swapped, ["exact", "gap"], ["right", "import_id_r"])
    return pairs.select(left="right", right="left")


def _kinds_agree(end: str) -> pl.Expr:
    """Cash stays cash: it pairs with a row that says cash, or that does not say."""
    ours, theirs = pl.col(f"{end}_kind"), pl.col(f"{end}_kind_r")
    blank = (pl.col(f"{end}_known") == 0) & ours.is_in(["UNKNOWN", ""])
    return blank | (ours.is_in(_NO_ACCOUNT) == theirs.is_in(_NO_ACCOUNT))


def _parts(
    rows: pl.DataFrame, sides: pl.DataFrame, repeats: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The movements' own rows, those of their other sides and registers, all rows behind each."""
    other = sides.select(first="right", base="left")
    repeat = repeats.select(first="right", base="left")
    to_base = pl.concat([other, repeat])
    links = rows.select("i", "first", "import_id", "sheet", "row").join(
        to_base, on="first", how="left"
    )
    behind = evidence(links.with_columns(event=pl.coalesce("base", "first")))
    base = rows.filter(pl.col("i") == pl.col("first")).join(to_base, on="first", how="anti")
    partner = rows.join(sides, left_on="i", right_on="right").rename({"left": "event"})
    register = rows.join(repeats, left_on="i", right_on="right").rename({"left": "event"})
    return base, partner, register.sort("i").unique("event", keep="first"), behind


def _assemble(
    base: pl.DataFrame, partner: pl.DataFrame, register: pl.DataFrame, behind: pl.DataFrame
) -> pl.DataFrame:
    """One row per movement from its payer's row, completed by the rows paired with it."""
    base = base.with_columns(_balance("payer"), _balance("payee"), event="i")
    base = _complete(base, partner, both=True)
    base = _complete(base, register, both=False)
    base = base.with_columns(tx_id=stable_id(base)).select("i", "event", *_RESULT[:-1])
    base = base.sort("time", "i", nulls_last=True)
    return base.join(behind, on="event", maintain_order="left").select(_RESULT)


_RESULT: Final = [
    "tx_id", "payer", "payee", "payer_kind", "payee_kind", "payer_card", "payee_card", "time",
    "time_precision", "amount_minor", "currency", "serial", "own_side", "origin", "summary",
    "channel", "counter_name", "case_no", "ip", "mac", "terminal", "payer_balance_minor",
    "payee_balance_minor", "evidence",
]  # fmt: skip


def _complete(base: pl.DataFrame, partner: pl.DataFrame, both: bool) -> pl.DataFrame:
    """Fill what the base rows with a partner do not know from the partner's row."""
    if partner.is_empty():
        return base
    partner = partner.with_columns(_balance("payer"), _balance("payee"))
    alone = base.join(partner, on="event", how="anti")
    wide = base.join(partner, on="event", suffix="_p")
    filled = [_filled(end) for end in ("payer", "payee", "payer_card", "payee_card", "ip", "mac")]
    filled += [_kind(side) for side in ("payer", "payee")]
    filled += [
        pl.when(pl.col(name) == "")
        .then(pl.col(f"{name}_p").fill_null(""))
        .otherwise(name)
        .alias(name)
        for name in ("serial", "channel", "counter_name", "case_no", "terminal")
    ]
    if both:
        filled += [
            pl.coalesce(f"{side}_balance_minor", f"{side}_balance_minor_p").alias(
                f"{side}_balance_minor"
            )
            for side in ("payer", "payee")
        ]
        filled.append(pl.lit("both").alias("own_side"))
        filled.append(_summary())
        filled += _better_time()
    return pl.concat([alone, wide.with_columns(filled).select(base.columns)])


def _balance(side: str) -> pl.Expr:
    own = pl.col("own_side") == side
    return pl.when(own).then(pl.col("balance_minor")).alias(f"{side}_balance_minor")


def _filled(name: str) -> pl.Expr:
    unknown = (pl.col(name) == 0) & pl.col(f"{name}_p").is_not_null()
    return pl.when(unknown).then(pl.col(f"{name}_p")).otherwise(pl.col(name)).alias(name)


def _kind(side: str) -> pl.Expr:
    """A side that either row knows to be a merchant is one; known beats UNKNOWN."""
    ours, theirs = pl.col(f"{side}_kind"), pl.col(f"{side}_kind_p")
    better = (theirs == "MERCHANT") | (ours.is_in(["UNKNOWN", ""]) & theirs.is_not_null())
    return pl.when(better).then(theirs).otherwise(ours).alias(f"{side}_kind")


def _summary() -> pl.Expr:
    ours, theirs = pl.col("summary"), pl.col("summary_p").fill_null("")
    joined = pl.concat_str([ours, theirs], separator=" | ")
    return (
        pl.when((theirs == "") | (theirs == ours))
        .then(ours)
        .when(ours == "")
        .then(theirs)
        .otherwise(joined)
        .alias("summary")
    )


def _better_time() -> list[pl.Expr]:
    better = (pl.col("time_precision") == "day") & (pl.col("time_precision_p") == "second")
    return [
        pl.when(better).then(pl.col(f"{name}_p")).otherwise(pl.col(name)).alias(name)
        for name in ("time", "time_precision")
    ]
