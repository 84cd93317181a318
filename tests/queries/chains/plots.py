"""One whole case of each template T3 … T11, as its registers and statements would tell it.

Things are named after the case: ``Person:T4-导师`` is the tutor of case ``T4``. Every plot has
a victim ``V`` with account and phone, a gang ``G`` at a den ``D``, and a first payee ``L1``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.queries.chains.small_ledger import SmallLedger, at


class Plot:
    """Writes rows of one case; a thing is declared when it is first named."""

    def __init__(self, made: SmallLedger, case: str, scam_type: str) -> None:
        self.made, self.case = made, case
        self._known: set[str] = set()
        self.case_id = self.thing("Case", "", scam_type=scam_type)
        self.gang, self.den = self.thing("Gang", "G"), self.thing("Den", "D")
        self.relate(self.gang, "INVOLVED_IN", self.case_id)
        self.relate(self.gang, "BASED_AT", self.den)
        self.payee = self.suspect("L1")

    def thing(self, kind: str, name: str, /, **props: object) -> str:
        """``Kind:<case>-<name>``, declared once."""
        full = f"{kind}:{self.case}-{name}" if name else f"{kind}:{self.case}"
        if full not in self._known:
            self._known.add(full)
            self.made.thing(full, **props)
        return full

    def relate(self, source: str, kind: str, target: str, **more: object) -> None:
        """A relation."""
        self.made.relate(source, kind, target, **more)

    def suspect(self, name: str) -> str:
        """An account named in the case."""
        account = self.thing("BankAccount", name)
        self.relate(account, "INVOLVED_IN", self.case_id, role="suspect-account")
        return account

    def victim(self, name: str = "V") -> tuple[str, str, str]:
        """A victim with ``(person, account, phone)``."""
        person = self.payer(name)
        self.relate(person[0], "VICTIM_OF", self.case_id)
        return person

    def payer(self, name: str) -> tuple[str, str, str]:
        """A person with account and phone."""
        person, account = self.thing("Person", name, name=name), self.thing("BankAccount", name)
        phone = self.thing("PhoneNumber", name)
        self.relate(person, "HOLDS", account)
        self.relate(person, "USES", phone)
        return person, account, phone

    def member(self, role: str) -> str:
        """A member of the gang with this role, called by it."""
        person = self.thing("Person", role, name=role)
        self.relate(person, "MEMBER_OF", self.gang, role=role)
        return person

    def supplies(self, what: str) -> str:
        """A dealer who supplied this to the gang, called by it."""
        person = self.thing("Person", what, name=what)
        self.relate(person, "SUPPLIES", self.gang, what=what)
        return person

    def account(self, name: str, user: str, victim: str, time: int) -> str:
        """A social account that ``user`` uses and that contacted the victim."""
        account = self.thing("VirtualIdentity", name)
        self.relate(user, "USES", account)
        self.relate(account, "CONTACTED", victim, valid_from=time, valid_to=time)
        return account

    def batch(self, victim: str) -> None:
        """A batch with the victim, delivered to the gang."""
        batch = self.thing("PersonalInfoBatch", "料")
        self.relate(victim, "APPEARS_IN_BATCH", batch)
        self.relate(batch, "LEAKED_TO", self.gang)

    def goip(self) -> str:
        """A GOIP of the case in the gang's den; its relaying number."""
        device, number = self.thing("GoipDevice", "Q"), self.thing("PhoneNumber", "relay")
        self.relate(device, "INVOLVED_IN", self.case_id)
        self.relate(device, "LOCATED_IN", self.den)
        self.relate(number, "INSERTED_IN", device)
        return number

    def emptied(self, account: str, time: int) -> str:
        """Cash drawn from an account."""
        atm = self.thing("AtmOrBranch", "机")
        self.made.cash(account, atm, 20_000, time)
        return atm

    def layered(self, day: int = 0) -> str:
        """The payee sends on to a second account, which is emptied."""
        second = self.thing("BankAccount", "L2")
        self.made.pay(self.payee, second, 50_000, at(11.5, day))
        self.emptied(second, at(12, day))
        return second

    def wages(self, payer: str, role: str, word: str = "工资") -> str:
        """Two wages from ``payer`` to a member with this role."""
        boss, account = self.member(role), self.thing("BankAccount", role)
        self.relate(boss, "HOLDS", account)
        for day in (20, 50):
            self.made.pay(payer, account, 5_000, at(10, day), summary=word)
        return account


