"""The ``entity`` answer in the shape its page needs: groups of relations, leads, clashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from webapp import text, words
from webapp.i18n import both, t

#: roles that suspect nobody: those of victims and witnesses, and of papers
_OFFENCE_FREE = frozenset({"victim", "victim-account", "reporter", "holder", "事主", "报案人"})
_OFFENCE_FREE |= {"case", "reference"}
#: properties that may well have several values
_PLURAL = frozenset({"alias", "occupation", "issues", "note"})


def read(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """Template values of one entity: ``entity, leads, summary, groups, properties, …``."""
    entity = dict(envelope["entity"])
    entity.setdefault("case_nos", [])
    properties = [_property(row) for row in envelope["rows"]]
    _mark_clashes(properties)
    return {
        "entity": entity,
        "leads": _leads(entity),
        "summary": _summary(entity),
        "groups": _groups(envelope.get("relations") or []),
        "properties": properties,
        "source_count": len({str(ref) for row in properties for ref in row["sources"]}),
    }


def _property(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": row["property"],
        "label": both(row.get("label_zh") or row["property"], row.get("label_en") or ""),
        "value": value_text(str(row["property"]), row.get("value")),
        "raw": row.get("raw") if isinstance(row.get("raw"), str) else "",
        "method": row.get("method"),
        "confidence": row.get("confidence"),
        "sources": list(row.get("sources") or ()),
        "clash": False,
    }


def value_text(name: str, value: Any) -> str:
    """A property as people read it: money for ``…_minor``, a time for a large ``…_at``."""
    if name == "issues":
        return words.issue(value)
    if isinstance(value, bool):
        return t("questions.yes") if value else t("questions.no")
    if isinstance(value, int) and name.endswith("_minor"):
        return text.money(value)
    if isinstance(value, int) and abs(value) > 10**14:
        return text.when(value)
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return "" if value is None else str(value)


def _mark_clashes(properties: list[dict[str, Any]]) -> None:
    """Two values of one property are marked: which one is right is for people to say."""
    seen = Counter(row["name"] for row in properties)
    for row in properties:
        row["clash"] = seen[row["name"]] > 1 and row["name"] not in _PLURAL


def _leads(entity: Mapping[str, Any]) -> list[dict[str, str]]:
    """Roles as leads: ``卡农@A990…`` → possible card farmer in that case."""
    found = []
    for entry in entity.get("roles") or ():
        role, _, case_no = str(entry).partition("@")
        if role and role not in _OFFENCE_FREE:
            found.append({"role": words.role(role), "case_no": case_no})
    return found[:4]


def _summary(entity: Mapping[str, Any]) -> list[dict[str, str]]:
    lines = []
    if any(
        str(role).startswith("victim") and "account" not in str(role)
        for role in entity.get("roles") or ()
    ):
        lines.append({"label": both("身份", "Part"), "value": t("entity.victim")})
    first, last = entity.get("first_seen"), entity.get("last_seen")
    if isinstance(first, int) and isinstance(last, int):
        days = [text.when(first, "day"), text.when(last, "day")]
        lines.append({"label": t("entity.period"), "value": " – ".join(dict.fromkeys(days))})
    return lines


def _groups(relations: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Relations under 进, 出, 人与物 and 已抑制, each sorted by how many there are."""
    grouped: dict[str, list[dict[str, Any]]] = {"in": [], "out": [], "ties": [], "suppressed": []}
    for row in _merged(relations):
        flow = row["type"] in words.FLOWS
        name = "suppressed" if row.get("suppressed") else row["direction"] if flow else "ties"
        grouped[name].append(_relation(row, name))
    return [
        {"name": name, "rows": sorted(rows, key=lambda r: (-r["count"], r["type"], r["direction"]))}
        for name, rows in grouped.items()
        if rows
    ]


def _merged(relations: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Relations that differ only in how they are known are one line of the panel."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in relations:
        names = ("type", "direction", "other_family")
        key = (*(row[name] for name in names), bool(row.get("suppressed")))
        known = found.setdefault(key, {**row, "count": 0})
        known["count"] += row["count"]
        if row.get("kind") != "derived":
            known["kind"] = row.get("kind")
    return list(found.values())


def _relation(row: Mapping[str, Any], group: str) -> dict[str, Any]:
    marks = {"in": "←", "out": "→", "ties": "–", "suppressed": "·"}
    derived = row.get("kind") == "derived"
    return {
        "type": row["type"],
        "direction": row["direction"],
        "label": both(row.get("zh") or row["type"], row.get("en") or row["type"]),
        "other_family": row.get("other_family") or "material",
        "count": row["count"],
        "kind": row.get("kind"),
        "suppressed": bool(row.get("suppressed")),
        "mark": "┄" if derived else marks[group],
    }
