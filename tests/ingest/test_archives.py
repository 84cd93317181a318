"""Folders and zips: what is looked at, and what is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from graph.errors import BadInput
from ingest import archives


def find(path: Path, tmp_path: Path) -> list[str]:
    """The names of what is found; the error of the first that cannot be opened is raised."""
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    found = archives.find([path], scratch)
    for item in found:
        if item.error:
            raise item.error
    return [item.name for item in found]


def test_folder_leaves_out_truth_lock_and_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    (folder / "子目录").mkdir(parents=True)
    for name in ("b.csv", "truth.json", "~$a.xlsx", ".hidden", "子目录/a.csv"):
        (folder / name).write_text("a,b\n")
    assert find(folder, tmp_path) == ["b.csv", "子目录/a.csv"]


def test_zip_names_without_a_flag_are_gb18030(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.csv", "a,b\n")
    raw = (tmp_path / "a.zip").read_bytes()
    name = "户.csv".encode("gb18030")
    assert len(name) == 6
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("xx.csv", "a,b\n")
    raw = (tmp_path / "b.zip").read_bytes().replace(b"xx.csv", name)
    (tmp_path / "b.zip").write_bytes(raw)
    assert find(tmp_path / "b.zip", tmp_path) == ["b.zip/户.csv"]


def test_zip_within_a_zip_is_opened_but_not_without_end(tmp_path: Path) -> None:
    inner = tmp_path / "0.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "a,b\n")
    for depth in (1, 2):
        with zipfile.ZipFile(tmp_path / f"{depth}.zip", "w") as archive:
            archive.write(tmp_path / f"{depth - 1}.zip", f"{depth - 1}.zip")
    assert find(tmp_path / "1.zip", tmp_path) == ["1.zip/0.zip/a.csv"]
    with pytest.raises(BadInput, match="嵌套"):
        find(tmp_path / "2.zip", tmp_path)


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "C:/a.csv"])
def test_path_that_leaves_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "a,b\n")
    with pytest.raises(BadInput, match="越界"):
        find(tmp_path / "a.zip", tmp_path)


def test_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BadInput, match="越界"):
        find(tmp_path / "a.zip", tmp_path)


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 60_000_000)
    with pytest.raises(BadInput, match="过大"):
        find(tmp_path / "a.zip", tmp_path)


def test_damaged_zip_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"x" * 50)
    with pytest.raises(BadInput, match="已损坏"):
        find(tmp_path / "a.zip", tmp_path)


def test_torn_bytes_inside_a_zip_are_damage(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "甲,乙\n1,2\n" * 500)
    raw = bytearray((tmp_path / "a.zip").read_bytes())
    raw[40:48] = b"\xff" * 8
    (tmp_path / "a.zip").write_bytes(raw)
    with pytest.raises(BadInput, match=r"已损坏：a\.zip"):
        find(tmp_path / "a.zip", tmp_path)


def test_zip_that_cannot_be_opened_does_not_hide_the_files_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "a.zip").write_bytes(b"PK\x03\x04" + b"x" * 50)
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.write(folder / "a.zip", "in/a.zip")
        archive.writestr("b.csv", "a,b\n")
    (folder / "c.csv").write_text("a,b\n")
    found = archives.find([folder], tmp_path)
    assert [(item.name, item.error is None, item.direct) for item in found] == [
        ("a.zip", False, False),
        ("b.zip/b.csv", True, False),
        ("b.zip/in/a.zip", False, False),
        ("c.csv", True, False),
    ]
    assert [item.error.en for item in found if item.error] == [
        "The zip is damaged: a.zip", "The zip is damaged: b.zip/in/a.zip"
    ]  # fmt: skip


def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        find(tmp_path / "nowhere", tmp_path)
