"""Plans the money of one T2 case: payments, layers L1 to L4, cash, wallet, wages.

Every hop is minutes after its inflow, wages are days after it, and every account
stands at one level, so the expected answer does not hang on a reading of the
72-hour rule.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from samples.digits import tron_address
from samples.flow import YUAN, Flow
from samples.mint import BANKS, Mint
from samples.model import Account, Assertion, Movement
from samples.plan import CasePlan, Member, Order, World

_WAGE_DAYS = (6, 36, 66)
#: least amounts per hop: enough for everything planned below it, and over 1 % of a payment
_LEAST_L2, _LEAST_L3, _LEAST_L4, _TWIN = 24_000 * YUAN, 7_000 * YUAN, 6_000 * YUAN, 2_900 * YUAN


def plan_funds(mint: Mint, world: World, case: CasePlan) -> None:
    """The whole money side of ``case``, hidden behind missing statements in gap C."""
    flow = Flow(mint, world, case)
    known = case.gap != "C"
    case.first_payees = [
        flow.open(bank, person) for bank, person in zip((1, 4), case.farmers, strict=False)
    ]
    layer2 = [flow.open(bank, known=known) for bank in (2, 3, 4)]
    for account in layer2:
        account.opened_info = True
    _register_filler(flow, layer2[1])
    arrived = _pay(flow, layer2)
    _layer3(flow, layer2, arrived)
    _orders(flow, layer2[0])


def _register_filler(flow: Flow, account: Account) -> None:
    """In the second case the holder of a level-2 account is a registered 跑分 member."""
    if flow.case is not flow.world.cases[0]:
        assert account.person is not None
        flow.case.fillers.append(account.person)
        member = Member(account.person, "跑分", flow.laundry.gang, flow.case)
        flow.world.members.append(member)


def _pay(flow: Flow, layer2: list[Account]) -> list[Movement]:
    """Two payments by the victim and their fan-out; returns what reached level 2."""
    case, rng = flow.case, flow.rng
    start = case.day + timedelta(hours=11, minutes=5, seconds=rng.randrange(10, 50))
    amounts = (rng.randrange(180, 260) * 1000 * YUAN, rng.randrange(60, 90) * 1000 * YUAN)
    collector = flow.laundry.collector
    targets = ([*layer2, collector], [layer2[0], collector])
    arrived: list[Movement] = []
    for place, amount in enumerate(amounts):
        payee = case.first_payees[min(place, len(case.first_payees) - 1)]
        when = start + timedelta(minutes=37 * place, seconds=28 * place)
        payer = case.victim_account
        paid = flow.move(when, payer, payee, amount, ip="", mac="", summary="手机银行转账")
        case.payments.append(paid)
        if place == 0:
            _failed(flow, payee, when + timedelta(minutes=2))
        begin = when + timedelta(minutes=4)
        arrived += flow.fan(begin, payee, targets[place], amount, _LEAST_L2)
    _fee(flow, arrived[-1])
    return arrived


def _failed(flow: Flow, payer: Account, when: datetime) -> None:
    """A transfer the bank refused: stored with its status, never followed."""
    stranger = flow.mint.account(BANKS[0], flow.mint.person(phone=False))
    flow.move(when, payer, stranger, 50_000 * YUAN, ok=False)


def _fee(flow: Flow, transfer: Movement) -> None:
    """A fee that shares its transfer's serial."""
    when = transfer.time + timedelta(seconds=1)
    fee = Movement(flow.mint.ref("f"), when, transfer.payer, None, 550, "fee", "网银手续费")
    fee.payer_serial = transfer.payer_serial
    flow.world.movements.append(fee)


def _layer3(flow: Flow, layer2: list[Account], arrived: list[Movement]) -> None:
    """Level 3 and below: cash, deeper accounts, the OTC dealer, the account that pays wages."""
    known = flow.case.gap != "C"
    layer3 = [flow.open(bank, known=known) for bank in (0, 1, 4, 3, 2)]
    payroll = flow.open(1, known=known)
    otc = flow.open(3, known=False)
    targets = {
        layer2[0].ref: layer3[:3],
        layer2[1].ref: layer3[3:],
        layer2[2].ref: [payroll, otc],
        flow.laundry.collector.ref: flow.laundry.outlets,
    }
    for transfer in arrived:
        account = transfer.payee
        assert account is not None
        begin = transfer.time + timedelta(minutes=11, seconds=flow.rng.randrange(60))
        total = transfer.amount - 2 * _TWIN * (account is layer2[2])
        last = flow.fan(begin, account, targets[account.ref], total, _LEAST_L3)[-1]
        if account is layer2[2]:
            for place in range(2):  # two real, equal payments 90 seconds apart: they stay two
                flow.move(last.time + timedelta(seconds=200 + 90 * place), account, payroll, _TWIN)
    _deeper(flow, layer3)
    _wages(flow, payroll)
    if known:
        _exchange(flow, otc)


