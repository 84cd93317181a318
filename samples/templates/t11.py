"""T11 黑广播虚假药品: a pirate programme names a hotline, an "expert" sells, money on delivery."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, tools
from samples.decoy import Story, cloned_handset
from samples.flow import YUAN, Flow
from samples.funds import Pay, open_first, orders, pay
from samples.gear import Broadcast
from samples.mint import BANKS
from samples.model import Person
from samples.plan import CasePlan, Gap, Member, World

BRIEF = cast.Brief(
    "黑广播虚假药品",
    ("杏林", "回春"),
    "事主收听广播“名医讲座”后拨打热线，购买所谓特效药，货到付款{count}笔。",
)
GAPS = (Gap("S5", frozenset({"calls"})), Gap("S4", frozenset({"heard"})))
_VICTIMS = 3
_DAY = timedelta(days=1)


def plan(world: World, case: CasePlan) -> None:
    """The whole case: transmitter, programme, hotline, elderly buyers, collection, registers."""
    case.laundered = False
    for _ in range(_VICTIMS):
        cast.add_victim(world, case, opening=36_310_40, years=(1941, 1957))
    tools.supply(world, case, "设备商", "广播发射设备一套")
    tools.supply(world, case, "药商", "假药五百盒", count="500")
    expert, _ = cast.staff(world, case, "专家", "坐席")
    keeper = world.mint.person()
    case.runners = cast.people(world, 1)
    cast.register(world, case)
    world.members.append(Member(keeper, "收款人", case.gang, case))
    tools.lead(world, case)
    made = _broadcast(world, case, expert)
    for place, victim in enumerate(case.victims):
        victim.told = {"phone": made.hotline.number}
        _hear_and_call(world, case, made, place)
    if not case.hides("calls"):
        case.put("S5", made.hotline, expert.person)
    contacts.return_records(world, case, [victim.phone for victim in case.victims])
    _money(world, case, keeper)


def _broadcast(world: World, case: CasePlan, expert: Member) -> Broadcast:
    """The transmitter, the text it sent and the number in it."""
    mint = world.mint
    hotline = mint.phone(expert.person.phone, cell=7)
    text = f"名医讲座：专治腰腿疼痛，免费咨询热线{hotline.number}，货到付款。"
    frequency = f"{mint.rng.randrange(900, 1070) / 10:.1f}"
    station = mint.thing("IllegalBroadcast", f"HG{case.tag}")
    made = Broadcast(station, mint.person(), frequency, mint.thing("SmsTemplate", text), hotline)
    case.broadcast = made
    case.put("S2", station, made.operator)
    case.prove("S2", made.operator, "OPERATES", station, (made.operator.ref, "device-holder"))
    seen = not case.hides("heard")
    tools.assert_row(
        world, case, station, "SENT", made.programme, stage="S2-S4" if seen else "", note="录音比对"
    )
    tools.assert_row(
        world, case, made.programme, "LURED_TO", hotline, stage="S4" if seen else "", note="热线"
    )
    return made


def _hear_and_call(world: World, case: CasePlan, made: Broadcast, place: int) -> None:
    """A victim heard the programme one morning and called the hotline the next."""
    victim = case.victims[place]
    heard = case.day - 4 * _DAY + timedelta(hours=6, minutes=10 + 9 * place)
    if not case.hides("heard"):
        row = tools.assert_row(
            world, case, victim.person, "RECEIVED", made.programme, stage="S4", note="被害人陈述"
        )
        row.start = f"{heard:%Y-%m-%d %H:%M:%S}"
        case.put("S4", made.programme)
    at = heard + _DAY + timedelta(hours=3)
    (call,) = contacts.ring(
        world, at, [(timedelta(0), victim.phone, made.hotline, 760, "voice", "")]
    )
    if not case.hides("calls"):
        case.prove("S4-S5", victim.phone, "CALLS", made.hotline, (call.ref, "call"))


def _money(world: World, case: CasePlan, keeper: Person) -> None:
    """Cash on delivery collected on one account, settled to the gang's and drawn there."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, [world.mint.person()], (1,))
    collected, settled = case.first_payees[0], flow.open(4, keeper)
    near = flow.mint.atm(BANKS[4])
    world.atms.append(near)
    start = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    for days in (0, 3):
        batch = [
            Pay(
                place,
                start + days * _DAY + timedelta(minutes=13 * place),
                rng.randrange(15, 40) * 100 * YUAN + 80 * YUAN,
                0,
                "代收货款",
            )
            for place in range(_VICTIMS)
        ]
        paid = pay(flow, batch)
        total = sum(made.amount for made in paid)
        when = paid[-1].time + timedelta(hours=20)
        flow.move(when, collected, settled, total * 9 // 10 // YUAN * YUAN, summary="代收货款结算")
        flow.cash(when + timedelta(hours=2), settled, near, 2)
    orders(flow, settled)
    for victim in case.victims:
        contacts.prove_payment(case, victim)


DECOY = Story(
    scam="黑广播虚假药品",
    shop="合成大药房有限公司",
    summary="购药款",
    parties=("样例药业", "演示医药物流", "合成中药饮片厂", "虚拟医疗器械", "示范保健品"),
    onward="货款",
    brief="报案人子女称其购买的药品无效。经核实为正规药房销售的合格药品，票据齐全，申请撤回。",
    note="已撤案：经核实为正规药品，药房提供批号和发票",
    thousands=(20, 40),
    twist=cloned_handset,
)
