"""Files under a password: asked for, opened, and one clear line when it is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

from graph.errors import BadInput
from graph.ledger import Ledger
from ingest import archives
from ingest.__main__ import main
from ingest.sources import open_source
from tests.ingest.filing import CARD_A, load, workbook

ROWS = [["交易卡号", "交易时间", "交易金额", "收付标志"], [CARD_A, "2026-05-01", "1.00", "出"]]
WORD = "合成-Secret1"
#: "a.csv" holding "a,b" under ZipCrypto with the password "pw", made with Info-ZIP 3.0
OLD_ZIP = (
    "504b03040a00090000003251795dc5109724100000000400000005001c00612e6373765554090003dfb3066b"
    "dfb3066b75780b000104000000000400000000a58e45d7eeb5d7dcdd3ccf87a638f17c504b0708c510972410"
    "00000004000000504b01021e030a00090000003251795dc51097241000000004000000050018000000000001"
    "000000a48100000000612e6373765554050003dfb3066b75780b000104000000000400000000504b05060000"
    "0000010001004b0000005f0000000000"
)


def locked_book(path: Path) -> Path:
    """An xlsx under :data:`WORD`."""
    plain = workbook(path.with_name("plain.xlsx"), {"甲": ROWS})
    with path.open("wb") as file:
        OOXMLFile(io.BytesIO(plain.read_bytes())).encrypt(WORD, file)
    plain.unlink()
    return path


def locked_zip(path: Path, method: int | None = pyzipper.WZ_AES) -> Path:
    """A zip with one statement under :data:`WORD`."""
    text = "\n".join(",".join(row) for row in ROWS).encode("gb18030")
    with pyzipper.AESZipFile(path, "w", pyzipper.ZIP_DEFLATED, encryption=method) as archive:
        archive.setpassword(WORD.encode())
        archive.writestr("明细.csv", text)
    return path


@pytest.mark.parametrize("make", [locked_book, locked_zip])
def test_the_password_is_asked_for_by_the_name_of_the_file(tmp_path: Path, make) -> None:
    path = make(tmp_path / "a.bin")
    asked: list[str] = []

    def answer(name: str) -> str:
        asked.append(name)
        return WORD if len(asked) == 2 else f"wrong {len(asked)}"

    with Ledger.open(tmp_path / "home") as ledger:
        report = load(ledger, path, password=answer)
        assert report.sheets[0].counts["facts"] == 1
        sha256 = str(ledger.imports()["file_sha256"][0])
        assert open_source(ledger.original(sha256)).sha256 == sha256
    assert asked == ["a.bin", "a.bin"]


@pytest.mark.parametrize("make", [locked_book, locked_zip])
def test_no_password_or_a_wrong_one_is_one_line(tmp_path: Path, make) -> None:
    path = make(tmp_path / "a.bin")
    with pytest.raises(BadInput, match="--password"):
        load(None, path, commit=False)
    with pytest.raises(BadInput, match="密码不正确"):
        load(None, path, commit=False, password=lambda name: "wrong")


def test_old_zip_encryption_is_opened_too(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(bytes.fromhex(OLD_ZIP))
    (tmp_path / "scratch").mkdir()
    (found,) = archives.find([tmp_path / "a.zip"], tmp_path / "scratch", lambda name: "pw")
    assert (found.name, found.path.read_text()) == ("a.zip/a.csv", "a,b\n")


def test_the_rest_of_a_folder_loads_beside_a_locked_file(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    locked_book(folder / "a.xlsx")
    workbook(folder / "b.xlsx", {"甲": ROWS})
    report = load(None, folder, commit=False)
    assert [sheet.file for sheet in report.sheets] == ["b.xlsx"]
    assert "--password" in report.unrecognised[0]["zh"]


def test_password_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    path = str(locked_book(tmp_path / "a.xlsx"))
    assert main(["check", path, "--password", WORD]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORD}\n"))
    assert main(["check", path, "--password"]) == 0
    capsys.readouterr()
    assert main(["check", path]) == 2
    assert main(["check", path, "--password", "wrong"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "The file is encrypted; give its password with --password: a.xlsx",
        "Wrong password for a.xlsx.",
    ]
