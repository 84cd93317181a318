"""How names can be spelled in Latin letters: all pinyin readings, passports, initials.

Every distinct name is spelled once; a million names take about twenty seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from graph.text import compact, fold, has_han, pinyin_readings, typed_pinyin

#: a name in Latin letters no longer than this may be initials: zs, LXM
_LONGEST_INITIALS = 4


def spellings(names: pl.Series) -> pl.DataFrame:
    """``raw_name, spelling`` for each distinct name that can be sounded, every reading a row."""
    return _table(names, "spelling", _spelled)


def initials(names: pl.Series) -> pl.DataFrame:
    """``raw_name, initials, latin``; ``latin`` where the name is nothing but initials."""
    found = _table(names, "initials", _initials)
    return found.with_columns(latin=pl.col("raw_name").str.contains(r"^[\x00-\x7f]*$"))


def _table(names: pl.Series, column: str, spell: Callable[[str], Iterable[str]]) -> pl.DataFrame:
    spelled: list[str] = []
    written: list[str] = []
    for name in names.unique().sort():
        found = dict.fromkeys(spell(name)) if name else {}
        spelled += found
        written += [name] * len(found)
    return pl.DataFrame(
        {
            "raw_name": pl.Series(written, dtype=pl.String),
            column: pl.Series(spelled, dtype=pl.String),
        }
    )


def _spelled(name: str) -> Iterable[str]:
    """张三 → zhangsan (and other readings); ZHANG SAN → zhangsan, sanzhang: passports differ."""
    if has_han(name):
        return (full for full, _ in pinyin_readings(name))
    words = fold(name).replace(",", " ").split()
    if not words or not all(word.isalpha() for word in words):
        return ()
    turned = [words, [*words[1:], words[0]], [words[-1], *words[:-1]]]
    return (text for order in turned for text in typed_pinyin("".join(order)))


def _initials(name: str) -> Iterable[str]:
    if has_han(name):
        return (short for _, short in pinyin_readings(name))
    letters = compact(name)
    short = letters.isascii() and letters.isalpha() and 2 <= len(letters) <= _LONGEST_INITIALS
    return (letters,) if short else ()
