"""The duplicate view: which rows are one movement. A test: rows in, movements out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.dataset import Dataset
from graph.ledger import Ledger
from tests.graph.filing import NOON, SEC, Row, file, key, number, relation, transfer

DAY = 86_400


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path) as opened:
        file(opened, "numbers.csv", numbers=[number(opened, norm) for norm in "ABCD"])
        yield opened


def _load(ledger: Ledger, **files: list[Row]) -> pl.DataFrame:
    for name, rows in files.items():
        file(ledger, name, transfers=rows)
    return Dataset(ledger).transfers


def _seen(view: pl.DataFrame) -> list[tuple[str, str, int, int, int]]:
    """(from, to, amount, seconds after noon, rows behind it) of each movement."""
    return [
        (str(a)[2:], str(b)[2:], amount, (time - NOON) // SEC, rows)
        for a, b, amount, time, rows in view.select(
            pl.col("from_entity").fill_null("a-?"), pl.col("to_entity").fill_null("a-?"),
            "amount_minor", "time", pl.col("evidence").list.len(),
        ).iter_rows()
    ]  # fmt: skip


def test_equal_rows_of_two_files_are_one_movement(ledger: Ledger) -> None:
    row = transfer(ledger, "A", "B", 100, 0, "payer")
    assert _seen(_load(ledger, one=[row], two=[row])) == [("A", "B", 100, 0, 2)]


def test_two_real_equal_payments_of_one_file_stay_two(ledger: Ledger) -> None:
    row = transfer(ledger, "A", "B", 100, 0, "payer")
    again = {**row, "occurrence": 2}
    found = _seen(_load(ledger, one=[row, again], two=[row, again]))
    assert found == [("A", "B", 100, 0, 2)] * 2


def test_equal_rows_with_one_long_serial_are_one(ledger: Ledger) -> None:
    row = transfer(ledger, "A", "B", 100, 0, "payer", serial="202311150001")
    assert _seen(_load(ledger, one=[row, {**row, "occurrence": 2}])) == [("A", "B", 100, 0, 2)]


def test_both_sides_pair_by_serial_even_hours_apart(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "", 100, 0, "payer", serial="S0000001")
    in_ = transfer(ledger, "", "B", 100, 5 * 3600, "payee", serial="S0000001")
    assert _seen(_load(ledger, one=[out], two=[in_])) == [("A", "B", 100, 0, 2)]


def test_a_serial_more_than_a_day_apart_is_another_transfer(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer", serial="S0000001")
    in_ = transfer(ledger, "A", "B", 100, DAY + 1, "payee", serial="S0000001")
    assert len(_seen(_load(ledger, one=[out], two=[in_]))) == 2


def test_two_banks_with_different_serials_pair_by_time(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer", serial="AAAA0001")
    in_ = transfer(ledger, "A", "B", 100, 100, "payee", serial="BBBB9999")
    assert _seen(_load(ledger, one=[out], two=[in_])) == [("A", "B", 100, 0, 2)]


def test_two_equal_transfers_90_seconds_apart_stay_two(ledger: Ledger) -> None:
    out = [transfer(ledger, "A", "B", 100, at, "payer") for at in (0, 90)]
    in_ = [transfer(ledger, "A", "B", 100, at, "payee") for at in (1, 91)]
    found = _seen(_load(ledger, one=out, two=in_))
    assert found == [("A", "B", 100, 0, 2), ("A", "B", 100, 90, 2)]


def test_nearest_pairs_first_and_what_is_left_stays_alone(ledger: Ledger) -> None:
    out = [transfer(ledger, "A", "B", 100, at, "payer") for at in (0, 60)]
    in_ = [transfer(ledger, "A", "B", 100, 61, "payee")]
    found = _seen(_load(ledger, one=out, two=in_))
    assert found == [("A", "B", 100, 0, 1), ("A", "B", 100, 60, 2)]


def test_beyond_120_seconds_nothing_pairs_without_serial(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer")
    in_ = transfer(ledger, "A", "B", 100, 121, "payee")
    assert len(_seen(_load(ledger, one=[out], two=[in_]))) == 2


@pytest.mark.parametrize("change", [{"amount_minor": 99}, {"currency": "USD"}])
def test_another_amount_or_currency_never_pairs(ledger: Ledger, change: dict[str, Any]) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer", serial="S0000001")
    in_ = transfer(ledger, "A", "B", 100, 0, "payee", serial="S0000001") | change
    assert len(_seen(_load(ledger, one=[out], two=[in_]))) == 2


def test_a_bare_serial_pairs_nothing_else(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "", 100, 0, "payer", serial="00001")
    in_ = transfer(ledger, "", "C", 100, 60, "payee", serial="00001")
    assert len(_seen(_load(ledger, one=[out], two=[in_]))) == 2


def test_contradicting_ends_never_pair(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer", serial="S0000001")
    in_ = transfer(ledger, "D", "C", 100, 0, "payee", serial="S0000001")
    assert len(_seen(_load(ledger, one=[out], two=[in_]))) == 2


def test_a_fee_that_shares_the_serial_stays_apart(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer", serial="S0000001")
    fee = transfer(ledger, "A", "", 5, 0, "payer", serial="S0000001", payee_kind="FEE")
    in_ = transfer(ledger, "A", "B", 100, 1, "payee", serial="S0000001")
    found = _seen(_load(ledger, one=[out, fee], two=[in_]))
    assert found == [("A", "B", 100, 0, 2), ("A", "?", 5, 0, 1)]


def test_cash_pairs_with_no_other_account(ledger: Ledger) -> None:
    cash = transfer(ledger, "A", "", 100, 0, "payer", serial="S0000001", payee_kind="CASH")
    in_ = transfer(ledger, "", "B", 100, 0, "payee", serial="S0000001")
    assert len(_seen(_load(ledger, one=[cash], two=[in_]))) == 2


@pytest.mark.parametrize("status", ["failed", "reversed", "refunded"])
def test_what_did_not_happen_is_no_movement(ledger: Ledger, status: str) -> None:
    row = transfer(ledger, "A", "B", 100, 0, "payer", status=status)
    assert _seen(_load(ledger, one=[row])) == []


def test_a_row_that_knows_only_its_day_pairs_within_the_day(ledger: Ledger) -> None:
    midnight = -(6 * 3600 + 13 * 60 + 20)  # of the day of NOON, in Shanghai
    out = transfer(ledger, "A", "B", 100, midnight, "payer", time_precision="day")
    in_ = transfer(ledger, "A", "B", 100, 50, "payee")
    late = transfer(ledger, "A", "B", 100, midnight + DAY + 60, "payee")
    view = _load(ledger, one=[out], two=[late, in_])
    assert _seen(view) == [("A", "B", 100, 50, 2), ("A", "B", 100, midnight + DAY + 60, 1)]
    assert view["time_precision"].to_list() == ["second", "second"]


def test_a_victims_report_repeats_the_bank_row(ledger: Ledger) -> None:
    bank = transfer(ledger, "A", "B", 100, 0, "payer")
    report = transfer(ledger, "A", "B", 100, 540, "", origin="report")
    alone = transfer(ledger, "A", "C", 100, 0, "", origin="report")
    found = _seen(_load(ledger, one=[bank], two=[report, alone]))
    assert found == [("A", "B", 100, 0, 2), ("A", "C", 100, 0, 1)]


def test_a_report_more_than_ten_minutes_off_counts(ledger: Ledger) -> None:
    bank = transfer(ledger, "A", "B", 100, 0, "payer")
    report = transfer(ledger, "A", "B", 100, 601, "", origin="report")
    assert len(_seen(_load(ledger, one=[bank], two=[report]))) == 2


def test_one_bank_row_answers_one_row_of_each_register(ledger: Ledger) -> None:
    bank = transfer(ledger, "A", "B", 100, 0, "payer")
    reports = [transfer(ledger, "A", "B", 100, at, "", origin="report") for at in (60, 120)]
    other = transfer(ledger, "A", "B", 100, 30, "", origin="self")
    found = _seen(_load(ledger, one=[bank], two=reports, three=[other]))
    assert found == [("A", "B", 100, 0, 3), ("A", "B", 100, 120, 1)]


def test_registers_without_a_bank_row_repeat_each_other(ledger: Ledger) -> None:
    first = transfer(ledger, "A", "B", 100, 0, "", origin="report")
    second = transfer(ledger, "A", "B", 100, 60, "", origin="report")
    assert _seen(_load(ledger, one=[first], two=[second])) == [("A", "B", 100, 0, 2)]


def test_a_cash_out_register_repeats_cash_and_no_transfer(ledger: Ledger) -> None:
    cash = transfer(ledger, "A", "", 100, 0, "payer", payee_kind="CASH")
    sent = transfer(ledger, "B", "C", 100, 0, "payer")
    out = [
        transfer(ledger, end, "", 100, 300, "", origin="cashout", payee_kind="CASH") for end in "AB"
    ]
    found = _seen(_load(ledger, one=[cash, sent], two=out))
    assert found == [("A", "?", 100, 0, 2), ("B", "C", 100, 0, 1), ("B", "?", 100, 300, 1)]


def test_a_report_names_the_payee_the_bank_row_did_not(ledger: Ledger) -> None:
    bank = transfer(ledger, "A", "", 100, 0, "payer", counter_name="李四")
    report = transfer(ledger, "A", "B", 100, 60, "", origin="report")
    view = _load(ledger, one=[bank], two=[report])
    assert _seen(view) == [("A", "B", 100, 0, 2)]
    assert view["origin"].to_list() == ["bank"]


def test_a_card_with_one_account_is_read_as_it_in_pairing(ledger: Ledger) -> None:
    card, account = key(ledger, "B"), key(ledger, "C")
    card_of = relation("CARD_OF", card, account, "number number")
    out = transfer(ledger, "A", "B", 100, 0, "payer")  # the payer's bank shows the card
    in_ = transfer(ledger, "A", "C", 100, 5, "payee")  # the payee's bank shows the account
    file(ledger, "accounts.csv", relations=[card_of])
    view = _load(ledger, one=[out], two=[in_])
    assert _seen(view) == [("A", "C", 100, 0, 2)]
    assert view["payee_card"].to_list() == [card]
    ledger.undo_import(2, "the evidence of CARD_OF goes", "ann")
    assert len(_seen(Dataset(ledger).transfers)) == 2


def test_a_card_of_two_accounts_stays_itself(ledger: Ledger) -> None:
    card = key(ledger, "B")
    links = [relation("CARD_OF", card, key(ledger, end), "number number") for end in "CD"]
    file(ledger, "accounts.csv", relations=links)
    view = _load(ledger, one=[transfer(ledger, "A", "B", 100, 0, "payer")])
    assert _seen(view) == [("A", "B", 100, 0, 1)]
    numbers = Dataset(ledger).numbers
    assert numbers.filter("ambiguous")["norm"].to_list() == ["B"]


def test_both_sides_complete_each_other(ledger: Ledger) -> None:
    out = transfer(ledger, "A", "B", 100, 0, "payer", summary="转账", balance_minor=900)
    in_ = transfer(ledger, "A", "B", 100, 5, "payee", summary="工资", balance_minor=150)
    row = _load(ledger, one=[out], two=[in_]).row(0, named=True)
    assert (row["own_side"], row["summary"]) == ("both", "转账 | 工资")
    assert (row["payer_balance_minor"], row["payee_balance_minor"]) == (900, 150)
    assert Dataset(ledger).statements["account"].sort().to_list() == sorted(
        [key(ledger, "A"), key(ledger, "B")]
    )


def test_a_statement_counts_though_its_row_failed_or_repeats_and_a_register_never(
    ledger: Ledger,
) -> None:
    failed = transfer(ledger, "A", "B", 100, 0, "payer", status="failed")
    bank = transfer(ledger, "C", "B", 200, 60, "payer")
    export = transfer(ledger, "C", "B", 200, 61, "payee", origin="self")
    register = transfer(ledger, "D", "C", 300, 120, "payer", origin="report")
    movements = _load(ledger, one=[failed, bank], two=[export, register])
    assert len(movements) == 2
    expected = sorted(key(ledger, norm) for norm in "ABC")
    assert Dataset(ledger).statements["account"].to_list() == expected
    file(ledger, "links.csv", relations=[_card_of(ledger, "A", "D")])
    at_account = sorted(key(ledger, norm) for norm in "BCD")
    assert Dataset(ledger).statements["account"].to_list() == at_account


def _card_of(ledger: Ledger, card: str, account: str) -> Row:
    return relation("CARD_OF", key(ledger, card), key(ledger, account), "number number")


def test_ids_and_movements_do_not_depend_on_later_files_and_undo_restores(ledger: Ledger) -> None:
    out = [transfer(ledger, "A", "B", 100 + n, 7 * n, "payer") for n in range(20)]
    in_ = [transfer(ledger, "A", "B", 100 + n, 7 * n + 3, "payee") for n in range(20)]
    before = _load(ledger, one=out)
    after = _load(ledger, two=in_)
    assert after["tx_id"].to_list() == before["tx_id"].to_list()
    ledger.undo_import(3, "test", "ann")
    assert Dataset(ledger).transfers.equals(before)


def test_a_thousand_equal_rows_pair_one_to_one(ledger: Ledger) -> None:
    out = [transfer(ledger, "A", "B", 100, 10 * n, "payer") for n in range(1000)]
    in_ = [transfer(ledger, "A", "B", 100, 10 * n + 4, "payee") for n in range(1000)]
    view = _load(ledger, one=out, two=in_)
    assert view["evidence"].list.len().to_list() == [2] * 1000
