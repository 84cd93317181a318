"""T5 重金求子: a "rich woman" and a "lawyer" with one handset; fees; cash near home."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, tools
from samples.decoy import Story, cloned_handset
from samples.flow import YUAN, Flow
from samples.funds import Pay, open_first, orders, pay
from samples.mint import BANKS
from samples.model import Person
from samples.plan import CasePlan, Gap, Member, World

BRIEF = cast.Brief(
    "重金求子",
    ("送子", "团圆"),
    "事主收到“富婆重金求子”短信，先后以诚意金、律师费、公证费汇款{count}笔。",
)
#: no cash and no statements of the relatives' cards, or nothing known of handset and suppliers
GAPS = (Gap("S8", frozenset({"layers"})), Gap("S2", frozenset({"tools"})))
_FEES = ((20, 40, "诚意金"), (70, 100, "律师费"), (140, 200, "公证费"))


def plan(world: World, case: CasePlan) -> None:
    """The whole case: couple, numbers, calls, fees, relatives' cards, registers."""
    case.laundered = False
    victim = cast.add_victim(world, case, opening=66_310_40, years=(1950, 1985))
    if not case.hides("tools"):
        tools.supply(world, case, "号商", "手机卡十张", count="10")
        tools.supply(world, case, "广告商", "广告和照片")
    woman, lawyer = cast.staff(world, case, "富婆", "律师")
    kin = cast.people(world, 2)
    case.runners = cast.people(world, 1)
    cast.register(world, case)
    world.members += [Member(person, "亲属", case.gang, case) for person in kin]
    tools.lead(world, case)
    _calls(world, case, (woman, lawyer))
    _money(world, case, kin)
    contacts.prove_payment(case, victim)


def _calls(world: World, case: CasePlan, couple: tuple[Member, Member]) -> None:
    """A message and a call of hers, then one of his: two numbers in one handset."""
    woman, lawyer = couple
    mint, victim = world.mint, case.victim
    hers, his = mint.phone(woman.person.phone, cell=6), mint.phone(lawyer.person.phone, cell=6)
    his.imei = hers.imei
    victim.told = {"phone": hers.number}
    minute, text = timedelta(minutes=1), "【寻缘】本人32岁，夫不育，重金酬谢，请电联。"
    at = case.day + timedelta(hours=8, minutes=30, seconds=mint.rng.randrange(60))
    rows = [
        (0 * minute, hers, victim.phone, 0, "sms", text),
        (25 * minute, hers, victim.phone, 640, "voice", ""),
        (95 * minute, his, victim.phone, 385, "voice", ""),
    ]
    _, called, again = contacts.ring(world, at, rows)
    case.put("S4", hers)
    case.put("S5", his, woman.person, lawyer.person)
    case.prove("S4-S5", his, "CALLS", victim.phone, (again.ref, "call"))
    contacts.return_records(world, case, [victim.phone])
    if case.hides("tools"):
        return
    handset, card = mint.thing("Device", hers.imei[:14]), mint.thing("SimCard", hers.imsi)
    hers.parts, his.parts = [handset, card], [handset]
    case.put("S2", handset, card)
    case.prove("S2-S4", hers, "CALLS", victim.phone, (called.ref, "call"))
    contacts.return_records(world, case, [hers, his])


def _money(world: World, case: CasePlan, kin: list[Person]) -> None:
    """Three fees in two days; half is drawn within the hour, half goes to a second relative."""
    flow, rng = Flow(world, case), world.mint.rng
    known = not case.hides("layers")
    open_first(flow, kin[:1], (0,), known=known)
    other = flow.open(3, kin[1], known=known)
    near = [flow.mint.atm(BANKS[0]), flow.mint.atm(BANKS[3])]
    world.atms += near
    when = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    first = case.first_payees[0]
    for least, most, word in _FEES:
        (paid,) = pay(flow, [Pay(0, when, rng.randrange(least, most) * 100 * YUAN, 0, word)])
        half = paid.amount // 2 // YUAN * YUAN
        flow.move(when + timedelta(minutes=12), first, other, half)
        flow.cash(when + timedelta(minutes=30), first, near[0], 2)
        flow.cash(when + timedelta(minutes=50), other, near[1], 1)
        when += timedelta(hours=rng.randrange(7, 15))
    orders(flow, other)


DECOY = Story(
    scam="重金求子",
    shop="合成母婴护理中心",
    summary="月子套餐",
    parties=("样例家政", "演示营养配餐", "合成护理培训", "虚拟婴童用品", "示范保洁"),
    onward="服务费",
    brief="报案人家属怀疑其因“求子”短信汇款受骗。经核实为月子中心订单，与短信无关，申请撤回。",
    note="已撤案：经核实为月子中心真实订单",
    thousands=(20, 40),
    twist=cloned_handset,
)
