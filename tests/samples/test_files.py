"""The files are as messy as promised, and hold nothing that could be real (domain.md §6.3, §8)."""

from __future__ import annotations

import ipaddress
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from stdnum import luhn
from stdnum.cn import ric

from samples.evidence import headers
from samples.templates import TEMPLATES
from tests.samples.conftest import Sample
from tests.samples.files import plain, read, sheets, statements, table

TEST_NETS = tuple(
    ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
)


def cells(evidence: Path) -> Iterator[str]:
    """Every cell of every file."""
    for path in sorted(evidence.iterdir()):
        for sheet in sheets(path):
            for row in read(path, sheet):
                yield from map(plain, row)


def test_id_numbers_have_sequence_000(every_sample: Sample) -> None:
    for cell in set(cells(every_sample.evidence)):
        if re.fullmatch(r"[1-6]\d{16}[\dX]", cell):
            assert cell[14:17] == "000"
            assert ric.is_valid(cell)


def test_cards_are_fictional_and_pass_luhn(every_sample: Sample) -> None:
    for row in statements(every_sample.evidence):
        assert row["交易卡号"].startswith("6900")
        assert luhn.is_valid(row["交易卡号"])
        other = row["交易对手账卡号"]
        if other.isdigit() and other.startswith("69"):
            assert luhn.is_valid(other)


def test_phones_addresses_and_domains_are_reserved(every_sample: Sample) -> None:
    for cell in set(cells(every_sample.evidence)):
        if re.fullmatch(r"1\d{10}", cell):
            assert cell[:3] in ("140", "160")
        if re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", cell):
            assert any(ipaddress.ip_address(cell) in net for net in TEST_NETS)
        if cell.startswith("http"):
            assert ".example/" in cell
        if re.fullmatch(r"999\d{12}", cell):
            assert cell.startswith("99999")


def test_headers_are_those_of_the_sources(sample: Callable[[str, int], Sample]) -> None:
    evidence = sample("complete", 1).evidence
    expected = {
        "合成银行甲_交易明细信息.csv": (headers.BANK, 34, 3),
        "合成银行乙_交易明细信息.csv": (headers.BANK, 34, 1),
        "案件登记.xlsx": (headers.CASES, 20, 3),
        "嫌疑人登记.xlsx": (headers.SUSPECTS, 25, 3),
        "关系登记.xlsx": (headers.RELATIONS, 13, 1),
        "取现登记.csv": (headers.CASH, 13, 1),
        "窝点登记.xlsx": (headers.DENS, 15, 1),
        "基站信息.csv": (headers.CELLS, 12, 1),
    }
    for name, (header, columns, row) in expected.items():
        path = evidence / name
        assert len(header) == columns
        assert read(path, sheets(path)[0])[row - 1] == header


def test_every_row_of_a_text_file_is_as_wide_as_its_header(every_sample: Sample) -> None:
    for path in sorted(every_sample.evidence.glob("*.[ct]sv")):
        rows = read(path, "")
        assert {len(row) for row in rows} <= {1, max(map(len, rows[:3]))}


def test_both_sides_of_a_transfer_stand_in_two_files(every_sample: Sample) -> None:
    """Some pairs carry one serial, some a serial of each bank."""
    rows = statements(every_sample.evidence)
    serials = Counter(
        row["交易流水号"] for row in {(r["交易卡号"], r["交易流水号"]): r for r in rows}.values()
    )
    assert any(count > 1 for serial, count in serials.items() if serial)


def test_links_name_both_sides(sample: Callable[[str, int], Sample]) -> None:
    made = sample("complete", 1)
    pairs = [link for link in made.truth["links"] if len(link["rows"]) >= 2]
    roles = [{place["role"] for place in link["rows"]} for link in pairs]
    assert {"payer", "payee"} in roles


def test_exports_overlap(sample: Callable[[str, int], Sample]) -> None:
    evidence = sample("complete", 1).evidence
    first = read(evidence / "合成银行乙_交易明细信息.csv", "")
    second = read(evidence / "合成银行乙_交易明细信息_补充.csv", "")
    known = {tuple(row) for row in first}
    assert len(second) > 50
    assert all(tuple(row) in known for row in second)


def test_balances_follow_from_the_rows(every_sample: Sample) -> None:
    """Per account: balance before ± amount = balance after; failed rows move nothing."""
    last: dict[str, int] = {}
    for row in statements(every_sample.evidence):
        if "补充" in row["file"]:
            continue
        amount, balance = (
            int(row[name].replace(",", "").replace(".", "")) for name in ("交易金额", "交易余额")
        )
        out = row["收付标志"] in ("出", "借", "付", "D")
        ok = row["交易是否成功"] in ("成功", "是")
        before = last.get(row["交易账号"])
        if before is not None:
            assert balance == before + (-amount if out else amount) * ok
        assert balance >= 0
        last[row["交易账号"]] = balance


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("scientific notation", r"\d\.\d{5}E\+1\d"),
        ("masked card", r"\d{6}\*{6,}\d{4}"),
        ("masked phone", r"1\d{2}\*{4}\d{4}"),
    ],
)
def test_lost_and_masked_numbers_occur(
    what: str, pattern: str, sample: Callable[[str, int], Sample]
) -> None:
    assert what
    assert any(re.fullmatch(pattern, cell) for cell in cells(sample("complete", 1).evidence))


def test_full_width_digits_merged_cells_and_footers_occur(
    sample: Callable[[str, int], Sample],
) -> None:
    evidence = sample("complete", 1).evidence
    raw = [row["被骗金额"] for row in table(evidence / "接警单.xlsx", "接警", "接警编号")]
    assert any("０" in amount for amount in raw)
    book = openpyxl.load_workbook(evidence / "GOIP扣押登记.xlsx")
    assert len(book["GOIP"].merged_cells.ranges) > 10
    book.close()
    rows = read(evidence / "合成银行甲_交易明细信息.csv", "")
    assert rows.count(headers.BANK) > 1
    assert ["合计"] in rows


def test_samples_share_no_number(sample: Callable[..., Sample]) -> None:
    """Samples of all templates and variants can be loaded into one home."""
    found: dict[str, tuple[str, str]] = {}
    for name in itertools.product(("complete", "gap", "decoy"), TEMPLATES):
        for entity in sample(name[0], 1, name[1]).truth["entities"]:
            if entity["key"] and entity["key"] != "95588":
                assert found.setdefault(entity["key"], name) == name
