"""The cleaning log, its files, the rows to correct, and what an undo would take away."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from graph import decisions
from graph.dataset import Dataset
from graph.errors import BadInput
from graph.ledger import Ledger
from ingest.cleaning_files import as_pdf, as_xlsx
from ingest.cleaning_log import CleaningLog, cleaning_log
from ingest.corrections import REASON, rejected_rows
from ingest.options import Request
from ingest.undoing import consequences
from tests.ingest.filing import CARD_A, CARD_B, bank, load, write

GOOD = f"{CARD_A},,2026-05-01 10:00:00,100.00,900.00,出,{CARD_B},李四,SN000001,"
BAD = f"{CARD_A},,不是时间,1.00,,出,,,,=1+1"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "home") as opened:
        path = write(tmp_path / "<b>流水.csv", bank(GOOD, BAD, "合计,,,101.00,,,,,,"))
        load(opened, path, request=Request("调证通知书 2026-118 号", "合成银行甲"))
        yield opened


def _steps(log: CleaningLog) -> dict[tuple[str, str], int]:
    return {(step.step[1], step.reason[1]): step.count for step in log.steps}


def test_the_log_names_source_steps_and_rules_and_adds_up(ledger: Ledger) -> None:
    log = cleaning_log(ledger, 1)
    source = {words[1]: value for words, value in log.source}
    assert source["legal document"] == "调证通知书 2026-118 号"
    assert source["answering unit"] == "合成银行甲"
    assert len(source["SHA-256"]) == 64
    steps = _steps(log)
    kinds = ("accepted", "duplicate", "rejected", "dropped")
    assert steps["read", ""] == sum(steps[kind, ""] for kind in kinds) == 4
    assert steps["rejected", "the time cannot be read"] == 1
    assert steps["dropped", "total"] == 1
    assert log.rules[0][0] == "bank-transactions@1"
    assert all(name.endswith(" v1") for name, _ in log.rules[1:])
    with pytest.raises(BadInput):
        cleaning_log(ledger, 9)


def test_the_files_hold_the_same_lines_as_text(ledger: Ledger, tmp_path: Path) -> None:
    log = cleaning_log(ledger, 1)
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(log, "zh"))).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "<b>流水.csv" in cells
    assert "时间写法无法识别" in cells
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    path = tmp_path / "log.pdf"
    path.write_bytes(as_pdf(log, "zh"))
    assert path.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
        assert "调证通知书" in done.stdout.decode()


def test_refused_rows_are_corrected_and_loaded_again(ledger: Ledger, tmp_path: Path) -> None:
    text = rejected_rows(ledger, 1)
    header, row = csv.reader(io.StringIO(text))
    assert (header[-1], row[-1]) == (REASON, "时间写法无法识别")
    assert row[header.index("备注")] == "'=1+1"  # shown by a spreadsheet as it is
    fixed = write(tmp_path / "更正.csv", text.replace("不是时间", "2026-05-02 10:00:00"))
    report = load(ledger, fixed)
    assert (report.sheets[0].counts["accepted"], report.sheets[0].counts["rejected"]) == (1, 0)
    assert Dataset(ledger).transfers.height == 2
    with pytest.raises(BadInput):
        rejected_rows(ledger, 2)


def test_the_consequences_of_an_undo_are_told_and_then_come_true(
    ledger: Ledger, tmp_path: Path
) -> None:
    other = GOOD.replace("SN000001", "SN000009").replace(CARD_B, "6900350000000000036")
    load(ledger, write(tmp_path / "b.csv", bank(other)))
    told = {words[1]: count for words, count in consequences(ledger, 1)}
    assert told == {"entities only this import knows": 1, "rows of transfers": 1}
    before = Dataset(ledger).entities.height
    ledger.undo_import(1, "wrong case", "tester")
    assert before - Dataset(ledger).entities.height == 1
    for number in (1, 9):
        with pytest.raises(BadInput):
            consequences(ledger, number)


def test_decisions_about_its_records_are_counted(ledger: Ledger, tmp_path: Path) -> None:
    text = "人员编号,姓名,联系电话,涉案案件编号\nR1,张三,14000002731,A1\nR2,张三,14000002732,A1\n"
    load(ledger, write(tmp_path / "人.csv", text))
    people = Dataset(ledger).entities.filter(type="Person")["entity_id"].to_list()
    decisions.merge(Dataset(ledger), people[0], people[1], "same", "ann")
    told = {words[1]: count for words, count in consequences(ledger, 2)}
    assert told["decisions about its records"] == 1