def shop(plot: Plot) -> None:
    """T3: a company, its Wangwang, sales and tutor, small fees, wages."""
    victim, account, _ = plot.victim()
    company = plot.thing("Organization", "公司", name="网络科技公司")
    plot.relate(company, "INVOLVED_IN", plot.case_id)
    plot.relate(company, "HOLDS", plot.payee)
    sales = plot.member("业务员")
    wangwang = plot.account("旺旺", sales, victim, at(9))
    plot.relate(wangwang, "INVOLVED_IN", plot.case_id)
    plot.account("QQ", plot.member("导师"), victim, at(15))
    plot.made.pay(account, plot.payee, 168, at(11))
    plot.made.pay(account, plot.payee, 900, at(16, day=3))
    plot.wages(plot.payee, "主管", "提成")


def brushing(plot: Plot) -> None:
    """T4: a lead, a group with a dispatcher, a rebate, then large orders."""
    victim, account, _ = plot.victim()
    lead = plot.account("引流", plot.member("引流"), victim, at(9))
    group = plot.thing("ChatGroup", "群")
    plot.relate(lead, "LURED_TO", group)
    plot.relate(plot.member("派单员"), "IN_GROUP", group)
    rebate = plot.suspect("返利卡")
    plot.made.pay(rebate, account, 50, at(10))
    plot.made.pay(account, plot.payee, 60_000, at(11.1, day=2))
    plot.layered(day=2)


def baby(plot: Plot) -> None:
    """T5: two numbers of a couple, one handset, fees, cash at once."""
    _, account, phone = plot.victim()
    handset = plot.thing("Device", "35000000000001")
    for role, hour in (("富婆", 9.0), ("律师", 10.0)):
        number = plot.thing("PhoneNumber", role)
        plot.relate(plot.member(role), "USES", number)
        plot.made.call(number, phone, at(hour), caller_imei=plot.made.key(handset))
    plot.made.pay(account, plot.payee, 3_000, at(11))
    plot.made.pay(account, plot.payee, 8_000, at(14))
    plot.emptied(plot.payee, at(14.5))


def romance(plot: Plot) -> None:
    """T6: a recruited chat operator, a fake platform, a small profit, coins, wages."""
    victim, account, _ = plot.victim()
    operator = plot.member("键盘手")
    smuggler = plot.thing("Person", "蛇头", name="蛇头")
    plot.relate(smuggler, "RECRUITED", operator)
    plot.made.border(operator, at(8, day=-40))
    site = plot.thing("Website", "假平台")
    plot.relate(site, "INVOLVED_IN", plot.case_id)
    plot.relate(plot.gang, "OPERATES", site)
    lover = plot.account("交友号", operator, victim, at(20, day=-60))
    plot.relate(lover, "LURED_TO", site)
    plot.made.pay(account, plot.payee, 10_000, at(11.1))
    plot.made.pay(plot.payee, account, 800, at(11.2))
    plot.made.pay(account, plot.payee, 90_000, at(11.1, day=1))
    second, wallet = plot.layered(day=1), plot.thing("CryptoWallet", "U")
    plot.made.pay(second, wallet, 30_000, at(13, day=1))
    plot.relate(plot.member("水房"), "HOLDS", second)
    plot.wages(second, "老板", "分红")


def loan(plot: Plot) -> None:
    """T7: a list, an app, service and loan officer, fees of one day."""
    victim, account, phone = plot.victim()
    plot.batch(victim)
    app = plot.thing("App", "贷")
    plot.relate(app, "INVOLVED_IN", plot.case_id)
    plot.relate(plot.gang, "OPERATES", app)
    relay, desk = plot.goip(), plot.thing("PhoneNumber", "放款员")
    plot.made.call(relay, phone, at(9))
    plot.relate(plot.member("放款员"), "USES", desk)
    plot.made.call(desk, phone, at(10))
    for hour, yuan in ((11, 1_000), (11.3, 5_000), (11.4, 80_000)):
        plot.made.pay(account, plot.payee, yuan, at(hour))
    plot.layered()


