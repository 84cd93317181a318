"""One table of every sentence the pages and scripts show, in zh and en (``strings*.yml``)."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import yaml
from flask import g, has_request_context, request

from graph import schema, settings

_FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, str]]:
    files = [path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("strings*.yml"))]
    return {
        f"{group}.{key}": (str(pair[0]), str(pair[1]))
        for text in files
        for group, rows in yaml.safe_load(text).items()
        for key, pair in rows.items()
    }


def lang() -> str:
    """Language of this request: ``?lang=``, the cookie, else the setting."""
    if not has_request_context():
        return settings.lang()
    if "lang" not in g:
        asked = request.args.get("lang") or request.cookies.get("gc_lang") or settings.lang()
        g.lang = asked if asked in LANGUAGES else settings.lang()
    return str(g.lang)


def t(key: str, /, **values: object) -> str:
    """The sentence ``group.key`` in the language of the request, with ``{values}`` put in.

    Raises ``KeyError`` for a key the table does not have.
    """
    text = _table()[key][LANGUAGES.index(lang())]
    return text.format(**values) if values else text


def keys() -> frozenset[str]:
    """Every key of the table."""
    return frozenset(_table())


def both(zh: str, en: str) -> str:
    """The one of two sentences that fits the request's language."""
    return en if lang() == "en" else zh


@lru_cache(maxsize=2)
def script(language: str) -> str:
    """The table as a JavaScript module, for the scripts."""
    index = LANGUAGES.index(language)
    table = {key: pair[index] for key, pair in _table().items()}
    for family in schema.load().families.values():
        table[f"family.{family.name}"] = family.zh if index == 0 else family.en
    return "export default " + json.dumps(table, ensure_ascii=False, sort_keys=True) + ";\n"


@lru_cache(maxsize=2)
def script_version(language: str) -> str:
    """A short hash of the module, so that a browser may keep it."""
    return hashlib.sha256(script(language).encode()).hexdigest()[:10]