def _deeper(flow: Flow, layer3: list[Account]) -> None:
    """Cash at three machines; level 4 with and without statements."""
    case, world, known = flow.case, flow.world, flow.case.gap != "C"
    atms = [flow.mint.atm(BANKS[bank]) for bank in (0, 1, 4)]
    world.atms += atms
    layer4 = [flow.open(0, known=known), *(flow.open(bank, known=False) for bank in (3, 3, 2))]
    layer4[1].opened_info = known
    outlets = flow.laundry.outlets
    noon = case.day + timedelta(hours=12, minutes=25)
    flow.cash(noon, layer3[0], atms[0], 3)
    flow.cash(noon + timedelta(minutes=20), layer3[3], atms[1], 2)
    flow.cash(noon + timedelta(minutes=35), outlets[0], atms[2], 2)
    when = noon + timedelta(minutes=50)
    pairs = ((layer3[1], layer4[:2]), (layer3[4], layer4[2:3]), (outlets[1], layer4[3:]))
    for payer, payees in pairs:
        flow.fan(when, payer, payees, flow.held(payer), _LEAST_L4)
        when += timedelta(minutes=9)
    flow.cash(when + timedelta(minutes=30), layer4[0], atms[0], 2)


def _wages(flow: Flow, payroll: Account) -> None:
    """Monthly wages and shares, days after the case's money and after money from elsewhere."""
    case, known = flow.case, flow.case.gap != "C"
    paid_roles = ("主管", "一线话务员", "组长")
    people = [case.boss, *(row.person for row in case.staff if row.role in paid_roles)]
    case.wage_accounts = [
        flow.open(bank, person, known=False)
        for bank, person in zip((0, 1, 4, 3), people, strict=True)
    ]
    for account in case.wage_accounts:
        account.opened_info = known
    case.wage_accounts[0].statement = known
    for month, days in enumerate(_WAGE_DAYS):
        source = flow.mint.account(BANKS[3], flow.mint.person(phone=False))
        when = case.day + timedelta(days=days - 1, hours=16, minutes=flow.rng.randrange(50))
        flow.move(when, source, payroll, 90_000 * YUAN, ip="", mac="")
        when += timedelta(hours=17)
        for place, account in enumerate(case.wage_accounts):
            amount = (40_000 if place == 0 else flow.rng.randrange(60, 120) * 100) * YUAN
            word = "分红" if place == 0 else "提成" if (month, place) == (1, 1) else "工资"
            flow.move(when, payroll, account, amount, kind="wage", summary=word)
            when += timedelta(seconds=flow.rng.randrange(70, 200))


def _exchange(flow: Flow, otc: Account) -> None:
    """USDT bought from the OTC dealer, as an officer registered it."""
    case = flow.case
    address = flow.mint.unique(lambda: tron_address(flow.rng))
    case.otc, case.wallet = otc, flow.mint.thing("CryptoWallet", address)
    got = sum(made.amount for made in flow.world.movements if made.payee is otc)
    start = f"{case.day:%Y-%m-%d} 15:20:00"
    row = Assertion(otc, "EXCHANGES_FOR", case.wallet, case.case_no, "线下承兑USDT")
    row.ref, row.amount, row.start = flow.mint.ref("r"), f"{got / 100:.2f}", start
    flow.world.assertions.append(row)


def _orders(flow: Flow, second: Account) -> None:
    """Stop-payments on level 1 (renewed once) and a freeze on level 2."""
    case, mint, first = flow.case, flow.mint, flow.case.first_payees[0]
    stop = case.day + timedelta(hours=12, minutes=20)
    rows = (
        (first, stop, 1, False),
        (second, stop + timedelta(minutes=25), 1, True),
        (first, stop + timedelta(hours=48), 2, False),
    )
    for place, (account, when, sequence, freeze) in enumerate(rows):
        number = f"ZF{case.tag}{place:02d}"
        frozen = mint.thing("Freeze", number) if freeze else None
        stop_order = mint.thing("StopPayment", number)
        order = Order(stop_order, frozen, account, case.case_no, when, sequence)
        order.frozen = flow.rng.randrange(200, 900) * YUAN if freeze else 0
        case.orders.append(order)
