"""Words of a file as one vocabulary: direction, status, currency, yes and no, kinds of calls.

The vocabularies stand in ``ingest/tables/words.yml``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl
import yaml

from ingest.identifiers.cleaning import clean, clean_series

WORDS_FILE: Final = Path(__file__).parents[1] / "tables" / "words.yml"
_NOTHING: Final = ("", "-", "--", "/", "null", "未知", "不详")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    """Vocabulary → word → meaning; raises ``ValueError`` for a word with two meanings."""
    data = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    tables: dict[str, dict[str, str]] = {}
    for name, meanings in data.items():
        table = tables.setdefault(name, {})
        for meaning, forms in meanings.items():
            for form in forms:
                if form in table:
                    raise ValueError(f"{WORDS_FILE.name}: {form!r} stands twice in {name}")
                table[form] = meaning
    return tables


def vocabularies() -> tuple[str, ...]:
    """The names of all vocabularies."""
    return tuple(_tables())


def word(vocabulary: str, text: str) -> str | None:
    """The meaning of one word, or ``None`` when the vocabulary does not have it.

    Raises ``KeyError`` for an unknown vocabulary.
    """
    return _tables()[vocabulary].get(clean(text).lower().replace(" ", ""))


def words(vocabulary: str, values: pl.Series) -> pl.DataFrame:
    """Read a column: ``word`` (null when blank or unknown) and ``issue`` (``word_unknown``).

    Raises ``KeyError`` for an unknown vocabulary.
    """
    table = _tables()[vocabulary]
    raw = values.cast(pl.String).alias("raw")
    unique = raw.unique().drop_nulls()
    text = clean_series(unique).str.to_lowercase().str.replace_all(" ", "")
    meaning = pl.col("text").replace_strict(table, default=None, return_dtype=pl.String)
    unknown = meaning.is_null() & ~pl.col("text").is_in(_NOTHING)
    lookup = pl.DataFrame({"raw": unique, "text": text}).select(
        "raw", meaning.alias("word"), pl.when(unknown).then(pl.lit("word_unknown")).alias("issue")
    )
    joined = raw.to_frame().join(lookup, on="raw", how="left", maintain_order="left")
    return joined.select("word", "issue")
