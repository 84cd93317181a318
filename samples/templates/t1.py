"""T1 伪基站钓鱼短信: a station in a car, a phishing site, cards charged by quick payment."""

from __future__ import annotations

from datetime import timedelta

from samples import cast, contacts, tools, wave
from samples.decoy import Story
from samples.flow import YUAN, Flow
from samples.funds import Pay, launder, open_first
from samples.model import Call
from samples.plan import CasePlan, Gap, Withdrawn, World

BRIEF = cast.Brief(
    "伪基站钓鱼短信",
    ("流星", "夜航"),
    "事主收到显示为“95588”的短信，点击网址填写银行卡信息后，卡内资金被快捷支付{count}笔。",
)
#: without the victims' message reports, or without the statements of level 2
GAPS = (Gap("S8", frozenset({"layers"})), Gap("S4", frozenset({"messages"})))
_VICTIMS = 3
_TEXT = "【合成银行】尊敬的用户，您的积分即将过期，请登录 {url} 兑换现金。"


def plan(world: World, case: CasePlan) -> None:
    """The whole case: cast, tools, wave, money, registers."""
    for _ in range(_VICTIMS):
        victim = cast.add_victim(world, case, opening=96_410_20)
        victim.told = {"phone": "95588"}
    tools.give_site(world, case, "jf-bank", "card")
    url = tools.url_of(case)
    for victim in case.victims:
        victim.told["url"] = url
    station = wave.give_station(world, case, "95588", _TEXT.format(url=url))
    tools.supply(world, case, "伪基站设备商", "伪基站设备一台")
    tools.supply(world, case, "网站技术", "钓鱼网站源码和维护")
    dealer = tools.supply(world, case, "卡商", "银行卡六套", count="6")
    driver = cast.member(case, station.driver, "司机")
    case.staff.append(driver)
    case.farmers, case.runners = cast.people(world, 2), cast.people(world, 2)
    case.put("S2", *case.farmers)
    case.wage_people = [case.boss, station.driver]
    cast.register(world, case, dealer)
    tools.lead(world, case)
    _lure(world, case)
    contacts.return_records(world, case, [victim.phone for victim in case.victims])
    _money(world, case)


def _lure(world: World, case: CasePlan) -> None:
    """The text leads to the site: an officer opened the address in it."""
    assert case.station is not None and case.site is not None
    seen = not case.hides("messages")
    tools.assert_row(
        world,
        case,
        case.station.text,
        "LURED_TO",
        case.site.site,
        stage="S5" if seen else "",
        note="短信中的网址",
    )
    if seen:
        case.put("S5", case.site.site)


def _money(world: World, case: CasePlan) -> None:
    """Four charges on three cards within an hour, each passed on in minutes."""
    flow, rng = Flow(world, case), world.mint.rng
    open_first(flow, case.farmers)
    when = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(10, 50))
    batches = []
    for victim, payee in ((0, 0), (1, 1), (0, 0), (2, 1)):
        amount = rng.randrange(180, 420) * 100 * YUAN
        batches.append([Pay(victim, when, amount, payee, "快捷支付")])
        when += timedelta(minutes=rng.randrange(14, 19), seconds=rng.randrange(60))
    launder(flow, batches, filler=case.index % 2 == 1)
    if not case.hides("messages"):
        for victim in case.victims:
            contacts.prove_payment(case, victim, "S4-S6")


def _near_a_wave(world: World, made: Withdrawn) -> None:
    """A station of another investigation was near; what the buyer got came from the real bank."""
    text = "【合成银行】您尾号{code}的卡支付{amount}元，如有疑问请致电95588。"
    text = text.format(code=made.account.card[-4:], amount=made.payment.amount // 100)
    wave.foreign_wave(world, made.day)
    world.calls.append(
        Call(world.mint.ref("k"), made.payment.time, world.hotline, made.phone, 0, "sms", text)
    )


DECOY = Story(
    scam="伪基站钓鱼短信",
    shop="合成家用电器有限公司",
    summary="快捷支付",
    parties=("样例电器厂", "演示仓储有限公司", "合成安装队", "虚拟配送有限公司", "示范物业"),
    onward="货款",
    brief="报案人称收到显示“95588”的短信后卡内资金被扣。经核实为本人购买家电的快捷支付，申请撤回。",
    note="已撤案：经核实为本人网购付款，商户提供订单和签收记录",
    thousands=(20, 40),
    twist=_near_a_wave,
)
