"""T3 … T11: what must not join, and what counts only inside its bounds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queries.chains.evidence import Evidence
from queries.chains.match import CaseAnswer, chains_of
from tests.queries.chains.plots import Plot, tell
from tests.queries.chains.small_ledger import SmallLedger, at


def family_group(plot: Plot) -> None:
    """The victim's family group and a group of strangers that nobody tied to the case."""
    victim, account, _ = plot.victim()
    for name in ("家庭群", "老乡群"):
        plot.relate(victim, "IN_GROUP", plot.thing("ChatGroup", name))
    plot.relate(plot.member("导师"), "IN_GROUP", plot.thing("ChatGroup", "别案群"))
    plot.made.pay(account, plot.payee, 100_000, at(11))


def namesake(plot: Plot) -> None:
    """Another person called 导师, of no gang, uses the account that wrote."""
    victim, account, _ = plot.victim()
    plot.member("导师")
    other = plot.thing("Person", "同名", name="导师")
    plot.account("引流", other, victim, at(9))
    plot.made.pay(account, plot.payee, 60_000, at(11))


def times(plot: Plot) -> None:
    """Accounts that wrote in time, too early, after the payment, and at no known time."""
    victim, account, _ = plot.victim()
    stranger = plot.thing("Person", "路人", name="路人")
    for name, day, hour in (("近", -1, 9), ("早", -40, 9), ("后", 0, 13)):
        plot.account(name, stranger, victim, at(hour, day))
    undated = plot.thing("VirtualIdentity", "无时")
    plot.relate(undated, "CONTACTED", victim)
    long = plot.thing("VirtualIdentity", "长聊")
    plot.relate(long, "CONTACTED", victim, valid_from=at(9, -50), valid_to=at(9, 5))
    plot.made.pay(account, plot.payee, 60_000, at(11))


def rebates(plot: Plot) -> None:
    """Money to the victim: the employer's, a friend's, and that of a card a member holds."""
    _, account, _ = plot.victim()
    card = plot.thing("BankAccount", "返利")
    plot.relate(plot.member("接待"), "HOLDS", card)
    plot.made.pay(card, account, 50, at(9))
    for name, summary in (("单位", "工资"), ("朋友", "还款")):
        plot.made.pay(plot.thing("BankAccount", name), account, 5_000, at(8), summary=summary)
    plot.made.pay(account, plot.payee, 60_000, at(11))


def cloned(plot: Plot) -> None:
    """A stranger's number on the same IMEI, and a bank's hotline, ring as well."""
    victim, account, phone = plot.victim()
    number, stranger = plot.thing("PhoneNumber", "富婆"), plot.thing("PhoneNumber", "克隆")
    handset = plot.thing("Device", "35000000000002")
    plot.relate(plot.member("富婆"), "USES", number)
    plot.relate("PhoneNumber:95588", "CONTACTED", victim)
    for caller, hour in ((number, 9.0), (stranger, 9.5), ("PhoneNumber:95588", 10.0)):
        plot.made.call(caller, phone, at(hour), caller_imei=plot.made.key(handset))
    plot.made.call(phone, "PhoneNumber:95588", at(10.5), own_side="caller")
    plot.made.pay(account, plot.payee, 3_000, at(11))


def loans(plot: Plot) -> None:
    """A loan hours before, and a friend's money just before the payment."""
    _, account, _ = plot.victim()
    plot.made.pay(plot.thing("BankAccount", "网贷"), account, 90_000, at(8), summary="贷款放款")
    plot.made.pay(plot.thing("BankAccount", "朋友"), account, 10_000, at(10.9), summary="往来")
    plot.made.pay(account, plot.payee, 100_000, at(11))


def bank(plot: Plot) -> None:
    """The bank is named in the case, and a platform's company; a shell holds the payee."""
    _, account, _ = plot.victim()
    for name, subtype in (("银行", "银行"), ("平台", "platform")):
        unit = plot.thing("Organization", name, name=name, subtype=subtype)
        plot.relate(unit, "INVOLVED_IN", plot.case_id)
        plot.relate(unit, "HOLDS", plot.payee)
    company = plot.thing("Organization", "公司", name="公司", subtype="company")
    plot.relate(company, "INVOLVED_IN", plot.case_id)
    plot.made.pay(account, plot.payee, 900, at(11))


