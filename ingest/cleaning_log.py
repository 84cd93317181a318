"""The cleaning log of an import: source, rows read, duplicate, left out and why, rules applied.

Its parts follow GA/T 2159-2024 (资金数据清洗): what the data are and where they come from,
what was done to them step by step, with which rules, and what was set aside.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from graph.ledger import Ledger, import_numbered
from ingest import preset_files, rejects
from ingest.cleaning_rules import DROPPED, RULES
from ingest.values.times import to_local

#: a text in zh and en
Words = tuple[str, str]

_STEPS: Final[tuple[tuple[str, Words], ...]] = (
    ("lines", ("读取", "read")),
    ("accepted", ("接受", "accepted")),
    ("duplicate", ("重复", "duplicate")),
    ("rejected", ("拒绝", "rejected")),
    ("dropped", ("略去", "dropped")),
)
_DETAILS: Final = {
    "rejected_as": (("拒绝", "rejected"), rejects.REASONS),
    "dropped_as": (("略去", "dropped"), DROPPED),
    "left_as": (("未采用的值", "values left out"), rejects.REASONS),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line: sheet, what happened, why (empty for a total), how many."""

    sheet: str
    step: Words
    reason: Words
    count: int


@dataclass(frozen=True, slots=True)
class CleaningLog:
    """One import's log; ``source`` and ``rules`` are lines of words and a value."""

    number: int
    file_name: str
    retracted: bool
    source: tuple[tuple[Words, str], ...]
    steps: tuple[Step, ...]
    rules: tuple[tuple[str, Words], ...]

    def as_dict(self, lang: str) -> dict[str, Any]:
        """JSON form in one language."""
        place = 1 if lang.startswith("en") else 0
        return {
            "import": self.number,
            "file": self.file_name,
            "retracted": self.retracted,
            "source": {words[place]: value for words, value in self.source},
            "steps": [
                {"sheet": s.sheet, "step": s.step[place], "reason": s.reason[place], "n": s.count}
                for s in self.steps
            ],
            "rules": {name: words[place] for name, words in self.rules},
        }


def cleaning_log(ledger: Ledger, number: int) -> CleaningLog:
    """The log of import ``number``; raises :class:`BadInput` when there is none."""
    row = import_numbered(ledger.imports(), number)
    counts = json.loads(row["counts"] or "[]")
    return CleaningLog(
        number,
        row["file_name"],
        bool(row["retracted"]),
        _source(row),
        tuple(step for sheet in counts for step in _steps(sheet)),
        _rules(row, counts),
    )


def _source(row: dict[str, Any]) -> tuple[tuple[Words, str], ...]:
    return (
        (("文件", "file"), row["file_name"]),
        (("SHA-256", "SHA-256"), row["file_sha256"]),
        (("字节", "bytes"), f"{row['file_bytes']:,}"),
        (("编码", "encoding"), row["encoding"]),
        (("调证文书", "legal document"), row["document"] or "—"),
        (("反馈单位", "answering unit"), row["unit"] or "—"),
        (("案件", "case"), row["case_no"] or "—"),
        (("导入人", "loaded by"), row["actor"]),
        (("导入时间", "loaded at"), f"{to_local(row['loaded_at']):%Y-%m-%d %H:%M:%S}"),
        (("审计链首", "audit head"), row["audit_head"] or "—"),
        (("合成数据", "synthetic data"), "是 yes" if row["synthetic"] else "否 no"),
    )


def _steps(sheet: dict[str, Any]) -> list[Step]:
    name = sheet["sheet"]
    found = [Step(name, words, ("", ""), int(sheet.get(key) or 0)) for key, words in _STEPS]
    for key, (step, table) in _DETAILS.items():
        for reason, count in sorted(sheet.get(key, {}).items(), key=lambda item: -item[1]):
            found.append(Step(name, step, table.get(reason, (reason, reason)), count))
    return found


def _rules(row: dict[str, Any], counts: list[dict[str, Any]]) -> tuple[tuple[str, Words], ...]:
    known = preset_files.presets()
    used = []
    for text in filter(None, row["presets"].split(", ")):
        name = text.partition("@")[0]
        words = (known[name].zh, known[name].en) if name in known else (name, name)
        used.append((text, (f"映射：{words[0]}", f"mapping: {words[1]}")))
    sets = sorted({int(sheet["rule_set"]) for sheet in counts if "rule_set" in sheet})
    version = f"v{sets[-1]}" if sets else "—"
    return tuple(used) + tuple((f"{name} {version}", words) for name, words in RULES.items())
