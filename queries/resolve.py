"""Which entity a text means: an id, a complete number, a key or a whole name; never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final, NoReturn

import polars as pl

from graph import schema
from graph.dataset import Dataset
from graph.errors import Ambiguous, UnknownEntity
from graph.model import Entity
from graph.text import fold
from queries import references
from queries.model import Row

_ID: Final = re.compile(r"[a-z]-[0-9a-hjkmnp-tv-z]{26}")

#: candidates named in the one-line message; the details carry them all
_LISTED: Final = 5

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resolve(dataset: Dataset, text: str, veil: Callable[[Any], Any]) -> Entity:
    """The entity called ``text``, with its computed properties (roles, cases, hub …).

    Raises :class:`UnknownEntity` or :class:`Ambiguous`. Cost: scans of cached columns.
    """
    if _ID.fullmatch(text):
        return references.entity(dataset, dataset.resolve_redirect(text)) or _refuse(text)
    for ids in (_numbers(dataset, text), _keys(dataset, text), _names(dataset, text)):
        if len(ids) == 1:
            return references.entity(dataset, ids[0]) or _refuse(text)
        if ids:
            rows = references.of_ids(dataset, ids)
            raise _ambiguous(text, [veil(rows[i]) for i in ids])
    raise unknown(text)


def _refuse(text: str) -> NoReturn:
    raise unknown(text)


def unknown(text: str) -> UnknownEntity:
    """The error for a text nobody is called."""
    shown = text if len(text) <= 40 else text[:40] + "…"
    return UnknownEntity(
        f"没有找到“{shown}”：它不是任何实体的号码、编号或姓名；可用 search 模糊查找。",
        f"Nothing is called '{shown}': no entity has it as number, key or name; try search.",
    )


def _ambiguous(text: str, rows: list[Row]) -> Ambiguous:
    shown = text if len(text) <= 40 else text[:40] + "…"
    kinds = schema.load().entities

    def listed(zh: bool) -> str:
        parts = []
        for row in rows[:_LISTED]:
            kind = kinds.get(row["type"])
            word = (kind.zh if zh else kind.en) if kind else row["type"]
            key = f" {row['key']}" if row["key"] and row["key"] != row["label"] else ""
            parts.append(f"{row['id']} ({word} {row['label']}{key})")
        more = len(rows) - _LISTED
        return "; ".join(parts) + (f"; … +{more}" if more > 0 else "")

    return Ambiguous(
        f"“{shown}”对应 {len(rows)} 个实体，请改用其中一个标识号：{listed(True)}",
        f"'{shown}' means {len(rows)} entities, give one of these ids: {listed(False)}",
        candidates=rows,
    )


def _numbers(dataset: Dataset, text: str) -> list[str]:
    forms = number_forms(text)
    found = (
        dataset.numbers.lazy()
        .filter(pl.col("norm").is_in(sorted(forms)))
        .select("entity_id", "namespace", "norm")
        .unique()
        .collect()
    )
    return sorted(
        {
            row["entity_id"]
            for row in found.iter_rows(named=True)
            if forms[row["norm"]] in ("", row["namespace"])
        }
    )


def _keys(dataset: Dataset, text: str) -> list[str]:
    """Entities one of whose keys (ID, passport, case number …) is the text."""
    key = squeeze(text)
    forms = sorted({text, key, key.upper(), key.lower(), upgrade_id(key)} - {""})
    value = pl.col("strong_keys").str.replace(r"^[^:]*:", "")
    strong = (
        dataset.records.lazy()
        .select("cluster", "strong_keys")
        .explode("strong_keys", keep_nulls=False, empty_as_null=False)
        .filter(value.is_in(forms))
        .select("cluster")
    )
    return sorted({*_ids(dataset, pl.col("key").is_in(forms)), *strong.collect()["cluster"]})


def _names(dataset: Dataset, text: str) -> list[str]:
    """Entities one of whose records bears the name, however it is dressed."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    forms = sorted({text, plain, squeeze(text), fold(text)} - {""})
    named = dataset.records.lazy().filter(pl.col("name").is_in(forms)).select("cluster")
    return sorted({*_ids(dataset, pl.col("name").is_in(forms)), *named.collect()["cluster"]})


def _ids(dataset: Dataset, wanted: pl.Expr) -> list[str]:
    frame = dataset.entities.lazy().filter(wanted).select("entity_id").unique().collect()
    return sorted(frame["entity_id"].to_list())


def squeeze(text: str) -> str:
    """``text`` in half width without the blanks and dashes people put between digits."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b\ufeff]+", "", folded)


def number_forms(text: str) -> dict[str, str]:
    """The written forms under which ``text`` may be kept → the only namespace, or ``""``."""
    plain = squeeze(text)
    digits = re.sub(r"[-–—.()（）]", "", plain)
    forms = dict.fromkeys((plain, digits, plain.lower(), plain.upper(), digits.upper()), "")
    national = re.sub(r"^(\+|00)?86(?=\d{7})", "", digits)
    if national.isdigit() and 7 <= len(national) <= 15:
        forms |= {f"+86{national}": "phone", f"+86{national.lstrip('0')}": "phone"}
    if digits.startswith("00"):
        forms["+" + digits[2:]] = "phone"
    if digits.isdigit() and len(digits) in (15, 16):
        forms[digits[:14]] = "imei"
    if mac := re.sub(r"[-:.]", "", plain.lower()):
        forms.setdefault(mac, "mac")
    host = re.sub(r"^[a-z]+://", "", plain.lower()).split("/")[0].split("?")[0]
    parts = host.split(".") if re.search(r"[a-z]", host) else []
    for start in range(len(parts) - 1):  # a site is kept under its registered domain
        forms.setdefault(".".join(parts[start:]), "url")
    forms.pop("", None)
    return forms


def upgrade_id(text: str) -> str:
    """The 18-digit form of a 15-digit ID number, else ``""``."""
    if not re.fullmatch(r"\d{15}", text):
        return ""
    body = text[:6] + "19" + text[6:]
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]
