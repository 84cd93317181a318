"""T1: which messages a pseudo base station of the case sent, and when they count."""

from __future__ import annotations

import pytest

from queries.chains.match import Chain
from tests.queries.chains.small_ledger import SmallLedger, at

STATION, FAKE, TEXT = "PseudoBaseStation:KY1", "CellTower:65001-10", "SmsTemplate:积分兑换"
SITE, DRIVER, ATM = "Website:http://a.example/", "Person:DRIVER", "AtmOrBranch:甲|1"


@pytest.fixture
def case(made: SmallLedger) -> SmallLedger:
    """A station with its driver and site, money to an account that draws cash."""
    for name in (FAKE, TEXT, SITE, DRIVER, ATM, "BankAccount:L2"):
        made.thing(name)
    made.thing(STATION, fake_lac="65001", fake_ci="10", seized_at="2026-05-20 10:00:00")
    made.relate(STATION, "INVOLVED_IN", "Case:A1")
    made.relate(DRIVER, "OPERATES", STATION)
    made.pay("BankAccount:L1", "BankAccount:L2", 90_000, at(11.5))
    made.cash("BankAccount:L2", ATM, 20_000, at(12))
    return made


def t1(made: SmallLedger) -> Chain:
    return made.chain(template="T1")


def test_message_under_the_fake_cell_completes_the_chain(case: SmallLedger) -> None:
    case.report("PhoneNumber:V1", TEXT, at(10), FAKE)
    case.relate(TEXT, "LURED_TO", SITE)
    chain = t1(case)
    assert set(chain.stages["S2"].finds) == case.names(STATION, DRIVER)
    assert set(chain.stages["S4"].finds) == case.names(TEXT)
    assert set(chain.stages["S5"].finds) == case.names(SITE)
    assert chain.stages["S3"].status == "not_applicable"
    assert list(chain.links) == ["S2-S4", "S4-S6", "S6-S7", "S7-S8"]
    assert {link.status for link in chain.links.values()} == {"evidenced"}
    assert chain.score.completeness == 1.0
    assert chain.score.verdict == "complete"


def test_without_reports_the_wave_is_a_gap(case: SmallLedger) -> None:
    chain = t1(case)
    assert chain.stages["S4"].status == "gap"
    assert [chain.links[name].status for name in ("S2-S4", "S4-S6")] == ["none", "none"]
    assert chain.score.completeness == pytest.approx(6 / 9)
    assert chain.score.verdict == "broken"


@pytest.mark.parametrize(
    ("time", "cell"),
    [
        (at(10), "CellTower:20001-100"),  # a real cell: another sender
        (at(10, day=-8), FAKE),  # over a week before the payment
        (at(11.2), FAKE),  # after the payment
    ],
)
def test_other_messages_are_no_wave(case: SmallLedger, time: int, cell: str) -> None:
    if cell != FAKE:
        case.thing(cell)
    case.report("PhoneNumber:V1", TEXT, time, cell)
    assert t1(case).stages["S4"].status == "gap"


def test_nothing_is_sent_after_the_seizure(case: SmallLedger) -> None:
    other = "PseudoBaseStation:KY2"
    case.thing(other, fake_lac="65002", fake_ci="11", seized_at="2026-05-12 09:00:00")
    case.thing("CellTower:65002-11")
    case.relate(other, "INVOLVED_IN", "Case:A1")
    case.report("PhoneNumber:V1", TEXT, at(10), "CellTower:65002-11")
    assert t1(case).stages["S4"].status == "gap"


def test_a_station_of_another_case_sent_nothing_here(made: SmallLedger) -> None:
    for name in (FAKE, TEXT, "Case:A2"):
        made.thing(name)
    made.thing(STATION, fake_lac="65001", fake_ci="10")
    made.relate(STATION, "INVOLVED_IN", "Case:A2")
    made.report("PhoneNumber:V1", TEXT, at(10), FAKE)
    chain = t1(made)
    assert [chain.stages[code].status for code in ("S2", "S4")] == ["gap", "gap"]


def test_a_registered_text_ties_a_report_without_cell(case: SmallLedger) -> None:
    case.relate(STATION, "SENT", TEXT)
    case.report("PhoneNumber:V1", TEXT, at(10))
    chain = t1(case)
    assert set(chain.stages["S4"].finds) == case.names(TEXT)
    assert chain.links["S2-S4"].status == "evidenced"
