"""S1, S2, S3, S8, S9, S10 and the rules that hold in every stage."""

from __future__ import annotations

from queries.chains.match import Chain
from tests.queries.chains.small_ledger import SmallLedger, accounts, at

L2, BOSS = "BankAccount:L2", "BankAccount:BOSS"


def person(made: SmallLedger, name: str, role: str = "", gang: str = "Gang:G1") -> str:
    made.thing(f"Person:{name}", name=name)
    if role:
        made.relate(f"Person:{name}", "MEMBER_OF", gang, role=role)
    return f"Person:{name}"


def finds(chain: Chain, code: str) -> set[str]:
    return set(chain.stages[code].finds)


def test_batch_and_supplier_that_reach_one_gang_are_linked(made: SmallLedger) -> None:
    batch = made.thing("PersonalInfoBatch:B1")
    broker, dealer, rest = person(made, "料商"), person(made, "卡商"), person(made, "路人")
    made.relate("Person:V1", "APPEARS_IN_BATCH", batch)
    made.relate(broker, "PROVIDED", batch)
    made.relate(batch, "LEAKED_TO", "Den:D1")
    made.relate(dealer, "SUPPLIES", "Gang:G1", what="银行卡四套")
    made.relate(rest, "SUPPLIES", "Gang:G1", what="盒饭")
    chain = made.chain()
    assert finds(chain, "S1") == made.names(batch, broker)
    assert finds(chain, "S2") == made.names(dealer)
    assert chain.links["S1-S2"].status == "evidenced"  # gang and den are one by BASED_AT


def test_batch_and_tools_without_a_common_receiver_are_not_linked(made: SmallLedger) -> None:
    batch, dealer = made.thing("PersonalInfoBatch:B1"), person(made, "卡商")
    made.thing("Gang:G9")
    made.relate("Person:V1", "APPEARS_IN_BATCH", batch)
    made.relate(batch, "LEAKED_TO", "Gang:G9")
    made.relate(dealer, "SUPPLIES", "Gang:G1", what="银行卡")
    assert made.chain().links["S1-S2"].status == "none"


def test_same_name_and_phone_in_a_batch_is_only_inferred(made: SmallLedger) -> None:
    batch = made.thing("PersonalInfoBatch:B1")
    made.thing("Person:LIKE", name="被害人", phone="V1")
    made.thing("Person:NAMESAKE", name="被害人", phone="other")
    made.relate("Person:LIKE", "APPEARS_IN_BATCH", batch)
    other = made.thing("PersonalInfoBatch:B2")
    made.relate("Person:NAMESAKE", "APPEARS_IN_BATCH", other)
    dealer = person(made, "卡商")
    made.relate(batch, "LEAKED_TO", "Gang:G1")
    made.relate(dealer, "SUPPLIES", "Gang:G1", what="银行卡")
    chain = made.chain()
    assert (chain.stages["S1"].status, finds(chain, "S1")) == ("inferred", made.names(batch))
    assert chain.links["S1-S2"].status == "derived"


def test_sites_devices_and_the_people_behind_them(made: SmallLedger) -> None:
    site, device = made.thing("Website:safe.example"), made.thing("GoipDevice:Q1")
    far = made.thing("GoipDevice:Q9")
    renter, installer = person(made, "租用人"), person(made, "架设人")
    made.relate(site, "INVOLVED_IN", "Case:A1")
    made.relate(renter, "OPERATES", site)
    for each in (device, far):
        made.relate(each, "INVOLVED_IN", "Case:A1")
    made.relate("Gang:G1", "OPERATES", device)
    made.relate(installer, "OPERATES", device)
    assert finds(made.chain(), "S2") == made.names(site, device, renter, installer)


def test_card_farmer_counts_as_tool_and_a_plain_holder_does_not(made: SmallLedger) -> None:
    farmer, holder = person(made, "卡农", role="卡农"), person(made, "户主")
    for each in (farmer, holder):
        made.relate(each, "HOLDS", "BankAccount:L1")
    assert finds(made.chain(), "S2") == made.names(farmer)


def test_recruiters_and_smugglers_fill_the_optional_stage(made: SmallLedger) -> None:
    snake, head = person(made, "蛇头"), person(made, "招募人")
    member = person(made, "组员", role="一线话务员")
    made.relate(snake, "SUPPLIES", "Den:D1", what="偷渡")
    made.relate(head, "RECRUITED", member)
    assert finds(made.chain(), "S3") == made.names(snake, head)


