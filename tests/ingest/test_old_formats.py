"""Files called .xls, whatever is inside: BIFF, HTML, Excel's XML, tabs; several sheets each."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwt

from ingest.sources import open_source, read_row
from tests.ingest.filing import CARD_A, CARD_B, load, totals_add_up, write

HEADER = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号"]
ROW = [CARD_A, "2026-05-01 10:00:00", "100.00", "出", CARD_B]

HTML = f"""
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">
<style>td {{mso-number-format:"\\@"}}</style><script>document.write("<tr><td>x")</script></head>
<body><table border=1><tr><td colspan=5>某银行&nbsp;交易明细
<tr><th>交易卡号<th>交易时间<th>交易金额</th><th>收付标志<th>交易对手账卡号</tr>
<tr><td x:str="'{CARD_A}">{CARD_A}</td><td>2026-05-01<br>10:00:00</td><td> 100.00&#20803;</td>
<td>出</td><td>{CARD_B}</td></tr></table></body></html>"""
XML = f"""
<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="明细"><Table>
<Row>{"".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in HEADER)}</Row>
<Row>{"".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in ROW[:2])}
<Cell ss:Index="4"><Data ss:Type="String">出&a;</Data></Cell></Row>
</Table></Worksheet><Worksheet ss:Name="空"><Table/></Worksheet></Workbook>"""


def biff(path: Path) -> Path:
    """A workbook of Excel 97 with two sheets: text, a number for an amount, a date."""
    book = xlwt.Workbook(encoding="utf-8")
    for name in ("甲", "乙"):
        sheet = book.add_sheet(name)
        for column, cell in enumerate(HEADER):
            sheet.write(0, column, cell)
        for column, value in enumerate([CARD_A, 46143.4166666667, 100.5, "出", CARD_B]):
            style = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss") if column == 1 else None
            sheet.write(1, column, value, *([style] if style else []))
    book.save(str(path))
    return path


def test_biff_with_several_sheets_is_one_import(tmp_path: Path) -> None:
    path = biff(tmp_path / "a.xls")
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    report = load(None, path, commit=False)
    assert [(s.sheet, s.counts["facts"]) for s in report.sheets] == [("甲", 1), ("乙", 1)]
    assert totals_add_up(report)
    assert read_row(path, "乙", 2)[1] == [CARD_A, "2026-05-01 10:00:00", "100.5", "出", CARD_B]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_html_called_xls(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.xls", HTML, encoding)
    report = load(None, path, commit=False)
    assert report.sheets[0].counts | {"entities": 0} == {
        "lines": 3, "accepted": 1, "duplicate": 0, "rejected": 0, "dropped": 2,
        "entities": 0, "relations": 0, "facts": 1,
    }  # fmt: skip
    assert read_row(path, "", 3)[1][:3] == [CARD_A, "2026-05-01\n10:00:00", "100.00元"]


def test_spreadsheet_xml_keeps_places_and_reads_no_entity(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xls", XML)
    (table,) = open_source(path).tables
    assert [list(row) for row in table.head] == [HEADER, [*ROW[:2], None, "出&a;", None]]


def test_tabs_called_xls(tmp_path: Path) -> None:
    text = "\n".join("\t".join(row) for row in (HEADER, ROW)) + "\n"
    report = load(None, write(tmp_path / "a.xls", text, "gb18030"), commit=False)
    assert report.sheets[0].counts["facts"] == 1


def test_rows_that_span_push_their_neighbours_aside(tmp_path: Path) -> None:
    html = (
        "<table><tr><td>a<td>b</tr><tr><td rowspan=2>1<td>x</tr><tr><td>y</tr>"
        "<tr><td colspan=99999999>z</table><table><tr><td>second<td>table</table>"
    )
    path = write(tmp_path / "a.html", html)
    first, second = open_source(path).tables
    assert (first.name, second.name) == ("1", "2")
    assert [row[:2] for row in first.head] == [["a", "b"], ["1", "x"], [None, "y"], ["z", None]]
    (filled,) = first.chunks(2, (0,))
    assert filled["c0"].to_list() == ["a", "1", "1", "z"]


def test_markup_without_a_table_has_none(tmp_path: Path) -> None:
    assert open_source(write(tmp_path / "a.html", "<html><p>只有字</html>")).tables == []