def players(plot: Plot) -> None:
    """A player brought his friend; an agent plays himself; a courier only lives nearby."""
    agent = plot.member("推广代理")
    plot.relate(agent, "INVOLVED_IN", plot.case_id, role="参赌人员")
    plot.relate(agent, "HOLDS", plot.thing("BankAccount", "代理户"))
    plot.made.pay(plot.thing("BankAccount", "代理户"), plot.payee, 7_000, at(10))
    for name in ("玩家甲", "玩家乙"):
        player, account, _ = plot.payer(name)
        plot.relate(player, "INVOLVED_IN", plot.case_id, role="参赌人员")
        plot.made.pay(account, plot.payee, 3_000, at(10))
    plot.relate("Person:players-玩家甲", "RECRUITED", "Person:players-玩家乙")
    plot.relate(agent, "RECRUITED", "Person:players-玩家甲", valid_from=at(8, day=1))


def aired(plot: Plot) -> None:
    """Programmes of another station, heard too late, and naming a service number."""
    victim, account, phone = plot.victim()
    own, other = plot.thing("IllegalBroadcast", "F1"), plot.thing("IllegalBroadcast", "F2")
    plot.relate(own, "INVOLVED_IN", plot.case_id)
    for name, station, day in (("台词", own, -1), ("别台", other, -1), ("迟", own, 1)):
        text = plot.thing("SmsTemplate", name)
        plot.relate(station, "SENT", text)
        plot.relate(victim, "RECEIVED", text, valid_from=at(6, day))
    plot.relate(plot.thing("SmsTemplate", "台词"), "LURED_TO", "PhoneNumber:95588")
    plot.made.call(phone, "PhoneNumber:95588", at(7), own_side="caller")
    plot.made.call(phone, plot.thing("PhoneNumber", "邻居"), at(8), own_side="caller")
    plot.made.pay(account, plot.payee, 1_980, at(11))


def honest_courier(plot: Plot) -> None:
    """A courier's own statement hands the money to a seller nobody suspects."""
    _, account, _ = plot.victim()
    paid = {"payee_kind": "MERCHANT", "summary": "代收货款"}
    plot.made.pay(account, plot.payee, 1_980, at(11), **paid)
    seller = plot.thing("BankAccount", "卖家")
    plot.made.pay(plot.payee, seller, 1_900, at(11, day=9), summary="代收货款结算")


def hub_address(plot: Plot) -> None:
    """Two payees with nothing in common but an address that everybody has."""
    _, account, _ = plot.victim()
    second = plot.suspect("M1")
    for payee in (plot.payee, second):
        plot.made.login(payee, "IpAddress:127.0.0.1", at(10))
        plot.made.pay(account, payee, 50_000, at(11))


def own_type(plot: Plot) -> None:
    """A thing of the unit's own type is registered as if it had recruited a member."""
    _, account, _ = plot.victim()
    operator = plot.member("键盘手")
    for name in ("蛇头", "中介船"):
        plot.relate(plot.thing("Person", name, name=name), "RECRUITED", operator)
    plot.made.own_type("Person:own-中介船", "Boat")
    plot.made.pay(account, plot.payee, 100_000, at(11))


TWISTS: dict[str, tuple[str, Callable[[Plot], None]]] = {
    "family": ("虚假投资理财", family_group),
    "namesake": ("刷单返利", namesake),
    "times": ("刷单返利", times),
    "rebates": ("刷单返利", rebates),
    "cloned": ("重金求子", cloned),
    "loans": ("冒充电商物流客服", loans),
    "bank": ("淘宝代运营", bank),
    "players": ("网络赌博", players),
    "aired": ("黑广播虚假药品", aired),
    "courier": ("黑广播虚假药品", honest_courier),
    "hub": ("虚假网络贷款", hub_address),
    "own": ("杀猪盘", own_type),
}


