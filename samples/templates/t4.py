"""T4 刷单返利: small rebates from the gang first, then chained orders that cannot be withdrawn."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, social, tools
from samples.decoy import Story
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.model import Person
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "刷单返利",
    ("蜂鸟", "星火"),
    "事主被拉入兼职群，完成点赞任务获返利后，按“导师”要求连单{count}笔，无法提现。",
)
GAPS = (
    Gap("S8", frozenset({"layers"})),
    Gap("S4", frozenset({"chats"})),
    Gap("S5", frozenset({"con"})),
)
_DAY = timedelta(days=1)


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, app and group, rebates, chained orders, registers."""
    victim = cast.add_victim(world, case, years=(1980, 2004))
    tools.give_site(world, case, "rebate", "", target="App")
    tools.supply(world, case, "引流商", "引流推广")
    tools.supply(world, case, "APP开发", "刷单APP源码和技术维护")
    dealer = tools.supply(world, case, "卡商", "银行卡五套", count="5")
    lead, desk, tutor, _ = cast.staff(world, case, "引流员", "派单员", "导师", "组长")
    case.farmers, case.runners = cast.people(world, 3), cast.people(world, 2)
    case.put("S2", *case.farmers[:2])
    case.wage_people = [case.boss, desk.person]
    cast.register(world, case, dealer)
    tools.lead(world, case)
    _chat(world, case, (lead.person, desk.person, tutor.person))
    contacts.return_records(world, case, [victim.phone])
    _money(world, case)


def _chat(world: World, case: CasePlan, people: tuple[Person, ...]) -> None:
    """The lead wrote and sent the victim to the group; the tutor took over the same day."""
    lead, desk, tutor = people
    victim = case.victim
    chat = social.group(world, case, "合成福利群")
    case.put("S2", chat)
    first = social.account(world, case, "微信", "a")
    second = social.account(world, case, "微信", "b")
    morning = case.day - 3 * _DAY + timedelta(hours=9, minutes=12)
    if not case.hides("chats"):
        social.tell(victim, first)
        social.wrote(world, case, first, victim, morning, "S4")
        social.lured(world, case, first, chat, "S2-S4")
        social.use(world, case, lead, first)
    social.joined(world, case, victim.person, chat, morning, "S5-S6")
    if not case.hides("con"):
        social.joined(world, case, desk, chat, morning - 20 * _DAY, "S4-S5")
        case.put("S5", desk)
        if not case.hides("chats"):
            social.wrote(world, case, second, victim, morning + timedelta(hours=2), "S5")
            social.use(world, case, tutor, second, "S5")
            case.put("S5", tutor)


def _money(world: World, case: CasePlan) -> None:
    """Two rebates, then three orders of one afternoon to two first payees."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers[:2])
    till = flow.open(3, case.farmers[2])
    for days, yuan in ((2, 18), (1, 88)):
        when = case.day - days * _DAY + timedelta(hours=15, minutes=rng.randrange(50))
        flow.move(when, till, case.victim.account, yuan * YUAN, summary="返利")
    case.put("S6", till)
    when = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    batches = []
    for place, base in enumerate((150, 320, 680)):
        amount = rng.randrange(base, base + 80) * 100 * YUAN
        batches.append([Pay(0, when, amount, place % 2)])
        when += timedelta(minutes=rng.randrange(20, 40))
    launder(flow, batches, filler=case.index % 2 == 1)


DECOY = Story(
    scam="刷单返利",
    shop="合成电子商务有限公司",
    summary="订单付款",
    parties=("样例仓储有限公司", "演示快递", "合成包装厂", "虚拟美工工作室", "示范供应链"),
    onward="货款",
    brief="报案人称在平台下单后返现迟迟未到。经核实商城返现活动真实，返现已到账，报案人申请撤回。",
    note="已撤案：经核实为商城真实促销，返现已到账",
    thousands=(20, 40),
)
