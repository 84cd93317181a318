"""Which rows of a sheet carry nothing: titles, blanks, repeated headers, totals, footers."""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.binding import Binding
from ingest.headers import fold_header
from ingest.mapping import Mapping

#: a first cell that begins so marks a sum
TOTALS: Final = (
    r"^[\s（(【\[]*(合\s*计|小\s*计|总\s*计|累\s*计|共\s*计|本页|本日|总笔数|总金额|汇总"
    r"|subtotal|total\b)"
)
#: a nearly empty row whose first cell begins so is a footer
FOOTERS: Final = (
    r"^[\s（(【\[]*(制表|打印|导出|查询|说明|备注[:：]|注[:：]|以上|以下|数据来源|经办|复核|审核|签字|签名|盖章"
    r"|第\s*\d+\s*页|共\s*\d+|页码|报表|生成时间|下载时间|\*{3,}|-{3,}|={3,}|end\b|page\b|printed|note[:：])"
)
#: a footer has at most this many filled cells
_FEW: Final = 2


def drop_reasons(
    cells: pl.DataFrame, mapping: Mapping, binding: Binding, header_row: int
) -> pl.Series:
    """Why each row is dropped: ``title header blank repeated total footer``, or null."""
    suspect = cells.filter((pl.col("row") <= header_row) | _suspect(mapping, binding))
    reasons = _reasons(suspect, mapping, binding, header_row)
    rows = cells.select("row").join(reasons, on="row", how="left", maintain_order="left")
    return rows["drop"]


def _suspect(mapping: Mapping, binding: Binding) -> pl.Expr:
    """Rows worth a closer look, with every row among them that has a reason to be dropped."""
    groups = _needed_places(mapping, binding)
    if not groups:
        return pl.lit(True)
    lacking = [
        pl.all_horizontal(
            pl.col(f"c{p}").is_null()
            | (pl.col(f"c{p}").str.strip_chars() == "")
            | pl.col(f"c{p}").str.contains(f"(?i){TOTALS}")
            for p in group
        )
        for group in groups
    ]
    hits = pl.sum_horizontal(_shows_header(binding).values())
    return pl.any_horizontal(*lacking, hits >= 2)


def _needed_places(mapping: Mapping, binding: Binding) -> list[list[int]]:
    groups = [
        [binding.places[name] for name in group if name in binding.places]
        for group in mapping.required
    ]
    return [places for places in groups if places]


def _shows_header(binding: Binding) -> dict[str, pl.Expr]:
    """For each bound column whether a cell is its header, as printed or folded."""
    shown = {}
    for place in set(binding.places.values()):
        printed = binding.header[place] or ""
        cell = pl.col(f"c{place}").str.strip_chars()
        same = [cell == word for word in dict.fromkeys((printed, fold_header(printed)))]
        shown[f"c{place}"] = pl.any_horizontal(same).fill_null(False)
    return shown


def _reasons(
    cells: pl.DataFrame, mapping: Mapping, binding: Binding, header_row: int
) -> pl.DataFrame:
    names = [name for name in cells.columns if name.startswith("c") and name != "case"]
    text = cells.select(pl.col(names).str.strip_chars().replace("", None))
    filled = pl.sum_horizontal(pl.col(names).is_not_null())
    first = pl.coalesce(pl.col(names))
    shape = text.select(filled.alias("filled"), first.alias("first")).with_columns(cells["row"])
    shape = shape.with_columns(_repeated(text, binding), _lacks(text, mapping, binding))
    reason = (
        pl.when(pl.col("row") < header_row)
        .then(pl.lit("title"))
        .when(pl.col("row") == header_row)
        .then(pl.lit("header"))
        .when(pl.col("filled") == 0)
        .then(pl.lit("blank"))
        .when("repeated")
        .then(pl.lit("repeated"))
        .when(pl.col("lacks") & pl.col("first").str.to_lowercase().str.contains(TOTALS))
        .then(pl.lit("total"))
        .when(
            pl.col("lacks")
            & (pl.col("filled") <= _FEW)
            & pl.col("first").str.to_lowercase().str.contains(FOOTERS)
        )
        .then(pl.lit("footer"))
    )
    return shape.select("row", reason.alias("drop"))


def _repeated(text: pl.DataFrame, binding: Binding) -> pl.Series:
    """Rows in which most bound columns show their own header, at least two of them."""
    folded = {p: fold_header(binding.header[p]) for p in set(binding.places.values())}
    shown = [f"c{place}" for place in folded]
    if len(shown) < 2:
        return pl.Series("repeated", [False]).new_from_index(0, text.height)
    # a cell can equal a header only if its text does, up to folding: test the printed form first
    same = [
        pl.col(f"c{place}").is_in([binding.header[place], word]) for place, word in folded.items()
    ]
    hits = pl.sum_horizontal(same)
    others = pl.sum_horizontal(pl.col(shown).is_not_null()) - hits
    return text.select(((hits >= 2) & (hits > others)).alias("repeated"))["repeated"]


def _lacks(text: pl.DataFrame, mapping: Mapping, binding: Binding) -> pl.Series:
    """Rows in which a column every row needs is blank, or holds the word of a sum."""
    tests = []
    for places in _needed_places(mapping, binding):
        named = [pl.col(f"c{place}").str.to_lowercase().str.contains(TOTALS) for place in places]
        blank = [pl.col(f"c{place}").is_null() for place in places]
        empty = [b | n.fill_null(False) for b, n in zip(blank, named, strict=True)]
        tests.append(pl.all_horizontal(empty))
    lacks = pl.any_horizontal(tests) if tests else pl.lit(False)
    return text.select(lacks.alias("lacks"))["lacks"]
