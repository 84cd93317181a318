"""T10 跨境网络赌博: agents bring players, players pay in and are paid out, agents get a cut."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, tools
from samples.decoy import Story, common_address
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.model import Person
from samples.plan import CasePlan, Gap, World

BRIEF = cast.Brief(
    "跨境网络赌博",
    ("骰子", "轮盘"),
    "境外赌博网站通过代理发展会员，会员充值{count}笔，资金经四方支付和跑分账户流转。",
)
GAPS = (Gap("S9", frozenset({"wages"})), Gap("S3", frozenset({"people"})))
_PLAYERS = 4
_DAY = timedelta(days=1)


def plan(world: World, case: CasePlan) -> None:
    """The whole case: site, agents, players, deposits and payouts, commission, registers."""
    for _ in range(_PLAYERS):
        cast.add_player(world, case, opening=38_310_20)
    tools.give_site(world, case, "lucky-bet", "join")
    tools.supply(world, case, "平台技术", "赌博平台源码和技术维护")
    tools.supply(world, case, "四方支付", "四方支付通道")
    agents = cast.staff(world, case, "一级代理", "二级代理")
    case.farmers, case.runners = cast.people(world, 3), cast.people(world, 2)
    case.wage_people = [case.boss, *(row.person for row in agents)]
    cast.register(world, case)
    tools.lead(world, case)
    _bring(world, case, [row.person for row in agents])
    for player in case.victims:
        row = (timedelta(0), player.phone, world.mint.phone(cell=9), 64, "voice", "")
        contacts.ring(world, case.day - 3 * _DAY + timedelta(hours=19), [row])
    contacts.return_records(world, case, [player.phone for player in case.victims])
    _money(world, case)


def _bring(world: World, case: CasePlan, agents: list[Person]) -> None:
    """A head agent brought the agents, they brought the players."""
    if not case.hides("people"):
        head: Person = world.shared("总代", world.mint.person)
        for agent in agents:
            row = tools.assert_row(
                world, case, head, "RECRUITED", agent, stage="S2-S3", note="发展代理"
            )
            case.prove("S3-S4", head, "RECRUITED", agent, (row.ref, "relation"))
        case.put("S3", head)
    case.put("S4", *agents)
    for place, player in enumerate(case.victims):
        agent = agents[place % len(agents)]
        row = tools.assert_row(
            world, case, agent, "RECRUITED", player.person, stage="S4-S6", note="邀请码"
        )
        row.start = f"{case.day - 30 * _DAY:%Y-%m-%d}"
        row = tools.assert_row(
            world, case, player.person, "INVOLVED_IN", case.case, stage="S6", note="会员名单"
        )
        row.role = "参赌人员"


def _money(world: World, case: CasePlan) -> None:
    """Two rounds of deposits to two QR accounts, winnings from a third one in between."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers[:2])
    till = flow.open(3, case.farmers[2])
    start = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(50))
    batches = []
    for days in (0, 2):
        when, batch = start + days * _DAY, []
        for place in range(_PLAYERS):
            amount = rng.randrange(55, 90) * 100 * YUAN
            batch.append(Pay(place, when, amount, place % 2, "充值"))
            when += timedelta(minutes=rng.randrange(3, 9))
        batches.append(batch)
    for place, player in enumerate(case.victims):
        when = start + _DAY + timedelta(hours=9, minutes=17 * place)
        amount = rng.randrange(5, 30) * 100 * YUAN
        flow.move(when, till, player.account, amount, summary="提现")
    case.put("S6", till)
    launder(flow, batches, filler=case.index % 2 == 1)


DECOY = Story(
    scam="跨境网络赌博",
    shop="合成棋牌俱乐部有限公司",
    summary="会员充值",
    parties=("样例茶饮", "演示物业", "合成桌椅厂", "虚拟票务", "示范保洁"),
    onward="采购款",
    brief="举报称某棋牌室涉嫌网络赌博。经核实为线下棋牌会员卡充值，无抽头渔利，举报人撤回。",
    note="已撤案：经核实为合法经营的会员充值",
    thousands=(20, 40),
    twist=common_address,
)
