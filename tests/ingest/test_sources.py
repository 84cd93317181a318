"""Files of every encoding, separator and shape become the same rows with the same numbers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from graph.errors import BadInput
from ingest import delimited
from ingest.delimited import Dialect
from ingest.sources import open_source, read_row
from tests.ingest.filing import workbook, write

TABLE = "姓名,电话,备注\n张三,13800000001,㐂𠮷\n李四,13800000002,无\n"


def cells(path: Path, width: int = 3) -> list[tuple[object, ...]]:
    table = open_source(path).tables[0]
    return [row for chunk in table.chunks(width) for row in chunk.drop("row", "extra").rows()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encoding_is_told_from_the_bytes(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.csv", TABLE, encoding)
    assert cells(path)[1] == ("张三", "13800000001", "㐂𠮷")


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_separator_is_told_from_the_lines(tmp_path: Path, separator: str) -> None:
    path = write(tmp_path / "a.txt", TABLE.replace(",", separator), "gb18030")
    assert cells(path)[2] == ("李四", "13800000002", "无")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_of_every_system_end_a_row(tmp_path: Path, newline: str) -> None:
    path = write(tmp_path / "a.csv", TABLE.replace("\n", newline))
    assert [row[0] for row in cells(path)] == ["姓名", "张三", "李四"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(BadInput, match=r"a\.csv"):
        open_source(tmp_path / "a.csv")


def test_blank_lines_and_quoted_newlines_keep_the_row_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,b\n\n"x\ny",2\n3,4\n')
    assert read_row(path, "", 3) == (["a", "b"], ["x\ny", "2"])
    assert read_row(path, "", 4)[1] == ["3", "4"]


def test_a_quote_that_never_closes_swallows_no_rows(tmp_path: Path) -> None:
    rows = [f"{n},商户{n},{n}.00" for n in range(200)]
    rows[50] = '50,"商户50,50.00'
    path = write(tmp_path / "a.csv", "a,b,c\n" + "\n".join(rows) + "\n")
    found = cells(path)
    assert len(found) == 201
    assert found[51] == ("50", '"商户50', "50.00")
    assert found[200] == ("199", "商户199", "199.00")


def test_text_behind_a_closing_quote_stays_readable(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'a,b,c\n1,"12"x,3\n4,5,6\n')
    assert [row[0] for row in cells(path)] == ["a", "1", "4"]


@pytest.mark.parametrize("size", [40, 100, 1000])
def test_blocks_end_between_records_whatever_their_size(tmp_path: Path, size: int) -> None:
    rows = [f'{n},"甲\n乙{n}",丙' if n % 7 == 0 else f"{n},甲,丙" for n in range(60)]
    path = write(tmp_path / "a.csv", "\n".join(rows) + "\n", "gb18030")
    dialect = Dialect(path, "gb18030", ",")
    found = [
        row[0]
        for block in delimited.blocks(dialect, size)
        for row in delimited.read_text(dialect.read(block), ",", 3).rows()
    ]
    assert found == [str(n) for n in range(60)]


def test_more_cells_than_the_header_are_marked(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b\n1,2\n1,2,3\n1\n")
    (chunk,) = open_source(path).tables[0].chunks(2)
    assert chunk["extra"].to_list() == [False, False, True, False]
    assert chunk["c1"].to_list() == ["b", "2", "2", None]


def test_workbook_keeps_row_numbers_and_long_numbers_recognisable(tmp_path: Path) -> None:
    rows = [[None], ["姓名", "卡号"], ["张三", 6.90012345678901e18], ["李四", 42]]
    path = workbook(tmp_path / "a.xlsx", {"甲": rows, "乙": [["x", "y"]]})
    assert [table.name for table in open_source(path).tables] == ["甲", "乙"]
    assert read_row(path, "甲", 3)[1] == ["张三", "6.90012345678901e+18"]
    assert read_row(path, "甲", 4)[1] == ["李四", "42"]


def test_merged_cells_fill_only_the_columns_that_say_so(tmp_path: Path) -> None:
    rows = [["编号", "姓名"], ["A1", "张三"], [None, None], ["A2", "王五"]]
    path = workbook(tmp_path / "a.xlsx", {"甲": rows}, merged="A2:A3")
    table = open_source(path).tables[0]
    (filled,), (plain,) = table.chunks(2, (0,)), table.chunks(2)
    assert filled["c0"].to_list() == ["编号", "A1", "A1", "A2"]
    assert plain["c0"].to_list() == ["编号", "A1", None, "A2"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0 not a book"])
def test_broken_workbook_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.xlsx"):
        open_source(tmp_path / "a.xlsx")


def test_workbook_that_swells_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    with pytest.raises(BadInput, match="过大"):
        open_source(tmp_path / "a.xlsx")


def test_missing_row_and_sheet_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", TABLE)
    with pytest.raises(BadInput, match="99"):
        read_row(path, "", 99)
    with pytest.raises(BadInput, match="乙"):
        read_row(path, "乙", 1)
