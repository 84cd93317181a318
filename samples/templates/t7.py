"""T7 虚假贷款/征信: a loan app, a GOIP call, then one fee after the other on the same day."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, tools
from samples.decoy import Story, cloned_handset
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "虚假贷款",
    ("借风", "过桥"),
    "事主在贷款APP申请贷款，“放款员”以手续费、刷流水、卡号错误解冻为由要求转账{count}笔。",
)
GAPS = (Gap("S8", frozenset({"layers"})), Gap("S1", frozenset({"batch"})))
_FEES = ((20, 40, "手续费"), (60, 90, "保证金"), (160, 240, "刷流水"), (280, 400, "解冻费"))


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, list of borrowers, app, calls, fee ladder, registers."""
    victim = cast.add_victim(world, case, opening=126_310_40, years=(1975, 2002))
    if not case.hides("batch"):
        tools.give_batch(world, case).source = ("合成借贷平台", "借贷需求名单")
    tools.give_den(world, case, ("菲律宾", "缅甸")[case.index % 2])
    tools.give_goip(world, case)
    tools.give_site(world, case, "loan", "", target="App")
    tools.supply(world, case, "APP开发", "贷款APP开发和技术维护")
    dealer = tools.supply(world, case, "卡商", "银行卡四套", count="4")
    cast.staff(world, case, "组长", "一线客服", "二线放款员")
    case.farmers, case.runners = cast.people(world, 2), cast.people(world, 2)
    case.put("S2", *case.farmers)
    case.wage_people = [case.boss, case.staff[1].person]
    cast.register(world, case, dealer)
    tools.lead(world, case)
    at = case.day + timedelta(hours=8, minutes=41, seconds=world.mint.rng.randrange(60))
    contacts.con_call(world, case, victim, at, None)
    contacts.other_targets(world, case)
    assert case.goip is not None
    contacts.return_records(world, case, [victim.phone, *case.goip.sims[:2]])
    victim.told = {"phone": contacts.relay_number(case), "url": ""}
    _money(world, case)


def _money(world: World, case: CasePlan) -> None:
    """The fee ladder: four transfers within two hours, to two first payees."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers)
    when = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    ladder = []
    for place, (least, most, word) in enumerate(_FEES):
        ladder.append(Pay(0, when, rng.randrange(least, most) * 100 * YUAN, place % 2, word))
        when += timedelta(minutes=rng.randrange(18, 32))
    launder(flow, [ladder[:2], ladder[2:3], ladder[3:]], filler=case.index % 2 == 1)
    contacts.prove_payment(case, case.victim)


DECOY = Story(
    scam="虚假贷款",
    shop="合成小额贷款有限公司",
    summary="提前还款",
    parties=(
        "样例资金方",
        "演示担保有限公司",
        "合成征信服务",
        "虚拟科技有限公司",
        "示范律师事务所",
    ),
    onward="资金清算",
    brief="报案人称还款后仍被催收。经核实为本人真实借款的提前还款，系统延迟入账，申请撤回。",
    note="已撤案：经核实为真实贷款的还款，贷款公司提供合同",
    thousands=(40, 70),
    twist=cloned_handset,
)
