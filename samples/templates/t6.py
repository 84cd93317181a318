"""T6 杀猪盘: weeks of chat, a false platform, a small profit paid back, rising payments, USDT."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, social, tools
from samples.decoy import Story, common_address
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.model import Person
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "杀猪盘",
    ("织网", "归航"),
    "事主在交友平台结识“恋人”，被诱导到虚假投资平台充值{count}笔，后客服称账户冻结。",
)
GAPS = (
    Gap("S9", frozenset({"wages"})),
    Gap("S3", frozenset({"people"})),
    Gap("S4", frozenset({"chats"})),
)
_DAY = timedelta(days=1)


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, platform, smuggling, chats, rising series, registers."""
    victim = cast.add_victim(world, case, opening=968_410_30)
    tools.give_den(world, case, ("缅甸", "柬埔寨")[case.index % 2])
    tools.give_site(world, case, "invest-love", "login")
    tools.supply(world, case, "号商", "交友平台账号和人设照片")
    tools.supply(world, case, "平台技术", "投资平台源码和技术维护")
    dealer = tools.supply(world, case, "卡商", "银行卡六套", count="6")
    lover, desk, leader = cast.staff(world, case, "键盘手", "客服", "组长")
    case.farmers, case.runners = cast.people(world, 3), cast.people(world, 2)
    case.put("S2", *case.farmers[:2])
    case.wage_people = [case.boss, lover.person, leader.person]
    cast.register(world, case, dealer)
    tools.lead(world, case)
    tools.bring_in(world, case, [lover.person, desk.person])
    _chat(world, case, lover.person, desk.person)
    contacts.return_records(world, case, [victim.phone])
    _money(world, case)


def _chat(world: World, case: CasePlan, lover: Person, desk: Person) -> None:
    """The persona wrote for weeks; the platform's service desk wrote between two payments."""
    victim, site = case.victim, case.site
    assert site is not None
    persona = social.account(world, case, "陌陌", "love")
    service = social.account(world, case, "蝙蝠", "desk")
    if not case.hides("chats"):
        social.tell(victim, persona)
        begin = case.day - 45 * _DAY + timedelta(hours=20, minutes=17)
        social.wrote(world, case, persona, victim, begin, "S4")
        social.lured(world, case, persona, site.site, "S4")
        row = social.use(world, case, lover, persona, "S4-S5")
        if not case.hides("people"):
            case.prove("S3-S4", lover, "USES", persona, (row.ref, "relation"))
        case.put("S5", lover)
    late = case.day + 5 * _DAY + timedelta(hours=14)
    social.wrote(world, case, service, victim, late, "S5")
    social.use(world, case, desk, service, "S5")
    case.put("S5", desk)


def _money(world: World, case: CasePlan) -> None:
    """A first deposit, a profit paid back, then two larger ones over eleven days."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers[:2])
    till = flow.open(3, case.farmers[2])
    start = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    back = start + timedelta(days=1, hours=4)
    flow.move(back, till, case.victim.account, rng.randrange(12, 19) * 100 * YUAN, summary="提现")
    case.put("S6", till)
    batches = []
    for place, base in enumerate((120, 900, 3100)):
        amount = rng.randrange(base, base * 3 // 2) * 100 * YUAN
        when = start + (0, 4, 9)[place] * _DAY + timedelta(minutes=rng.randrange(40))
        batches.append([Pay(0, when, amount, place % 2)])
    launder(flow, batches, filler=case.index % 2 == 1)
    contacts.prove_payment(case, case.victim)


DECOY = Story(
    scam="杀猪盘",
    shop="合成婚庆服务有限公司",
    summary="婚礼订金",
    parties=("样例花艺", "演示酒店", "合成摄影工作室", "虚拟车队", "示范礼服馆"),
    onward="服务费",
    brief="报案人家属称其被网友骗取钱款。经核实二人真实交往并筹备婚礼，款项为婚庆服务费，申请撤回。",
    note="已撤案：经核实为婚礼订金，双方到场说明",
    thousands=(60, 90),
    twist=common_address,
)
