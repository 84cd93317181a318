"""Alerts on import: each of the four rules fires on its file, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput
from graph.ledger import Ledger
from queries import context, runner
from tests.ingest.filing import load, write

A1, A2 = "A9901050000002026110001", "A9901050000002026110002"
CARDS = ["6900120000000000014", "6900270000000000026", "6900350000000000036"]
ID = "110105199001010002"
REPORTS = (
    "接警编号,接警时间,报警人,报警人电话,被骗金额,付款账号,收款账号,付款时间,嫌疑电话,案件编号\n"
)
WANTED = "编号,级别,姓名,证件号码,发布单位,发布日期,撤销日期,状态,奖金\n"
SUSPECTS = "人员编号,姓名,证件号码,联系电话,团伙名称,团伙角色,涉案案件编号\n"
STOPS = (
    "申请单号,账号,户名,开户行,案件编号,止付时间,止付到期,止付次数,"
    "冻结时间,冻结到期,冻结金额,反馈结果\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Six small files, one import each, in the order of the tests below."""
    folder = tmp_path_factory.mktemp("alerts")
    report = "JJ{n},2026-11-05 12:00:00,{who},1400000273{n},1000.00,{payer},{payee},{when},"
    report += "{bad},{case}\n"
    files = {
        "接警单1.csv": REPORTS + report.format(
            n=1, who="甲", payer=CARDS[0], payee=CARDS[1], when="2026-11-05 10:00:00",
            bad="14000009999", case=A1),
        "通缉令.csv": WANTED
        + f"TJ1,A,王五,{ID},公安厅,2026-10-01,,在逃,\n"
        + "TJ2,B,赵六,110105199202020007,公安厅,2026-10-01,,已抓获,\n",
        "嫌疑人.csv": SUSPECTS
        + f"R1,王五,{ID},,红队,话务员,{A1}\nR2,赵六,110105199202020007,,红队,组长,{A1}\n",
        "止付台账.csv": STOPS
        + f"ZF1,{CARDS[1]},乙,合成银行,{A1},2026-11-05 11:00:00,2026-11-07 11:00:00,1,"
        "2026-11-06 11:00:00,2099-05-06 11:00:00,500.00,成功\n",
        "接警单2.csv": REPORTS + report.format(
            n=2, who="丙", payer=CARDS[2], payee=CARDS[1], when="2026-11-06 10:00:00",
            bad="14000009999", case=A2),
        "流水.csv": "交易卡号,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,交易流水号\n"
        f"{CARDS[1]},2026-11-05 10:00:00,1000.00,1000.00,进,{CARDS[0]},SN000001\n",
    }  # fmt: skip
    with Ledger.open(folder / "home") as ledger:
        for name, text in files.items():
            case = A1 if name == "流水.csv" else ""
            assert load(ledger, write(folder / name, text), case=case).sheets, name
    yield folder / "home"
    context.close_all()


def _alerts(home: Path, number: int) -> list[tuple[str, str, str]]:
    asked: dict[str, Any] = {"import": number}
    answer = runner.run("import-alerts", asked, home=home, role="admin", reveal="test")
    return [(row["rule"], row["entity"]["key"], row["case_nos"]) for row in answer["rows"]]


def test_a_later_case_is_told_of_an_earlier_import_too(home: Path) -> None:
    found = [alert for alert in _alerts(home, 1) if alert[0] != "leaf-balance"]
    assert sorted(found) == [("other-case", "+8614000009999", A2), ("other-case", CARDS[1], A2)]


def test_a_wanted_person_is_told_when_he_appears_or_when_the_notice_comes(home: Path) -> None:
    assert _alerts(home, 3) == [("wanted", ID, "")]
    assert _alerts(home, 2) == [("wanted", ID, "")]


def test_a_new_victim_of_a_frozen_account_and_numbers_of_another_case(home: Path) -> None:
    found = _alerts(home, 5)
    assert found[0] == ("frozen-account", CARDS[1], A2)
    assert sorted(found[1:]) == [
        ("leaf-balance", CARDS[1], A2),
        ("other-case", "+8614000009999", A1),
        ("other-case", CARDS[1], A1),
    ]


def test_an_account_where_the_money_may_still_lie(home: Path) -> None:
    found = _alerts(home, 6)
    assert ("leaf-balance", CARDS[1], A1) in found
    assert not any(key == CARDS[0] and rule == "leaf-balance" for rule, key, _ in found)


def test_an_import_that_is_not_there_is_bad_input(home: Path) -> None:
    with pytest.raises(BadInput):
        _alerts(home, 99)