def refund(plot: Plot) -> None:
    """T8: order data, a call, a shared meeting, a loan drawn and moved on."""
    victim, account, phone = plot.victim()
    plot.batch(victim)
    plot.supplies("手机卡")
    plot.made.call(plot.goip(), phone, at(9))
    plot.account("会议号", plot.member("客服"), victim, at(9.5))
    lender = plot.thing("BankAccount", "网贷")
    plot.made.pay(lender, account, 80_000, at(10.5), summary="贷款放款")
    plot.made.pay(account, plot.payee, 80_000, at(11))
    plot.layered()


def invest(plot: Plot) -> None:
    """T9: a group with a tutor and a shill, an app, a shell company's account."""
    victim, account, _ = plot.victim()
    group, app = plot.thing("ChatGroup", "荐股群"), plot.thing("App", "投资")
    plot.relate(group, "INVOLVED_IN", plot.case_id)
    plot.relate(app, "INVOLVED_IN", plot.case_id)
    plot.relate(group, "LURED_TO", app)
    plot.relate(victim, "IN_GROUP", group, valid_from=at(9, day=-20))
    shill = plot.thing("VirtualIdentity", "托号")
    plot.relate(plot.member("托"), "USES", shill)
    plot.relate(shill, "IN_GROUP", group)
    plot.relate(plot.member("导师"), "IN_GROUP", group)
    shell = plot.thing("Organization", "空壳", name="商贸公司")
    plot.relate(shell, "HOLDS", plot.payee)
    plot.made.pay(account, plot.payee, 100_000, at(11.1))
    plot.layered()


def gambling(plot: Plot) -> None:
    """T10: players of two agents, deposits and payouts, QR-code provider, commission."""
    site = plot.thing("Website", "赌博平台")
    plot.relate(site, "INVOLVED_IN", plot.case_id)
    plot.relate(plot.gang, "OPERATES", site)
    agent, head = plot.member("推广代理"), plot.thing("Person", "总代", name="总代")
    plot.relate(head, "RECRUITED", agent)
    for name in ("玩家甲", "玩家乙"):
        player, account, _ = plot.payer(name)
        plot.relate(player, "INVOLVED_IN", plot.case_id, role="参赌人员")
        plot.relate(agent, "RECRUITED", player, valid_from=at(8, day=-30))
        plot.made.pay(account, plot.payee, 3_000, at(10))
        plot.made.pay(plot.payee, account, 500, at(20))
    second = plot.layered()
    plot.relate(plot.member("码商"), "HOLDS", second)
    plot.wages(second, "代理", "佣金")


def radio(plot: Plot) -> None:
    """T11: a transmitter, a programme with a hotline, an expert, a courier who settles."""
    victim, account, phone = plot.victim()
    station, programme = plot.thing("IllegalBroadcast", "F1"), plot.thing("SmsTemplate", "节目")
    plot.relate(station, "INVOLVED_IN", plot.case_id)
    plot.relate(plot.thing("Person", "架设", name="架设"), "OPERATES", station)
    hotline = plot.thing("PhoneNumber", "热线")
    plot.relate(station, "SENT", programme)
    plot.relate(programme, "LURED_TO", hotline)
    plot.relate(victim, "RECEIVED", programme, valid_from=at(6, day=-3))
    plot.relate(plot.member("专家"), "USES", hotline)
    plot.made.call(phone, hotline, at(9, day=-2), own_side="caller")
    settled = plot.suspect("结算")
    plot.made.pay(account, plot.payee, 1_980, at(11), payee_kind="MERCHANT", summary="代收货款")
    plot.made.pay(plot.payee, settled, 1_900, at(11, day=9), summary="代收货款结算")
    plot.emptied(settled, at(12, day=9))


def tell(home: Path, plots: Mapping[str, tuple[str, Callable[[Plot], None]]]) -> SmallLedger:
    """A ledger at ``home`` with all these cases; the caller closes it."""
    made = SmallLedger(home)
    for name, (scam_type, write) in plots.items():
        write(Plot(made, name, scam_type))
    return made


PLOTS: dict[str, tuple[str, Callable[[Plot], None]]] = {
    "T3": ("淘宝代运营", shop),
    "T4": ("刷单返利", brushing),
    "T5": ("重金求子", baby),
    "T6": ("杀猪盘", romance),
    "T7": ("虚假网络贷款", loan),
    "T8": ("冒充电商物流客服", refund),
    "T9": ("虚假投资理财", invest),
    "T10": ("跨境网络赌博", gambling),
    "T11": ("黑广播虚假药品", radio),
}
