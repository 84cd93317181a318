"""T9 虚假投资理财: a share-tip group full of shills, an app, shell companies as first payees."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, social, tools
from samples.decoy import Story, cloned_handset
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder
from samples.model import Person
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "虚假投资理财",
    ("牛市", "金矿"),
    "事主被拉入荐股群，跟随“导师”在投资APP充值{count}笔，对公账户多次更换，无法提现。",
)
GAPS = (Gap("S8", frozenset({"layers"})), Gap("S5", frozenset({"con"})))
_DAY = timedelta(days=1)
_SHELLS = ("样例信息咨询有限公司", "演示商贸有限公司")


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, app, shells, group, series of payments, registers."""
    victim = cast.add_victim(world, case, opening=1_868_410_30)
    tools.give_site(world, case, "stock", "", target="App")
    tools.supply(world, case, "APP开发", "投资平台APP源码和技术维护")
    dealer = tools.supply(world, case, "卡商", "公户和U盾三套", count="3")
    cast.staff(world, case, "组长", "导师", "助理", "托")
    case.runners = cast.people(world, 2)
    case.wage_people = [case.boss, case.staff[1].person]
    cast.register(world, case, dealer)
    tools.lead(world, case)
    _chat(world, case, [row.person for row in case.staff[1:]])
    contacts.return_records(world, case, [victim.phone])
    _money(world, case)


def _chat(world: World, case: CasePlan, con: list[Person]) -> None:
    """Victim, tutor and assistant are in the group; the shill by an account of his."""
    victim, site = case.victim, case.site
    assert site is not None
    chat = social.group(world, case, "合成荐股交流群")
    case.put("S4", chat)
    social.lured(world, case, chat, site.site, "S2-S4")
    begin = case.day - 25 * _DAY + timedelta(hours=19, minutes=30)
    social.joined(world, case, victim.person, chat, begin, "S5-S6")
    if case.hides("con"):
        return
    tutor, helper, shill = con
    social.joined(world, case, tutor, chat, begin - 9 * _DAY, "S4-S5")
    social.joined(world, case, helper, chat, begin - 9 * _DAY, "S4-S5")
    puppet = social.account(world, case, "微信", "t")
    social.joined(world, case, puppet, chat, begin - 8 * _DAY, "S5")
    social.use(world, case, shill, puppet, "S5")
    case.put("S5", tutor, helper, shill)


def _money(world: World, case: CasePlan) -> None:
    """Three payments over six days to two shell companies in turn."""
    flow, rng = Flow(world, case), world.mint.rng
    for bank, name in zip((1, 4), _SHELLS, strict=True):
        shell = cast.company(world, f"{name}{case.tag[-3:]}")
        case.first_payees.append(flow.open_company(bank, shell))
        case.put("S2", shell)
    start = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    batches = []
    for place, base in enumerate((300, 1600, 4200)):
        amount = rng.randrange(base, base * 3 // 2) * 100 * YUAN
        when = start + (0, 2, 6)[place] * _DAY + timedelta(minutes=rng.randrange(40))
        batches.append([Pay(0, when, amount, place % 2, "投资款")])
    launder(flow, batches, filler=case.index % 2 == 1)


DECOY = Story(
    scam="虚假投资理财",
    shop="合成财富管理有限公司",
    summary="基金申购",
    parties=("样例基金托管户", "演示证券", "合成资产管理", "虚拟登记结算", "示范信托"),
    onward="申购款划转",
    brief="报案人称所购基金亏损、怀疑受骗。经核实为正规基金正常净值波动，可随时赎回，申请撤回。",
    note="已撤案：经核实为正规基金产品，托管行提供对账单",
    twist=cloned_handset,
)
