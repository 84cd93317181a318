"""A file looked at before its load, a mapping changed and kept, what an import remembers."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.ledger import Ledger
from ingest import own_presets, preset_files
from ingest.inspection import PREVIEW_ROWS, inspect
from ingest.options import Request
from tests.ingest.filing import CARD_A, CARD_B, bank, load, write

GOOD = f"{CARD_A},,2026-05-01 10:00:00,100.00,900.00,出,{CARD_B},李四,SN{{n:06d}},"
BAD = f"{CARD_A},,不是时间,1.00,,出,,,,"


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(tmp_path / "home"))
    with Ledger.open(tmp_path / "home") as opened:
        yield opened


def _statement(tmp_path: Path, name: str = "流水.csv") -> Path:
    rows = [GOOD.format(n=n) for n in range(40)]
    rows[30:30] = [BAD, "合计,,,102.00,,,,,,"]
    return write(tmp_path / name, bank(*rows), "gb18030")


def test_a_preview_shows_rows_with_issues_and_the_counts_of_a_load(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = _statement(tmp_path)
    (about,) = inspect(path, ledger)
    assert (about["state"], about["encoding"]) == ("ready", "gb18030")
    (sheet,) = about["sheets"]
    assert (sheet["preset"], sheet["header_row"]) == ("bank-transactions", 1)
    assert [column["column"] for column in sheet["columns"]][:3] == ["card", "account", "time"]
    issues = {column["header"]: column["issues"] for column in sheet["columns"]}
    assert (issues["交易时间"], issues["交易金额"]) == (1, 0)
    assert len(sheet["preview"]) == PREVIEW_ROWS
    marked = [row for row in sheet["preview"] if row["marks"]]
    assert [(row["row"], row["marks"]) for row in marked] == [(32, ["交易时间"])]
    (issue,) = sheet["issues"]
    assert (issue["n"], issue["rows"], issue["scope"]) == (1, [32], "row")
    loaded = load(ledger, path).sheets[0]
    assert sheet["counts"] == loaded.counts
    again = inspect(path, ledger)[0]
    assert (again["state"], again["import"]) == ("already", 1)
    assert inspect(path, ledger, case="A1")[0]["state"] == "otherwise"


def test_each_file_of_a_zip_is_told_and_what_is_unknown_says_what_lacks(
    ledger: Ledger, tmp_path: Path
) -> None:
    strange = write(tmp_path / "x.csv", "交易卡号,天气,心情\n1,2,3\n4,5,6\n")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(_statement(tmp_path), "a.csv")
        archive.write(strange, "b.csv")
        archive.writestr("c.csv", b"")
    found = {about["file"]: about for about in inspect(tmp_path / "all.zip", ledger)}
    states = {name: about["state"] for name, about in found.items()}
    assert states == {
        "all.zip/a.csv": "ready", "all.zip/b.csv": "unknown", "all.zip/c.csv": "unreadable",
    }  # fmt: skip
    nearest = found["all.zip/b.csv"]["nearest"]
    assert 1 <= len(nearest) <= 3
    assert all(item["lacks"] for item in nearest)


def test_a_changed_mapping_is_kept_and_recognised_by_itself(ledger: Ledger, tmp_path: Path) -> None:
    text = _statement(tmp_path).read_text(encoding="gb18030").replace("交易时间", "发生于")
    path = write(tmp_path / "other.csv", text, "gb18030")
    columns = {c["header"]: c for c in inspect(path, ledger)[0]["sheets"][0]["columns"]}
    assert (columns["发生于"]["column"], columns["发生于"]["guessed"]) == ("time", True)
    made = own_presets.with_headers("bank-transactions", {"time": "发生于"}, "our-bank")
    (about,) = inspect(path, ledger, own_presets.checked(made))
    assert about["sheets"][0]["counts"]["accepted"] == 40
    kept = own_presets.keep(made)
    assert kept.preset in preset_files.presets()
    (about,) = inspect(path, ledger)
    assert (about["state"], about["sheets"][0]["preset"]) == ("ready", "our-bank")
    report = load(ledger, path)
    assert report.sheets[0].preset == "our-bank"


def test_a_mapping_of_a_wrong_name_or_column_is_refused(ledger: Ledger) -> None:
    for headers, name in (({}, "Our Bank"), ({"no_such": "x"}, "our-bank")):
        with pytest.raises(BadInput):
            own_presets.with_headers("bank-transactions", headers, name)
    text = own_presets.with_headers("bank-transactions", {}, "our-bank")
    with pytest.raises(BadInput):
        own_presets.keep(text.replace("our-bank", "cases"))
    with pytest.raises(BadInput):
        own_presets.keep(text + "colour: red\n")
    assert not preset_files.own_folder().exists()


def test_an_import_remembers_its_request_and_why_rows_were_left_out(
    ledger: Ledger, tmp_path: Path
) -> None:
    load(ledger, _statement(tmp_path), request=Request("调证通知书 2026-118 号", "合成银行甲"))
    row = ledger.imports().row(0, named=True)
    assert (row["document"], row["unit"]) == ("调证通知书 2026-118 号", "合成银行甲")
    (sheet,) = json.loads(row["counts"])
    assert sheet["rejected_as"] == {"time_format": 1}
    assert sheet["dropped_as"]["total"] == 1
    assert sheet["left_as"] == {}
