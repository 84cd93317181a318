"""T3 淘宝代运营: a company's salesman, art and tutor sell one package after the other; wages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from samples import cast, contacts, social, tools
from samples.decoy import Story, common_address
from samples.flow import YUAN, Flow
from samples.funds import Pay, orders, pay, wages
from samples.model import Thing
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "淘宝代运营",
    ("橱窗", "旺铺"),
    "事主开设网店后与“代运营公司”签约，先后支付装修费、推广费、升级套餐费{count}笔，无服务无退款。",
)
GAPS = (Gap("S9", frozenset({"wages"})), Gap("S4", frozenset({"chats"})))
_VICTIMS = 4
_DAY = timedelta(days=1)
#: days after the first, package price range in yuan, and what is written (domain.md §4.3 [V13])
_PACKAGES = ((0, 168, 169, "店铺装修费"), (1, 900, 901, "推广费"), (4, 3800, 9800, "套餐升级费"))


def plan(world: World, case: CasePlan) -> None:
    """The whole case: company, shop owners, chats, packages, payroll, registers."""
    case.laundered = False
    for _ in range(_VICTIMS):
        cast.add_victim(world, case, opening=46_310_20, years=(1980, 2002))
    firm = cast.company(world, f"合成网店代运营有限公司{case.tag[-3:]}")
    tools.assert_row(world, case, firm, "INVOLVED_IN", case.case, stage="S2", note="签约公司")
    case.put("S2", firm)
    tools.supply(world, case, "号商", "旺旺号二十个", count="20")
    sales, art, tutor, leader = cast.staff(world, case, "业务员", "美工", "导师", "主管")
    case.wage_people = [case.boss, *(row.person for row in (sales, art, tutor, leader))]
    cast.register(world, case)
    tools.lead(world, case)
    wangwang = social.account(world, case, "旺旺", "w")
    tools.assert_row(world, case, wangwang, "INVOLVED_IN", case.case, stage="S2", note="联系账号")
    case.put("S2", wangwang)
    social.use(world, case, sales.person, wangwang, "S4-S5")
    other = social.account(world, case, "蝙蝠", "q")
    social.use(world, case, tutor.person, other, "S5")
    case.put("S5", tutor.person)
    for place, victim in enumerate(case.victims):
        start = _start(case, place)
        if not case.hides("chats"):
            social.tell(victim, wangwang)
            social.wrote(world, case, wangwang, victim, start - 2 * _DAY, "S4")
            case.put("S5", sales.person)
        social.wrote(world, case, other, victim, start + timedelta(hours=5), "S5")
    case.proofs += [replace(proof, stage="S2-S4") for proof in case.proofs if proof.stage == "S4"]
    contacts.return_records(world, case, [victim.phone for victim in case.victims[:2]])
    _money(world, case, firm)


def _start(case: CasePlan, place: int) -> datetime:
    """When the first package of the victim at ``place`` was paid."""
    return case.day + timedelta(hours=10, minutes=7 + 23 * place)


def _money(world: World, case: CasePlan, firm: Thing) -> None:
    """The packages of all shops day by day, each day's takings moved to the payroll account."""
    flow, rng = Flow(world, case), world.mint.rng
    till = flow.open_company(1, firm)
    case.first_payees.append(till)
    payroll = flow.open(1)
    for days, least, most, word in _PACKAGES:
        batch = [
            Pay(
                place, _start(case, place) + days * _DAY, rng.randrange(least, most) * YUAN, 0, word
            )
            for place in range(_VICTIMS)
        ]
        paid = pay(flow, batch)
        when = paid[-1].time + timedelta(minutes=50)
        total = sum(made.amount for made in paid)
        flow.move(when, till, payroll, total - total // 40 // YUAN * YUAN, summary="往来款")
    if not case.hides("wages"):
        wages(flow, payroll, case.wage_people)
    orders(flow, payroll)
    for victim in case.victims:
        contacts.prove_payment(case, victim)


DECOY = Story(
    scam="淘宝代运营",
    shop="合成电商服务有限公司",
    summary="代运营服务费",
    parties=("样例摄影", "演示美工工作室", "合成推广平台", "虚拟客服外包", "示范文案"),
    onward="服务费",
    brief="报案人称代运营公司服务没有效果。经核实公司按合同提供了服务并同意部分退款，属合同纠纷，申请撤回。",
    note="已撤案：经核实为合同纠纷，公司提供合同和服务记录",
    thousands=(20, 40),
    twist=common_address,
)
