"""The lines under a printed table that tell what an envelope holds besides its rows."""

from __future__ import annotations

from typing import Any, Final

from queries.cells import cell, clean, money, word
from queries.model import Row, Text

#: characters of a name or a reason: some are longer than a page
_LONGEST: Final = 200


def summary(envelope: Row, lang: str) -> list[str]:
    """Lines about the subject, its relations, its chains and its sums; often none."""
    lines: list[str] = []
    if isinstance(envelope.get("entity"), dict):
        lines += _subject(envelope["entity"], lang)
    lines += [_relation(row, lang) for row in envelope.get("relations") or ()]
    lines += [_decision(row, lang) for row in envelope.get("decisions") or ()]
    lines += [_chain(row, lang) for row in envelope.get("chains") or ()]
    counts = envelope.get("counts") or {}
    lines += [" · ".join(f"{word(k, lang)} {n}" for k, n in counts.items() if n)] if counts else []
    for loss in envelope.get("losses") or ():
        amount = money(loss["amount_minor"], loss["currency"])
        lines.append(Text(f"登记损失 {amount}", f"Registered loss {amount}").of(lang))
    return [clean(line) for line in lines]


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _subject(entity: Row, lang: str) -> list[str]:
    name = _cut(cell(entity, "entity", {}, lang))
    head = f"{word(entity['type'], lang)} {name} ({entity['id']})"
    cases = ", ".join(entity.get("case_nos") or ())
    roles = ", ".join(map(_cut, entity.get("roles") or ()))
    return [head, *([Text("案件 ", "Cases ").of(lang) + cases] if cases else []),
            *([Text("角色 ", "Roles ").of(lang) + roles] if roles else [])]  # fmt: skip


def _relation(row: Row, lang: str) -> str:
    mark = "→" if row["direction"] == "out" else "←"
    hidden = Text("（已抑制）", " (suppressed)").of(lang) if row["suppressed"] else ""
    kind = row["en"] if lang.startswith("en") else row["zh"]
    return f"{mark} {kind} [{row['other_family']}] × {row['count']}{hidden}"


def _decision(row: Row, lang: str) -> str:
    label = Text("决定", "Decision").of(lang)
    why = f"{_cut(row['why'])} {_cut(row['text'])}"
    return f"{label} {row['decision']} {row['kind']} · {row['actor']} · {why}"


def _chain(row: Row, lang: str) -> str:
    verdict = word(str(row.get("verdict")), lang)
    number: Any = row.get("completeness")
    share = f"{number:.2f}" if isinstance(number, float) else str(number)
    return f"{row.get('case')} {row.get('template')} · {share} · {verdict}"
