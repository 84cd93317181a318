"""T8 冒充电商物流客服: order data, a call, a shared screen; borrowed money goes straight on."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, social, tools
from samples.decoy import Story, common_address
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.mint import BANKS
from samples.model import Movement
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "冒充电商物流客服",
    ("快马", "回单"),
    "事主接到“快递客服”理赔来电，共享屏幕后在网贷平台借款并转出{count}笔。",
)
GAPS = (Gap("S8", frozenset({"layers"})), Gap("S1", frozenset({"batch"})))


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, order data, calls, meeting, loans, registers."""
    victim = cast.add_victim(world, case, opening=6_310_40, years=(1970, 2000))
    if not case.hides("batch"):
        tools.give_batch(world, case).source = ("合成快递", "快递面单")
    tools.give_den(world, case, ("老挝", "柬埔寨")[case.index % 2])
    tools.give_goip(world, case)
    tools.supply(world, case, "号商", "会议软件账号二十个", count="20")
    dealer = tools.supply(world, case, "卡商", "银行卡四套", count="4")
    cast.staff(world, case, "主管", "一线客服", "二线理赔员")
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
    victim.told = {"phone": contacts.relay_number(case)}
    meeting = social.account(world, case, "合成会议", "m")
    social.wrote(world, case, meeting, victim, at + timedelta(minutes=40), "S5")
    social.use(world, case, case.staff[1].person, meeting, "S5")
    _money(world, case)


def _money(world: World, case: CasePlan) -> None:
    """Two loans drawn, each paid on to a first payee within the hour."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers)
    when = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    batches = []
    for place, name in enumerate(("合成消费金融", "样例小额贷款")):
        amount = rng.randrange(300, 480) * 100 * YUAN
        lender = world.mint.account(BANKS[(place + 2) % len(BANKS)], name)
        drawn = when - timedelta(minutes=rng.randrange(8, 20))
        serial = world.mint.serial(case.victim.account.bank, drawn)
        row = Movement("", drawn, lender, case.victim.account, amount, "transfer", "贷款放款")
        row.payee_serial = serial
        world.movements.append(row)
        batches.append([Pay(0, when, amount - rng.randrange(50, 300) * YUAN, place)])
        when += timedelta(minutes=rng.randrange(30, 40))
    launder(flow, batches, filler=case.index % 2 == 1)
    contacts.prove_payment(case, case.victim)


DECOY = Story(
    scam="冒充电商物流客服",
    shop="合成网上商城有限公司",
    summary="补差价",
    parties=("样例家具厂", "演示物流", "合成安装服务", "虚拟质检", "示范木业"),
    onward="货款",
    brief="报案人接到客服来电后付款，担心受骗。经核实为商城真实客服办理换货补差价，申请撤回。",
    note="已撤案：经核实为换货补差价，商城提供订单",
    thousands=(20, 40),
    twist=common_address,
)
