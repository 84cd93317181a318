"""Names of persons and units as files write them: cleaned, split from numbers, told apart.

The written form keeps the characters of the file (陳國樑 stays): folding and pinyin
are for comparing and searching, and live in :mod:`graph.text`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

import polars as pl

from ingest.identifiers.cleaning import clean, is_blank

_HAN: Final = r"[\u3400-\u9fff\U00020000-\U0003134f]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_DOTS = re.compile(r"\s*[·•・‧∙⋅.](?:\s*)(?=[\u3400-\u9fff])")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(\d{17}[\dXx]|\d{15}|1[3-9]\d{9}|[A-Z]\d{8,9})(?![0-9A-Za-z])"
)
_EMPTY_BRACKETS = re.compile(r"[(\[【<][\s:,;/、-]*[)\]】>]")
_LABELS = re.compile(r"(?:姓名|身份证号?码?|证件号码?|电话|手机号?|联系方式)\s*[::]?")
_EDGES: Final = " \t-_,;:/、|·()[]"
_MASK = re.compile(r"[*×●█某]|(?<=[\u3400-\u9fff])[xX]{1,3}$|(?:先生|女士|小姐)$")
_UNIT = re.compile(
    r"公司|集团|有限|工厂|[厂店行部社站院校会所馆]$|中心|合作社|工作室|事务所|超市|银行|支付|财付通|支付宝"
    r"|商行|经营部|个体|Co\.|Ltd|Inc\b|LLC",
    re.IGNORECASE,
)
_LONGEST_PERSON: Final = 6
#: names read as columns (老王2 among them); a possible unit, mask or word for nothing is not
_PLAIN: Final = r"^[\u4e00-\u9fa5]{1,4}[0-9]{0,8}$"
_NOT_PLAIN: Final = (
    "[公集有厂店行部社站院校会所馆中合作室所市付通宝营体商司团限心务某先女小无空未不暂缺]"
)


class Name(NamedTuple):
    """A name field, read: ``kind`` is ``person`` or ``org``, ``number`` what stood beside it.

    ``issues``: ``masked`` (张*, 张某; ``pattern`` is then 张* or 张**), ``name_split``.
    """

    name: str | None = None
    kind: str = ""
    number: str | None = None
    issues: tuple[str, ...] = ()
    pattern: str | None = None


@lru_cache(maxsize=100_000)
def parse_name(text: str | None) -> Name:
    """Read one name field.

    >>> parse_name("张 三(11010519491231002X)")[:3]
    ('张三', 'person', '11010519491231002X')
    """
    cleaned = clean(text or "")
    if is_blank(cleaned):
        return Name()
    found = _NUMBER.search(cleaned)
    bare = _EMPTY_BRACKETS.sub("", _LABELS.sub("", _NUMBER.sub("", cleaned))) if found else cleaned
    name = _DOTS.sub("·", _BETWEEN_HAN.sub("", bare)).strip()
    name = re.sub(r"\s+", " ", name.strip(_EDGES) if found else name)
    number = found[1].upper() if found else None
    split = ("name_split",) if found else ()
    if not name or is_blank(name) or not re.search(r"[^\W\d_]", name):
        return Name(None, "", number, split)
    kind = kind_of(name)
    if kind == "person" and _MASK.search(name):
        return Name(name, kind, number, (*split, "masked"), mask_pattern(name))
    return Name(name, kind, number, split)


def kind_of(name: str) -> str:
    """``org`` for a unit's name, ``person`` for any other."""
    unit = _UNIT.search(name)
    if unit and (len(unit[0]) > 1 or len(name) > 3):
        return "org"
    han = len(re.findall(_HAN, name))
    return "org" if han > _LONGEST_PERSON and "·" not in name else "person"


def mask_pattern(name: str) -> str:
    """The masked form with one ``*`` for each hidden sign: 张某某 → 张**, 李女士 → 李*."""
    plain = re.sub(r"(?:先生|女士|小姐)$", "*", name)
    plain = re.sub(r"[×●█某]", "*", plain)
    return re.sub(r"[xX]+$", lambda signs: "*" * len(signs[0]), plain)


def normalise(values: pl.Series) -> pl.DataFrame:
    """Read a column: ``raw, name, kind, number, issues, pattern``, one row per value."""
    raw = values.cast(pl.String).alias("raw")
    unique = raw.unique().drop_nulls()
    schema = {
        "raw": pl.String(),
        "name": pl.String(),
        "kind": pl.String(),
        "number": pl.String(),
        "issues": pl.List(pl.String()),
        "pattern": pl.String(),
    }
    plain = unique.filter(unique.str.contains(_PLAIN) & ~unique.str.contains(_NOT_PLAIN))
    rest = unique.filter(~unique.is_in(plain.implode()))
    read = pl.DataFrame([(v, *parse_name(v)) for v in rest], schema=schema, orient="row")
    lookup = pl.concat([read, _plain(plain, schema)])
    joined = raw.to_frame().join(lookup, on="raw", how="left", maintain_order="left")
    return joined.with_columns(
        pl.col("kind").fill_null(""),
        pl.col("issues").fill_null(pl.lit([], dtype=pl.List(pl.String))),
    )


def _plain(values: pl.Series, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Names of up to four Chinese characters, which are most of them."""
    frame = pl.DataFrame({"raw": values, "name": values}).with_columns(
        pl.lit("person").alias("kind"),
        pl.lit(None).alias("number"),
        pl.lit([], dtype=pl.List(pl.String)).alias("issues"),
        pl.lit(None).alias("pattern"),
    )
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def clean_names(values: pl.Series) -> pl.Series:
    """A column of names as they are kept: cleaned, blanks null, numbers beside them taken off."""
    return normalise(values)["name"].alias(values.name)
