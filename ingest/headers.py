"""Where the header of a sheet is, by score over its first rows; folding of header words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

#: rows looked at for a header
HEAD_ROWS: Final = 20
_BRACKETS = re.compile(r"[(\[【<][^)\]】>]*[)\]】>]")
_NOISE = re.compile(r"[\s*_:.\-'\"\u200b\ufeff]+")
_FIGURES = re.compile(r"^[\d\s:./\-+,%¥￥*]+$")

Cells = Sequence[str | None]


@lru_cache(maxsize=8192)
def fold_header(text: str, brackets: bool = False) -> str:
    """A header as it is compared: half width, lower case, without spaces and brackets' content.

    >>> fold_header("交易金额（元） ")
    '交易金额'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = _NOISE.sub("", plain if brackets else _BRACKETS.sub("", plain))
    return bare or _NOISE.sub("", plain)


def find_header(head: Sequence[Cells], known: Iterable[str]) -> int | None:
    """The index of the header among the first rows, or ``None`` when no row can be one.

    ``known`` are folded header words of all mappings; the row with most of them wins, and
    where none has two, the widest row of distinct words that has rows like it below.
    """
    words = frozenset(known)
    hits = [sum(fold_header(cell) in words for cell in filled(row)) for row in head[:HEAD_ROWS]]
    best = max(range(len(hits)), key=lambda index: (hits[index], -index), default=None)
    if best is not None and hits[best] >= 2:
        return best
    return _widest(head[:HEAD_ROWS])


def _widest(head: Sequence[Cells]) -> int | None:
    best, best_score = None, 1.0
    for index, row in enumerate(head):
        cells = filled(row)
        figures = sum(_FIGURES.match(cell) is not None for cell in cells)
        if len(cells) < 2 or figures or len(set(cells)) < len(cells):
            continue
        below = [len(filled(other)) for other in head[index + 1 : index + 6]]
        score = len(cells) + (0.5 if below and max(below) > 1 else 0.0)
        if score > best_score:
            best, best_score = index, score
    return best


def filled(row: Cells) -> list[str]:
    """The cells of a row that are not blank."""
    return [cell for cell in row if cell and cell.strip()]
