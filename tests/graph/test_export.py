"""``python -m graph export``: other tools read the same graph, masked unless revealed."""

from __future__ import annotations

import csv
import errno
from pathlib import Path

import networkx as nx
import pytest

from graph import audit, export
from graph.__main__ import main
from graph.dataset import contents
from graph.dataset.difference import Frames
from graph.ledger import Ledger
from graph.sync import frames
from tests.graph import small_case
from tests.graph.filing import file, person

HOSTILE = "<b href='x'>\"&\u202e\x01=1+1" + "长" * 10_000


@pytest.fixture(autouse=True)
def _home(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(small_home))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")


def content(home: Path) -> Frames:
    with Ledger.open(home, create=False) as ledger:
        return frames(ledger, ledger.version())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_networkx_reads_the_same_graph_from_graphml(small_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph.graphml"
    assert main(["export", "--format", "graphml", "--out", str(out), "--reveal", "why"]) == 0
    read = nx.read_graphml(out, force_multigraph=True)
    whole = content(small_home)
    assert read.is_directed()
    entities = {item.id: item for item in contents.entities_of(whole.nodes)}
    assert {n: (d["type"], d["label"], d.get("key", "")) for n, d in read.nodes(data=True)} == {
        item.id: (item.type, item.label, item.key) for item in entities.values()
    }
    relations = {item.id: item for item in contents.relations_of(whole.edges)}
    assert {
        (k, a, b, d["type"], d["count"]) for a, b, k, d in read.edges(keys=True, data=True)
    } == {(r.id, r.source, r.target, r.type, r.properties["count"]) for r in relations.values()}
    money = next(d for *_, d in read.edges(data=True) if d["type"] == "TRANSFERS_TO")
    assert (money["amount_minor"], money["currency"]) == (300_00, "CNY")
    assert money["first"] == "2023-11-15T06:13:20+08:00"
    people = {d["label"]: d for _, d in read.nodes(data=True) if d["type"] == "Person"}
    assert people["李四"]["alias"] == "疯狗、阿四"
    assert people["李四"]["hub"] is False


def test_csv_holds_a_line_per_entity_and_relation(small_home: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert main(["export", "--format", "csv", "--out", str(out), "--reveal", "hand over"]) == 0
    whole = content(small_home)
    nodes, relations = rows(out / "nodes.csv"), rows(out / "relations.csv")
    assert [row["id"] for row in nodes] == whole.nodes["id"].to_list()
    assert [row["id"] for row in relations] == whole.edges["id"].to_list()
    person = next(row for row in nodes if row["label"] == "张三")
    assert person["id_number"] == small_case.ID_1
    assert person["case_nos"] == small_case.CASE


@pytest.mark.parametrize("form", ["graphml", "csv"])
def test_an_export_without_a_reason_shows_what_a_viewer_sees(form: str, tmp_path: Path) -> None:
    out = tmp_path / form
    assert main(["export", "--format", form, "--out", str(out)]) == 0
    files = [out] if out.is_file() else sorted(out.iterdir())
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    hidden = [small_case.ID_1, small_case.PHONE[3:], small_case.CARD_1, "张三", "李四"]
    assert [value for value in hidden if value in text] == []
    assert "138****8000" in text
    assert "张*" in text


def test_an_export_is_audited_with_its_reason(small_home: Path, tmp_path: Path) -> None:
    main(["export", "--format", "csv", "--out", str(tmp_path / "a"), "--reveal", "court order 7"])
    last = audit.entries(small_home)[0]
    assert (last.action, last.why, last.detail["format"]) == ("export", "court order 7", "csv")
    assert last.detail["revealed"] is True


def test_hostile_text_stays_text(small_home: Path, tmp_path: Path) -> None:
    with Ledger.open(small_home) as ledger:
        file(ledger, "h.csv", records=[person(9, HOSTILE), person(8, "=HYPERLINK(1)")])
    why = ["--reveal", "x"]
    assert main(["export", "--format", "graphml", "--out", str(tmp_path / "g"), *why]) == 0
    labels = {d["label"] for _, d in nx.read_graphml(tmp_path / "g").nodes(data=True)}
    assert HOSTILE.replace("\x01", "\ufffd") in labels
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "c"), *why]) == 0
    cells = {row["label"] for row in rows(tmp_path / "c" / "nodes.csv")}
    assert {HOSTILE, "'=HYPERLINK(1)"} <= cells


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "pdf", "--out", "{}/a"], "pdf"),
        (["--format", "csv"], "--out"),
        (["--format", "csv", "--out", "{}"], "Cannot write here"),
        (["--format", "csv", "--out", "{}/none/a"], "Cannot write here"),
    ],
)
def test_a_wrong_export_is_one_line_and_exit_2(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there").mkdir()
    given = [word.format(tmp_path / "there") for word in words]
    assert main(["export", *given]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert list((tmp_path / "there").iterdir()) == []


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def half(content: Frames, place: Path) -> None:
        place.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    form = export.FORMATS["csv"]
    table = {"csv": export.Format(form.zh, form.en, half)}
    monkeypatch.setattr("graph.cli.export.FORMATS", table)
    (tmp_path / "out").mkdir()
    assert main(["export", "--format", "csv", "--out", str(tmp_path / "out" / "a")]) == 2
    assert "full" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []
