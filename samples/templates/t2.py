"""T2 冒充公检法: GOIP call passed on to a den abroad, two large payments to a "safe account"."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, tools
from samples.decoy import Story
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "冒充公检法",
    ("春雷", "清风"),
    "事主接到自称“检察官”来电，按要求向“安全账户”转账{count}笔。",
)
#: demos B and C of domain.md §4.4
GAPS = (Gap("C", frozenset({"layers"})), Gap("B", frozenset({"calls"})))
_COUNTRIES = ("柬埔寨", "老挝")


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, tools, calls, money, registers."""
    victim = cast.add_victim(world, case)
    tools.give_batch(world, case)
    tools.give_den(world, case, _COUNTRIES[case.index % 2])
    tools.give_goip(world, case)
    dealer = tools.supply(world, case, "卡商", "银行卡四套", count="4")
    tools.give_site(world, case, "safe-acct", "wanted")
    staff = cast.staff(world, case, "主管", "二线话务员", "一线话务员", "三线话务员", "组长")
    contacts.nickname_only(staff[3].person)
    case.farmers, case.runners = cast.people(world, case.index % 2 + 1), cast.people(world, 2)
    case.put("S2", *case.farmers)
    case.wage_people = [case.boss, *(staff[place].person for place in (0, 2, 4))]
    cast.register(world, case, dealer)
    tools.lead(world, case)
    _calls(world, case)
    _money(world, case)
    relay = contacts.relay_number(case)
    victim.told = {"phone": relay if case.index % 2 else "95588", "url": tools.url_of(case)}


def _calls(world: World, case: CasePlan) -> None:
    assert case.goip is not None
    victim, rng = case.victim, world.mint.rng
    at = case.day + timedelta(hours=9, minutes=41, seconds=rng.randrange(60))
    contacts.con_call(world, case, victim, at, world.hotline)
    contacts.other_targets(world, case)
    contacts.return_records(world, case, [victim.phone, *case.goip.sims[:2]])


def _money(world: World, case: CasePlan) -> None:
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers)
    start = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(10, 50))
    later = start + timedelta(minutes=37, seconds=28)
    first = Pay(0, start, rng.randrange(180, 260) * 1000 * YUAN)
    second = Pay(0, later, rng.randrange(60, 90) * 1000 * YUAN, len(case.farmers) - 1)
    launder(flow, [[first], [second]], filler=case.index % 2 == 1)
    if not case.hides("calls"):
        contacts.prove_payment(case, case.victim)


DECOY = Story(
    scam="冒充公检法",
    shop="合成建材商贸有限公司",
    summary="材料款",
    parties=("合成水泥厂", "样例钢材有限公司", "演示运输队", "虚拟五金商行", "示范瓷砖有限公司"),
    onward="货款",
    brief="报案人称汇款后联系不上收款方。经核实为建材买卖货款，双方已确认，报案人申请撤回。",
    note="已撤案：经核实为货款，商户提供合同和送货单",
)
