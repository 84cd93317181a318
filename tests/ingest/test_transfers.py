"""Rows of statements: who paid whom, what stands opposite, what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.keys import number_key
from graph.ledger import Ledger
from tests.ingest.filing import CARD_A, CARD_B, load, write

HEADER = (
    "交易卡号,交易账号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,对手户名,摘要说明,"
    "交易币种,交易是否成功,交易流水号,商户名称,商户号"
)
#: name of the case → a row of the file → what it becomes
ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "paid": (
        f"{CARD_A},9001000000001,2026-05-01 10:00:00,100,900,出,{CARD_B},,李四,转账,,,S1,,",
        {"payer": "9001000000001", "payee": CARD_B, "payer_card": CARD_A, "own_side": "payer"},
    ),
    "received": (
        f"{CARD_A},,2026-05-01 10:00:01,１００．５０,1000.50,贷,{CARD_B},,李四,转账,CNY,成功,S2,,",
        {"payer": CARD_B, "payee": CARD_A, "amount_minor": 10050, "own_side": "payee"},
    ),
    "minus agrees": (
        f"{CARD_A},,2026-05-01 10:00:02,-20.00,,借,{CARD_B},,,,,,S3,,",
        {"payer": CARD_A, "payee": CARD_B, "amount_minor": 2000},
    ),
    "minus turns": (
        f"{CARD_A},,2026-05-01 10:00:03,-20.00,,贷,{CARD_B},,,,,,S4,,",
        {"payer": CARD_A, "payee": CARD_B, "amount_minor": 2000},
    ),
    "cash": (
        f"{CARD_A},,2026-05-01 10:00:04,1.2万,,出,{CARD_A},现,,取现,,,S5,,",
        {"payee": "", "payee_kind": "CASH", "amount_minor": 1_200_000},
    ),
    "fee": (
        f"{CARD_A},,2026-05-01 10:00:05,2,,出,-,转,,短信费,,,S6,,",
        {"payee": "", "payee_kind": "FEE"},
    ),
    "interest": (
        f"{CARD_A},,2026-06-21,0.31,,进,无,,,结息,,,S7,,",
        {"payer_kind": "INTEREST", "time_precision": "day"},
    ),
    "merchant": (
        f"{CARD_A},,2026-05-01 10:00:06,58,,出,,转,,消费,,,S8,示例超市,M0001",
        {"payee_kind": "MERCHANT"},
    ),
    "masked": (
        f"{CARD_A},,2026-05-01 10:00:07,58,,出,690027******0026,,王*,转账,,,S9,,",
        {"payee": "", "payee_kind": "UNKNOWN", "counter_name": "王*"},
    ),
    "digits lost": (
        f"{CARD_A},,2026-05-01 10:00:08,58,,出,6.90027E+18,,李四,转账,,,S10,,",
        {"payee": "", "payee_kind": "UNKNOWN"},
    ),
    "failed": (
        f"{CARD_A},,2026-05-01 10:00:09,58,,出,{CARD_B},,李四,转账,,失败,S11,,",
        {"status": "failed"},
    ),
    "dollars": (
        f"{CARD_A},,2026-05-01 10:00:10,58.10,,出,{CARD_B},,李四,转账,美元,,S12,,",
        {"currency": "USD", "amount_minor": 5810},
    ),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Each row of ROWS as it stands in the ledger, numbers as text."""
    folder: Path = tmp_path_factory.mktemp("bank")
    text = "\n".join([HEADER, *(row for row, _ in ROWS.values())]) + "\n"
    with Ledger.open(folder / "home") as ledger:
        load(ledger, write(folder / "a.csv", text, "gb18030"))
        norms = [CARD_A, CARD_B, "9001000000001"]
        names = {number_key(ledger.key, "account", norm): norm for norm in norms} | {0: ""}
        rows = ledger.read("transfers").sort("row").to_dicts()
    for row in rows:
        for end in ("payer", "payee", "payer_card", "payee_card"):
            row[end] = names.get(row[end], row[end])
    return dict(zip(ROWS, rows, strict=True))


@pytest.mark.parametrize("case", ROWS)
def test_row_of_a_statement(found: dict[str, dict[str, Any]], case: str) -> None:
    expected = ROWS[case][1]
    assert {name: found[case][name] for name in expected} == expected


def test_numbers_that_lost_digits_or_are_masked_make_no_entity(
    found: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    text = "\n".join([HEADER, ROWS["masked"][0], ROWS["digits lost"][0]]) + "\n"
    with Ledger.open(tmp_path / "home") as ledger:
        report = load(ledger, write(tmp_path / "a.csv", text))
        assert set(ledger.read("numbers")["norm"]) == {CARD_A}
    assert report.sheets[0].counts["accepted"] == 2
    assert len(report.rejects) == 1


def test_two_columns_for_in_and_out(tmp_path: Path) -> None:
    from ingest.mapping_parse import parse
    from ingest.mapping_text import read

    mapping = parse(
        read(
            """preset: own-export
rows: facts
required: [card, time]
columns:
  card: {header: 账号, read: account}
  time: {header: 日期, read: time}
  in: {header: 收入金额, read: amount}
  out: {header: 支出金额, read: amount}
facts:
  - {table: transfers, origin: self, own_account: card, time: time, income: in, expense: out}
""",
            "own.yml",
        )
    )
    text = f"账号,日期,收入金额,支出金额\n{CARD_A},2026-05-01,10,\n{CARD_A},2026-05-02,,7.5\n"
    with Ledger.open(tmp_path / "home") as ledger:
        load(ledger, write(tmp_path / "a.csv", text), mapping=mapping)
        rows = ledger.read("transfers").sort("time")
    assert rows["amount_minor"].to_list() == [1000, 750]
    assert rows["own_side"].to_list() == ["payee", "payer"]
    assert set(rows["origin"]) == {"self"}