def test_cash_wallets_and_wages(made: SmallLedger) -> None:
    accounts(made, "L2", "BOSS", "ONCE")
    atm, coin = made.thing("AtmOrBranch:合成银行|A1"), made.thing("CryptoWallet:T1")
    runner, boss, holder = (
        person(made, "车手"),
        person(made, "老板", role="老板"),
        person(made, "人"),
    )
    made.relate(boss, "HOLDS", BOSS)
    made.relate(holder, "HOLDS", BOSS)
    made.pay("BankAccount:L1", L2, 90_000, at(11.2))
    made.cash(L2, atm, 5_000, at(12), runner)
    made.relate(L2, "EXCHANGES_FOR", coin, valid_from=at(13))
    for month in (1, 2):
        made.pay(L2, BOSS, 40_000, at(9, day=30 * month), summary="分红")
    made.pay(L2, "BankAccount:ONCE", 4_000, at(9, day=30), summary="工资")
    chain = made.chain()
    assert finds(chain, "S8") == made.names(atm, coin, runner)
    assert finds(chain, "S9") == made.names(BOSS, boss)
    assert [chain.links[n].status for n in ("S6-S7", "S7-S8", "S8-S9")] == ["evidenced"] * 3


def test_cash_before_the_inflow_or_after_72_hours_is_not_its_cash(made: SmallLedger) -> None:
    accounts(made, "L2")
    atm = made.thing("AtmOrBranch:合成银行|A1")
    made.pay("BankAccount:L1", L2, 90_000, at(11.2))
    made.cash(L2, atm, 5_000, at(11))
    made.cash(L2, atm, 5_000, at(11.3, day=3))
    chain = made.chain()
    assert chain.stages["S8"].status == "gap"
    assert chain.links["S7-S8"].status == "none"


def test_wages_to_a_gang_of_another_case_are_not_this_return(made: SmallLedger) -> None:
    accounts(made, "L2", "BOSS")
    made.thing("Case:A2", scam_type="冒充公检法")
    made.thing("Gang:G2")
    made.relate("Gang:G2", "INVOLVED_IN", "Case:A2")
    boss = person(made, "别的老板", role="老板", gang="Gang:G2")
    made.relate(boss, "HOLDS", BOSS)
    made.pay("BankAccount:L1", L2, 90_000, at(11.2))
    for month in (1, 2):
        made.pay(L2, BOSS, 40_000, at(9, day=30 * month), summary="分红")
    assert made.chain().stages["S9"].status == "gap"


def test_rows_outside_the_window_are_not_in_the_chain(made: SmallLedger) -> None:
    batch, dealer = made.thing("PersonalInfoBatch:B1"), person(made, "卡商")
    made.relate("Person:V1", "APPEARS_IN_BATCH", batch, valid_from=at(9, day=181))
    made.relate(
        dealer,
        "SUPPLIES",
        "Gang:G1",
        what="卡",
        valid_from=at(0, day=-400),
        valid_to=at(0, day=-200),
    )
    chain = made.chain()
    assert [chain.stages[code].status for code in ("S1", "S2")] == ["gap", "gap"]


def test_a_victim_fills_no_offender_stage(made: SmallLedger) -> None:
    made.relate("Person:V1", "MEMBER_OF", "Gang:G1", role="卡农")
    made.relate("Person:V1", "HOLDS", "BankAccount:L1")
    made.relate("Person:V1", "SUPPLIES", "Gang:G1", what="银行卡")
    made.relate("Person:V1", "INVOLVED_IN", "Case:A1", role="卡农")
    chains = made.answer().chains
    assert all(made.id("Person:V1") not in c.stages["S2"].finds for c in chains)


def test_an_analysts_assertion_confirms_and_a_weak_row_infers(made: SmallLedger) -> None:
    dealer, seller = person(made, "卡商"), person(made, "设备商")
    made.relate(seller, "SUPPLIES", "Gang:G1", what="设备", confidence=0.7)
    weak = made.chain()
    assert (weak.stages["S2"].status, finds(weak, "S2")) == ("inferred", made.names(seller))
    made.thing("Person:卡商", name="卡商")
    made.relate(dealer, "SUPPLIES", "Gang:G1", what="卡", confidence=0.8, method="manual")
    strong = made.chain()
    assert (strong.stages["S2"].status, finds(strong, "S2")) == ("confirmed", made.names(dealer))


def test_orders_run_beside_and_do_not_count(made: SmallLedger) -> None:
    before = made.chain()
    own, other = made.thing("StopPayment:Z1#1", case_no="A1"), made.thing("StopPayment:Z2#1")
    report = made.thing("PoliceReport:R1", status="受理", case_no="A1")
    made.relate(own, "STOPPED", "BankAccount:L1", case_no="A1")
    made.relate(other, "STOPPED", "BankAccount:L1", case_no="A2")
    made.relate("Person:V1", "REPORTED", report, case_no="A1")
    chain = made.chain()
    assert finds(chain, "S10") == made.names(own, report)
    assert chain.score.completeness == before.score.completeness
