"""The cleaning log as xlsx and as PDF: the same lines, nothing in them is a formula or markup."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from ingest.cleaning_log import CleaningLog, Words

_HEADS: Final[dict[str, Words]] = {
    "title": ("数据清洗记录", "Cleaning log"),
    "source": ("一、数据来源", "1. Source"),
    "steps": ("二、清洗过程", "2. What was done"),
    "rules": ("三、适用规则", "3. Rules applied"),
    "note": (
        "内部资料 · 仅供侦查参考，不作为证据直接使用。读取 = 接受 + 重复 + 拒绝 + 略去。",
        "Internal: leads for investigation, not evidence by itself."
        " read = accepted + duplicate + rejected + dropped.",
    ),
    "undone": ("此导入已撤销。", "This import was undone."),
}
_COLUMNS: Final[tuple[Words, ...]] = (
    ("工作表", "sheet"), ("步骤", "step"), ("原因", "reason"), ("行数", "rows"),
)  # fmt: skip
#: a font every PDF reader brings for Chinese; nothing needs to be installed here
_FONT: Final = "STSong-Light"


def sections(log: CleaningLog, lang: str) -> list[tuple[str, list[list[str]]]]:
    """(heading, rows of texts) of the three parts."""
    place = _place(lang)
    steps = [
        [step.sheet or "—", step.step[place], step.reason[place], f"{step.count:,}"]
        for step in log.steps
    ]
    return [
        (_HEADS["source"][place], [[words[place], value] for words, value in log.source]),
        (_HEADS["steps"][place], [[words[place] for words in _COLUMNS], *steps]),
        (_HEADS["rules"][place], [[name, words[place]] for name, words in log.rules]),
    ]


def as_xlsx(log: CleaningLog, lang: str) -> bytes:
    """The log as a workbook of one sheet; every cell is text."""
    import xlsxwriter

    place = _place(lang)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_HEADS["title"][place])
        bold = book.add_format({"bold": True})
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 3, 34)
        sheet.write_string(0, 0, f"{_HEADS['title'][place]} · {log.number}", bold)
        at = 1
        for heading, rows in sections(log, lang):
            sheet.write_string(at + 1, 0, heading, bold)
            for offset, row in enumerate(rows, at + 2):
                for column, text in enumerate(row):
                    sheet.write_string(offset, column, text)
            at += 2 + len(rows)
        for text in _endings(log, place):
            at += 1
            sheet.write_string(at, 0, text)
    return out.getvalue()


def _place(lang: str) -> int:
    return 1 if lang.startswith("en") else 0


def _endings(log: CleaningLog, place: int) -> list[str]:
    return [_HEADS["note"][place], *([_HEADS["undone"][place]] if log.retracted else [])]


def as_pdf(log: CleaningLog, lang: str) -> bytes:
    """The log as A4 pages, numbered; the font is one PDF readers bring themselves."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    place = _place(lang)
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=9, leading=13, wordWrap="CJK")
    title = ParagraphStyle("title", parent=plain, fontSize=15, leading=22)
    head = ParagraphStyle("head", parent=plain, fontSize=11, leading=18, spaceBefore=8)
    parts: list[Any] = [Paragraph(f"{_HEADS['title'][place]} · {log.number}", title)]
    for heading, rows in sections(log, lang):
        parts += [Paragraph(heading, head), _table(rows, plain)]
    parts.append(Spacer(1, 8))
    parts += [Paragraph(escape(text), plain) for text in _endings(log, place)]
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=_HEADS["title"][place], author="graychain", leftMargin=48,
        rightMargin=48,
    )  # fmt: skip
    document.build(parts, onFirstPage=_number, onLaterPages=_number)
    return out.getvalue()


def _table(rows: Sequence[Sequence[str]], style: Any) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    widths = [110, 390] if len(rows[0]) == 2 else [90, 90, 250, 70]
    cells = [[Paragraph(escape(text), style) for text in row] for row in rows]
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=widths, style=lines, repeatRows=1 if len(rows[0]) > 2 else 0)


def _number(canvas: Any, document: Any) -> None:
    canvas.setFont(_FONT, 8)
    canvas.drawRightString(547, 28, str(document.page))
