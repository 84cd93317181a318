"""Headers nobody named before: taken where name or cells tell, said in the report, else refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import BadInput
from ingest.plan import plan_sheet
from ingest.sources import Table
from tests.ingest.filing import CARD_A, CARD_B, load, write

ROWS = [
    [CARD_A, "2026-05-01 10:00:00", "100.00", "出", CARD_B],
    [CARD_B, "2026-05-01 10:00:01", "2.50", "进", CARD_A],
]


def planned(header: list[str], rows: list[list[str]]) -> tuple[str, dict[str, str]]:
    """(preset, guessed header → column) of a sheet."""
    found = plan_sheet(Table("", [list(header), *(list(row) for row in rows)]), "", None)
    assert found is not None
    bound = found.binding
    return found.mapping.preset, {bound.header[bound.places[n]]: n for n in bound.guessed}


def test_a_known_header_is_never_a_guess() -> None:
    header = ["交易卡号", "交易时间", "交易金额", "收付标志", "交易对手账卡号"]
    assert planned(header, ROWS) == ("bank-transactions", {})


def test_a_like_header_is_taken_when_its_cells_agree() -> None:
    header = ["交易卡号", "交易时间戳", "交易金额数", "收付标志", "交易对手账卡号"]
    assert planned(header, ROWS) == (
        "bank-transactions", {"交易时间戳": "time", "交易金额数": "amount"}
    )  # fmt: skip


def test_cells_that_can_be_nothing_else_tell_their_column() -> None:
    header = ["交易卡号", "T", "交易金额", "D", "交易对手账卡号"]
    assert planned(header, ROWS) == ("bank-transactions", {"T": "time", "D": "direction"})


def test_a_like_header_with_other_cells_is_not_taken() -> None:
    header = ["交易卡号", "交易时间戳", "交易金额", "收付标志", "交易对手账卡号"]
    rows = [[row[0], "不详的话", *row[2:]] for row in ROWS]
    assert plan_sheet(Table("", [header, *rows]), "", None) is None


def test_two_columns_that_could_be_it_are_left_alone() -> None:
    header = ["交易卡号", "T", "交易金额", "收付标志", "交易对手账卡号", "U"]
    rows = [[*row, "2026-05-02"] for row in ROWS]
    assert plan_sheet(Table("", [header, *rows]), "", None) is None


def test_the_report_names_guessed_and_unused_columns(tmp_path: Path) -> None:
    text = "交易卡号,T,交易金额,收付标志,内部码\n" + "\n".join(
        ",".join([*row[:4], "x"]) for row in ROWS
    )
    report = load(None, write(tmp_path / "a.csv", text), commit=False)
    (sheet,) = report.sheets
    assert (sheet.guessed, sheet.unused) == ({"T": "交易时间"}, ["内部码"])
    assert sheet.counts["facts"] == 2


def test_the_name_of_a_file_decides_between_equal_headers() -> None:
    header = [["账号", "户名", "开户行", "状态"], [CARD_A, "赵一", "合成银行", "正常"]]
    found = plan_sheet(Table("", header), "账户信息.csv", None)
    assert found is not None
    assert found.mapping.preset == "bank-accounts"


def test_a_file_nobody_knows_names_three_presets_and_what_each_lacks(tmp_path: Path) -> None:
    path = write(tmp_path / "odd.csv", "交易卡号,交易时间,甲,乙\n1,2,3,4\n")
    with pytest.raises(BadInput) as caught:
        load(None, path, commit=False)
    said = caught.value.text("zh")
    assert said.startswith("无法识别文件 odd.csv，最接近的预设：")
    assert "bank-transactions（缺 交易金额、收付标志）" in said
    assert said.count("（缺 ") == 3
    assert "bank-transactions (lacks 交易金额, 收付标志)" in caught.value.text("en")
