"""What a load or a check did, per sheet and in total; printed as table or JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

NUMBERS: Final = (
    "lines", "accepted", "duplicate", "rejected", "dropped", "entities", "relations", "facts"
)  # fmt: skip
_HEADINGS: Final = {
    "import": ("导入", "import"),
    "file": ("文件", "file"),
    "sheet": ("工作表", "sheet"),
    "preset": ("预设", "preset"),
    "lines": ("行数", "lines"),
    "accepted": ("采用", "accepted"),
    "duplicate": ("重复", "duplicate"),
    "rejected": ("未采用", "rejected"),
    "dropped": ("略去", "dropped"),
    "entities": ("实体", "entities"),
    "relations": ("关系", "relations"),
    "facts": ("明细", "facts"),
}


@dataclass
class SheetReport:
    """One sheet: lines = accepted + duplicate + rejected + dropped.

    ``unused`` are headers no column of the mapping reads, ``guessed`` the header that was taken
    for a column because it is like it, ``given`` the columns read from the title or file name.
    """

    file: str
    sheet: str
    preset: str
    counts: dict[str, int]
    dropped: dict[str, int] = field(default_factory=dict)
    number: int | None = None
    unused: list[str] = field(default_factory=list)
    guessed: dict[str, str] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """JSON form; ``import`` is null in a check."""
        head = {
            "import": self.number,
            "file": self.file,
            "sheet": self.sheet,
            "preset": self.preset,
        }
        columns = {"unused": self.unused, "guessed": self.guessed, "given": self.given}
        return {**head, **self.counts, "dropped_as": self.dropped, **columns}


@dataclass
class LoadReport:
    """A whole load; ``version`` is the dataset version reached, None when nothing changed."""

    sheets: list[SheetReport] = field(default_factory=list)
    already: list[dict[str, Any]] = field(default_factory=list)
    unrecognised: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)
    version: int | None = None

    def total(self, name: str) -> int:
        """The sum of one count over all sheets."""
        return sum(sheet.counts.get(name, 0) for sheet in self.sheets)

    def exit_code(self, strict: bool) -> int:
        """2 when a file failed; under ``strict`` 1 when a row or a file was left out; else 0."""
        if self.failed:
            return 2
        return 1 if strict and (self.total("rejected") or self.unrecognised) else 0

    def as_dict(self) -> dict[str, Any]:
        """JSON form: imports (one entry per sheet), and what was not loaded."""
        return {
            "imports": [sheet.as_dict() for sheet in self.sheets],
            "already": self.already,
            "unrecognised": self.unrecognised,
            "failed": self.failed,
            "rejects": self.rejects,
            "version": self.version,
        }

    def rows(self, lang: str) -> list[list[str]]:
        """A heading and one line per sheet, for tables."""
        place = 1 if lang.startswith("en") else 0
        table = [[_HEADINGS[name][place] for name in _HEADINGS]]
        for sheet in self.sheets:
            line = [str(sheet.number or "—"), sheet.file, sheet.sheet, sheet.preset]
            table.append(line + [str(sheet.counts.get(name, 0)) for name in NUMBERS])
        return table