@pytest.fixture(scope="module")
def told(
    empty_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SmallLedger, Evidence]]:
    home = tmp_path_factory.mktemp("twists") / "home"
    shutil.copytree(empty_home, home)
    made = tell(home, TWISTS)
    for name in ("PhoneNumber:95588", "IpAddress:127.0.0.1"):
        made.thing(name)
    yield made, made.load()
    made.close()


def answer(told: tuple[SmallLedger, Evidence], case: str) -> CaseAnswer:
    made, evidence = told
    return chains_of(evidence, made.id(f"Case:{case}"))


def stage(told: tuple[SmallLedger, Evidence], case: str, code: str) -> set[str]:
    """Names (after the case's) of what stands in a stage of the only chain."""
    made, _ = told
    (chain,) = answer(told, case).chains
    named = {made.id(name): name for name in made.things if name.split(":")[1].startswith(case)}
    return {named[e].rpartition("-")[2] for e in chain.stages[code].finds}


def test_groups_nobody_tied_to_the_case_stay_out(told: tuple[SmallLedger, Evidence]) -> None:
    assert (stage(told, "family", "S4"), stage(told, "family", "S5")) == (set(), set())


def test_a_namesake_is_nobody_of_the_con(told: tuple[SmallLedger, Evidence]) -> None:
    assert stage(told, "namesake", "S4") == {"引流"}
    assert stage(told, "namesake", "S5") == set()
    (chain,) = answer(told, "namesake").chains
    assert chain.links["S4-S5"].status == "none"


def test_an_account_counts_when_it_wrote_before_the_payment(
    told: tuple[SmallLedger, Evidence],
) -> None:
    assert stage(told, "times", "S4") == {"近", "无时", "长聊"}


def test_only_accounts_of_the_case_paid_a_rebate(told: tuple[SmallLedger, Evidence]) -> None:
    assert stage(told, "rebates", "S6") == {"V", "L1", "返利"}


def test_a_cloned_imei_and_a_hotline_join_nothing(told: tuple[SmallLedger, Evidence]) -> None:
    assert stage(told, "cloned", "S4") == {"富婆"}
    assert stage(told, "cloned", "S5") == {"富婆"}  # the person; no second number
    assert stage(told, "cloned", "S2") == {"35000000000002"}


def test_a_loan_hours_before_and_a_friends_money_are_no_borrowed_payment(
    told: tuple[SmallLedger, Evidence],
) -> None:
    (chain,) = answer(told, "loans").chains
    victim = told[0].id("Person:loans-V")
    assert len(chain.stages["S6"].finds[victim].sources) == 1


def test_banks_and_platforms_are_no_tools(told: tuple[SmallLedger, Evidence]) -> None:
    assert stage(told, "bank", "S2") == {"公司"}


def test_players_are_no_agents_and_agents_no_players(
    told: tuple[SmallLedger, Evidence],
) -> None:
    assert stage(told, "players", "S6") == {"玩家甲", "玩家乙", "L1"}
    assert stage(told, "players", "S4") == {"推广代理"}
    (chain,) = answer(told, "players").chains
    assert chain.links["S4-S6"].status == "none"  # brought in only after he paid


def test_only_the_cases_station_and_what_was_heard_in_time_count(
    told: tuple[SmallLedger, Evidence],
) -> None:
    assert stage(told, "aired", "S4") == {"台词"}
    assert stage(told, "aired", "S5") == set()


def test_a_courier_who_pays_an_honest_seller_is_explained(
    told: tuple[SmallLedger, Evidence],
) -> None:
    found = answer(told, "courier")
    assert found.chains == ()
    assert any("merchant" in note.en for note in found.notes)


def test_a_shared_public_address_makes_no_cluster(told: tuple[SmallLedger, Evidence]) -> None:
    assert len(answer(told, "hub").chains) == 2


def test_a_type_of_the_units_own_fills_no_stage(told: tuple[SmallLedger, Evidence]) -> None:
    assert stage(told, "own", "S3") == {"蛇头"}
