"""A load in the ledger: counts, duplicates, identity, rejects, originals."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from graph.errors import BadInput, LedgerError
from graph.ledger import Ledger, LoadedOtherwise
from graph.store import open_store
from graph.upkeep.maintenance import compact
from graph.upkeep.verify import verify
from ingest import preset_files, rejects
from ingest.load import load_paths
from tests.ingest.filing import CARD_A, CARD_B, bank, load, totals_add_up, workbook, write

PAY = f"{CARD_A},,2026-05-01 10:00:00,100.00,900.00,出,{CARD_B},李四,SN000001,"
FEE = f"{CARD_A},,2026-05-01 10:00:01,2.00,898.00,出,,,SN000002,手续费"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "home") as opened:
        yield opened


def test_every_line_is_accepted_rejected_duplicate_or_dropped(
    ledger: Ledger, tmp_path: Path
) -> None:
    text = "\n".join(
        [
            "某银行交易明细",
            bank(PAY, FEE).rstrip(),
            "",
            "交易卡号,交易账号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,对手户名,交易流水号,备注",
            f"{CARD_A},,不是时间,1.00,,出,,,,",
            f"{CARD_A},,2026-05-01,1.00,,出,,,,,多一格",
            "6.90012E+18,,2026-05-01,1.00,,出,,,,",
            "合计,,,102.00,,,,,,",
            "打印时间：2026-06-01",
        ]
    )
    report = load(ledger, write(tmp_path / "a.csv", text, "gb18030"))
    (sheet,) = report.sheets
    assert totals_add_up(report)
    assert sheet.counts["accepted"] == 2
    assert sheet.counts["rejected"] == 3
    assert sheet.dropped == {
        "title": 1, "header": 1, "blank": 1, "repeated": 1, "total": 1, "footer": 1
    }  # fmt: skip


def test_rejects_name_place_and_reason_and_hold_no_formula(ledger: Ledger, tmp_path: Path) -> None:
    rows = [f"{CARD_A},,=1+1,1.00,,出,,,,", f"{CARD_A},,2026-05-01,@SUM(A1),,出,,,,"]
    report = load(ledger, write(tmp_path / "a.csv", bank(PAY, *rows)))
    with Path(report.rejects[0]).open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    assert report.rejects[0].endswith("/rejects/1.csv")
    assert [row[2:6] for row in found[1:]] == [
        ["3", "交易时间", "'=1+1", "time_format"],
        ["4", "交易金额", "'@SUM(A1)", "amount_format"],
    ]


def test_second_load_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", bank(PAY, FEE))
    load(ledger, path)
    version = ledger.version()
    report = load(ledger, path)
    assert report.already == [{"file": "a.csv", "import": 1}]
    assert (report.sheets, ledger.version()) == ([], version)


def test_other_case_is_refused_unless_replaced(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", bank(PAY))
    load(ledger, path)
    with pytest.raises(LoadedOtherwise, match="第 1 次导入"):
        load(ledger, path, case="A1")
    report = load(ledger, path, case="A1", replace=True)
    assert report.sheets[0].number == 2
    assert ledger.read("transfers")["case_no"].to_list() == ["A1"]


def test_after_undo_it_loads_again(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", bank(PAY))
    load(ledger, path)
    ledger.undo_import(1, "wrong file", "tester")
    assert ledger.read("transfers").is_empty()
    assert load(ledger, path).sheets[0].number == 2


def test_overlapping_export_is_duplicate_and_equal_payments_stay_two(
    ledger: Ledger, tmp_path: Path
) -> None:
    twice = f"{CARD_A},,2026-05-02 09:00:00,50.00,,出,{CARD_B},李四,,"
    load(ledger, write(tmp_path / "a.csv", bank(PAY, twice, twice)))
    report = load(ledger, write(tmp_path / "b.csv", bank(FEE, PAY, twice, twice, twice)))
    assert report.sheets[0].counts["duplicate"] == 3
    assert report.sheets[0].counts["accepted"] == 2
    rows = ledger.read("transfers").filter(pl.col("amount_minor") == 5000)
    assert rows.sort("import_id", "row")["occurrence"].to_list().count(3) == 1


def test_rows_with_one_long_serial_are_one(ledger: Ledger, tmp_path: Path) -> None:
    report = load(ledger, write(tmp_path / "a.csv", bank(PAY, PAY)))
    assert report.sheets[0].counts["duplicate"] == 1
    assert ledger.read("transfers")["occurrence"].to_list() == [1, 1]


def test_original_is_kept_read_only(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", bank(PAY), "gb18030")
    load(ledger, path)
    kept = ledger.original(str(ledger.imports()["file_sha256"][0]))
    assert kept.read_bytes() == path.read_bytes()
    assert not kept.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def test_check_writes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", bank(PAY, "坏,,x,,,,,,,"))
    report = load(ledger, path, commit=False)
    assert (report.sheets[0].counts["accepted"], report.sheets[0].number) == (1, None)
    assert ledger.version() == 0
    assert load(None, path, commit=False).sheets[0].counts == report.sheets[0].counts
    assert not (ledger.home / "rejects").exists()


def test_sheets_of_a_workbook_are_one_import(ledger: Ledger, tmp_path: Path) -> None:
    header = ["交易卡号", "交易时间", "交易金额", "收付标志"]
    row = [CARD_A, "2026-05-01 10:00:00", "1.00", "出"]
    book = {"甲": [header, row], "说明": [["本表由系统导出"]], "乙": [header, row, row]}
    report = load(ledger, workbook(tmp_path / "a.xlsx", book))
    assert [(s.number, s.sheet, s.counts["facts"]) for s in report.sheets] == [
        (1, "甲", 1), (1, "乙", 2)
    ]  # fmt: skip


def test_unrecognised_file_is_listed_in_a_folder_and_refused_by_name(
    ledger: Ledger, tmp_path: Path
) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    odd = write(folder / "odd.csv", "甲,乙,交易时间\n1,2,3\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\x00" * 40)
    write(folder / "bank.csv", bank(PAY))
    report = load(ledger, folder)
    assert [sheet.file for sheet in report.sheets] == ["bank.csv"]
    assert sorted(item["file"] for item in report.unrecognised) == ["odd.csv", "photo.jpg"]
    assert (report.exit_code(strict=False), report.exit_code(strict=True)) == (0, 1)
    with pytest.raises(BadInput, match=r"odd\.csv"):
        load(ledger, odd)


def test_missing_column_is_named(ledger: Ledger, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "交易卡号,交易时间,收付标志\n1,2,3\n")
    with pytest.raises(BadInput, match="交易金额"):
        load(ledger, path, mapping=preset_files.preset("bank-transactions"))


def test_failure_in_the_middle_leaves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    (ledger.home / "rejects").write_text("not a folder")
    path = write(tmp_path / "a.csv", bank(PAY, "坏,,x,,,,,,,"))
    with pytest.raises(LedgerError, match="rejects"):
        load(ledger, path)
    assert ledger.version() == 0
    assert not list(ledger.home.glob("ledger/**/import-*.parquet"))


def test_rejects_are_found_when_the_load_was_killed_before_it_named_them(
    ledger: Ledger, tmp_path: Path
) -> None:
    report = load(ledger, write(tmp_path / "a.csv", bank(PAY, f"{CARD_A},,不是时间,1.00,,出,,,,")))
    named = Path(report.rejects[0])
    text = named.read_text(encoding="utf-8-sig")
    named.rename(named.with_name(f"{ledger.imports()['import_id'][0]}.csv"))
    assert verify(ledger).notes == []
    assert rejects.path_of(ledger, 1).read_text(encoding="utf-8-sig") == text
    assert named.exists()
    with pytest.raises(BadInput, match="没有第 2 次导入"):
        rejects.path_of(ledger, 2)


def test_rejects_of_a_load_that_never_committed_are_noted_and_go_in_time(
    ledger: Ledger, tmp_path: Path
) -> None:
    load(ledger, write(tmp_path / "a.csv", bank(PAY)))
    left = [rejects.write(ledger.home, "123456789", "killed"), ledger.home / "rejects" / "9.7.part"]
    left[1].write_text("torn")
    assert {path.name in str(verify(ledger).notes) for path in left} == {True}
    assert verify(ledger).damage == []
    compact(ledger)
    assert all(path.exists() for path in left)
    assert compact(ledger, older_than_days=0).removed >= 2
    assert not any(path.exists() for path in left)


def test_loading_again_brings_a_store_that_was_left_behind_up_to_date(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.csv", bank(PAY))
    load(ledger, path)  # as a load killed after its commit: the store has not followed
    assert load_paths([path], ledger).already == [{"file": "a.csv", "import": 1}]
    with open_store(home=ledger.home) as store:
        assert store.applied_version() == ledger.version() > 0
