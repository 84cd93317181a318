"""``refund`` and ``stop-payment-queue`` on one small ledger, the answers beside the rows.

::

    V1 ──50,000──▶ P ──30,000──▶ B1 (no statement)      domain.md §5.1, by time stamps
    X  ──20,000──▶ P ──40,000──▶ B2 (no statement)
    V2 ──30,000──▶ P ──29,900──▶ cash                    V2: 100.00 left in P
    V1 ── 8,000──▶ S                                     a single credit
    V1 ── 5,000──▶ D ◀── 3,000 ── V2                     rows with only a date
    V2 ── 1,000──▶ N (no statement)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput
from queries import runner
from queries.response.orders import FREEZE_MONTHS, end_of_freeze
from queries.response.shares import BY_TIME, IN_PROPORTION, Claim, legal_case, refunds
from tests.queries.chains.small_ledger import SmallLedger, accounts, at

DAY = {"time_precision": "day"}
#: the account, the frozen yuan, the order's start
FREEZES = (("P", 100, 20), ("S", 6_000.5, 21), ("D", 1_000.01, 22), ("N", 1_000, 23))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("response")
    made = SmallLedger(place)
    made.thing("Case:A1", scam_type="冒充公检法", case_no="A1")
    accounts(made, "X", "P", "B1", "B2", "S", "D", "N", "T")
    for victim in ("V1", "V2"):
        made.thing(f"Person:{victim}", name=f"被害人{victim}", role="victim")
        made.thing(f"BankAccount:{victim}")
        made.relate(f"Person:{victim}", "VICTIM_OF", "Case:A1")
        made.relate(f"Person:{victim}", "HOLDS", f"BankAccount:{victim}")
    for payee in ("P", "S", "D", "N"):
        made.relate(f"BankAccount:{payee}", "INVOLVED_IN", "Case:A1", role="suspect-account")
    _pay(made)
    for number, (account, yuan, hour) in enumerate(FREEZES):
        made.thing(f"Freeze:F{number}", amount_minor=round(yuan * 100))
        made.relate(f"Freeze:F{number}", "FROZEN", f"BankAccount:{account}", valid_from=at(hour))
    for number, hour in enumerate((12, 62)):
        made.thing(f"StopPayment:T{number}")
        made.relate(f"StopPayment:T{number}", "STOPPED", "BankAccount:B2", valid_from=at(hour))
    made.load()
    made.close()
    yield place


def _pay(made: SmallLedger) -> None:
    rows = [
        ("V1", "P", 50_000), ("X", "P", 20_000), ("P", "B1", 30_000), ("V2", "P", 30_000),
        ("P", "B2", 40_000), ("P", "", 29_900), ("V1", "S", 8_000), ("S", "T", 1_999.5),
    ]  # fmt: skip
    for hour, (payer, payee, yuan) in enumerate(rows, start=1):
        cash = {"payee_kind": "CASH"} if not payee else {}
        end = f"BankAccount:{payee}" if payee else ""
        made.pay(f"BankAccount:{payer}", end, yuan, at(hour), **cash)
    for payer, payee, yuan in (("V1", "D", 5_000), ("V2", "D", 3_000), ("D", "T", 6_000)):
        made.pay(f"BankAccount:{payer}", f"BankAccount:{payee}", yuan, at(0), **DAY)
    made.pay("BankAccount:V2", "BankAccount:N", 1_000, at(11))


def _ask(home: Path, name: str, reveal: str | None = "test", **params: Any) -> dict[str, Any]:
    return runner.run(name, params, home=home, actor="tester", role="analyst", reveal=reveal)


def _by_account(answer: dict[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in answer["rows"]:
        found.setdefault(row["account"]["key"], []).append(row)
    return found


def test_the_three_cases_to_the_cent(home: Path) -> None:
    answer = _ask(home, "refund", of="A1", announced="2026-06-01")
    rows = _by_account(answer)
    got = {
        name: [(r["victim"]["key"], r["legal_case"], r["refund_minor"]) for r in found]
        for name, found in rows.items()
    }
    assert got == {
        "P": [("V1", 2, 0), ("V2", 2, 100_00)],
        "S": [("V1", 1, 6_000_50)],
        "D": [("V1", 3, 625_01), ("V2", 3, 375_00)],
        "N": [("V2", None, None)],
    }
    assert [r["tainted_minor"] for r in rows["P"]] == [50_000_00, 30_000_00]
    assert {r["turnover_minor"] for r in rows["P"]} == {100_000_00}
    assert "30" in rows["D"][0]["reason"]["zh"] and "date" in rows["D"][0]["reason"]["en"]
    days = (rows["D"][0]["notice_until"] - at(0, day=20)) / 86_400_000_000
    assert days == 30
    assert rows["P"][0]["notice_until"] is None
    assert "request" in rows["N"][0]["reason"]["en"]
    totals = {row["victim"]["key"]: row["refund_minor"] for row in answer["totals"]}
    assert totals == {"V1": 6_625_51, "V2": 475_00}
    assert all(row["sources"] for row in answer["rows"])


def test_a_given_amount_is_taken_for_the_account_asked_about(home: Path) -> None:
    (row,) = _ask(home, "refund", of="S", frozen_minor=900)["rows"]
    assert (row["frozen_minor"], row["refund_minor"]) == (900, 900)
    found = _ask(home, "refund", of="被害人V2")["rows"]
    assert {r["account"]["key"] for r in found} == {"P", "D", "N"}
    with pytest.raises(BadInput, match="frozen-minor"):
        _ask(home, "refund", of="B1")


def test_the_queue_has_the_live_balances_and_their_clocks(home: Path) -> None:
    answer = _ask(home, "stop-payment-queue", of="A1", at="2026-05-13 11:00")
    rows = {row["account"]["key"]: row for row in answer["rows"]}
    assert [r["account"]["key"] for r in answer["rows"]] == ["B1", "B2", "T", "S", "D", "N", "P"]
    assert rows["T"]["tainted_minor"] == 7_999_50
    tainted = {key: row["tainted_minor"] for key, row in rows.items()}
    assert tainted["B1"] == 30_000_00 and tainted["P"] == 100_00
    assert (rows["B1"]["status"], rows["B1"]["stop_count"]) == ("unstopped", 0)
    assert (rows["B2"]["status"], rows["B2"]["stop_until"]) == ("stopped", at(60))
    assert rows["B2"]["turnover_minor"] == 40_000_00 != rows["B2"]["tainted_minor"]
    assert (rows["P"]["status"], rows["P"]["balance_minor"]) == ("frozen", 100_00)
    assert rows["B1"]["balance_minor"] is None
    assert "CASH" not in rows


@pytest.mark.parametrize(
    ("moment", "status", "words"),
    [
        ("2026-05-12 11:59", "unstopped", "now"),
        ("2026-05-12 12:00", "stopped", "stop once more"),
        ("2026-05-14 13:00", "stop_ended", "once more"),
        ("2026-05-14 15:00", "stopped", "no further"),
        ("2026-05-16 15:00", "stop_ended", "only a freeze"),
    ],
)
def test_a_stop_payment_runs_48_hours_and_twice(
    home: Path, moment: str, status: str, words: str
) -> None:
    answer = _ask(home, "stop-payment-queue", of="B2", at=moment)
    (row,) = [row for row in answer["rows"] if row["account"]["key"] == "B2"]
    assert row["status"] == status
    assert words in row["next_step"]["en"]


def test_a_freeze_warns_before_it_ends(home: Path) -> None:
    for moment, words in (
        ("2026-09-01", "renewable"), ("2026-10-20", "within 30"), ("2026-11-08", "within 7"),
        ("2026-11-12 10:00", "within 1 "), ("2026-11-13", "has ended"),
    ):  # fmt: skip
        rows = _by_account(_ask(home, "stop-payment-queue", of="A1", at=moment))
        assert words in rows["P"][0]["next_step"]["en"], moment
    assert FREEZE_MONTHS == 6
    assert end_of_freeze(at(20)) == at(20, day=184)


def test_nothing_of_it_is_shown_to_a_viewer(home: Path) -> None:
    for name in ("refund", "stop-payment-queue"):
        shown = json.dumps(_ask(home, name, reveal=None, of="A1"), ensure_ascii=False)
        assert "被害人V1" not in shown
    row = _ask(home, "stop-payment-queue", reveal=None, of="A1", at="2026-05-13 11:00")["rows"][1]
    assert "2026-05-14 12:00:00" in row["next_step"]["zh"]


def test_nobody_gets_more_than_his_loss() -> None:
    assert legal_case(1, 1, False) == 1
    assert legal_case(1, 2, False) == legal_case(3, 1, False) == IN_PROPORTION
    claims = [Claim("a", 100, 40, 100), Claim("b", 50, 10, 20)]
    assert refunds(IN_PROPORTION, 10_000, claims) == [100, 20]
    assert refunds(BY_TIME, 10_000, claims) == [40, 10]
    assert refunds(IN_PROPORTION, 1, [Claim("a", 1, 0, 1), Claim("b", 1, 0, 1)]) == [1, 0]
    assert refunds(BY_TIME, 5, [Claim("a", 7, 0, 7)]) == [0]
