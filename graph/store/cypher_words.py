"""The words of a Cypher text, and those no question of ours may hold.

A read-only session alone stops neither ``LOAD CSV`` of local files and inner
addresses nor administrative statements, so they are refused before they are sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from graph.errors import Refused

_TOKEN: Final = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))
      | (?P<text>'(?:\\.|[^'\\])*(?:'|\Z)|"(?:\\.|[^"\\])*(?:"|\Z))
      | (?P<quoted>`(?:``|[^`])*(?:`|\Z))
      | (?P<word>[^\W\d]\w*)
      | (?P<rest>.)""",
    re.VERBOSE | re.DOTALL,
)
#: the server replaces these before it reads anything else
_ESCAPE: Final = re.compile(r"\\u+([0-9a-fA-F]{4})")
#: statements and clauses that begin so are refused wherever a clause may stand
_REFUSED: Final = ("USE", "SHOW", "TERMINATE")
#: before a name these words are names themselves: a property, a label, a parameter, an alias
_NAMING: Final = (".", ":", "$", "|", "&", "!", "AS")
#: procedures that only read the store's own description
ALLOWED_PROCEDURES: Final = ("db.labels", "db.relationshiptypes", "db.propertykeys")


def tokens(cypher: str) -> Iterator[str]:
    """The words and signs of a text: words upper-case, strings as ``''``, names as ````."""
    for found in _TOKEN.finditer(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), cypher)):
        if found.lastgroup == "text":
            yield "''"
        elif found.lastgroup == "quoted":
            yield "``"
        elif found.lastgroup == "word":
            yield found[0].upper()
        elif found.lastgroup == "rest":
            yield found[0]


def refuse_outside_reach(cypher: str) -> None:
    """Raise :class:`Refused` for a text that reads files or addresses, or administers."""
    words = ["", *tokens(cypher), "", ""]
    for place, (before, word) in enumerate(pairwise(words), 1):
        after = words[place + 1] if place + 1 < len(words) else ""
        wrong = (
            (word == "LOAD" and after == "CSV")
            or (word in _REFUSED and before not in _NAMING and _starts_name(after))
            or (word == "CALL" and before not in _NAMING and _procedure(words, place + 1))
        )
        if wrong:
            raise Refused(
                f"查询不得使用 {word}。", f"A query may not use {word} {after}".rstrip() + "."
            )


def _starts_name(token: str) -> bool:
    return token == "``" or token[:1].isalpha()


def _procedure(words: list[str], start: int) -> bool:
    """Whether what is called names a procedure that is not allowed; a subquery names none."""
    if not _starts_name(words[start]):
        return False
    name = ""
    while words[start] == "." or _starts_name(words[start]):
        name += words[start].lower()
        start += 1
        if words[start] != "." and not name.endswith("."):
            break
    return name not in ALLOWED_PROCEDURES
