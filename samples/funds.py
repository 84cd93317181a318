"""Plans the money of a case: victims' payments, layers L1 to L4, cash, wallet, wages, orders.

Every hop is minutes after its inflow, wages are days after it, and every account
stands at one level, so the expected answer does not hang on a reading of the
72-hour rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from samples.digits import tron_address
from samples.flow import YUAN, Flow
from samples.mint import BANKS
from samples.model import Account, Assertion, Movement, Person
from samples.plan import Member, Order

_WAGE_DAYS = (6, 36, 66)
#: levels 3 and below are worked this long after the last payment has been passed on
_SETTLE = timedelta(minutes=35)


@dataclass(frozen=True, slots=True)
class Pay:
    """One payment: of which victim, when, how much (minor units), to which first payee."""

    victim: int
    when: datetime
    amount: int
    payee: int = 0
    summary: str = "手机银行转账"


@dataclass(slots=True)
class Layers:
    """The accounts below the first payees; ``cashed`` says whether cash and coins are planned."""

    second: list[Account]
    third: list[Account]
    payroll: Account
    otc: Account


def open_first(
    flow: Flow,
    holders: Sequence[Person],
    banks: Sequence[int] = (1, 4, 0, 3),
    *,
    known: bool = True,
) -> None:
    """Level-1 accounts, one per holder."""
    flow.case.first_payees += [
        flow.open(bank, person, known=known)
        for bank, person in zip(cycle(banks), holders, strict=False)
    ]


def open_layers(flow: Flow) -> Layers:
    """Accounts of level 2 and 3; without their statements in a case that hides them."""
    known = not flow.case.hides("layers")
    second = [flow.open(bank, known=known) for bank in (2, 3, 4)]
    for account in second:
        account.opened_info = True
    third = [flow.open(bank, known=known) for bank in (0, 1, 4, 3, 2)]
    return Layers(second, third, flow.open(1, known=known), flow.open(3, known=False))


def register_filler(flow: Flow, account: Account) -> None:
    """The holder of a level-2 account is a registered 跑分 member of the 水房."""
    assert account.person is not None
    flow.world.members.append(Member(account.person, "跑分", flow.laundry.gang, flow.case))


def pay(flow: Flow, batch: Sequence[Pay]) -> list[Movement]:
    """The victims' own transfers; nothing is passed on yet."""
    made = []
    for row in batch:
        victim = flow.case.victims[row.victim]
        payee = flow.case.first_payees[row.payee]
        paid = flow.move(
            row.when, victim.account, payee, row.amount, ip="", mac="", summary=row.summary
        )
        victim.payments.append(paid)
        flow.case.payments.append(paid)
        made.append(paid)
    return made


def spread(flow: Flow, layers: Layers, paid: Sequence[Movement], wide: bool) -> list[Movement]:
    """Each first payee passes a batch on to level 2 and to the 水房; what reached level 2.

    ``wide``: the one with most money sends to all of level 2.
    """
    sums: dict[str, int] = {}
    for made in paid:
        assert made.payee is not None
        sums[made.payee.ref] = sums.get(made.payee.ref, 0) + made.amount
    when = max(made.time for made in paid) + timedelta(minutes=4)
    targets = [*layers.second, flow.laundry.collector]
    arrived: list[Movement] = []
    most = max(sums, key=lambda ref: sums[ref])
    for account in flow.case.first_payees:
        if account.ref in sums:
            every = wide and account.ref == most
            payees = targets if every else [layers.second[0], flow.laundry.collector]
            arrived += flow.fan(when, account, payees, sums[account.ref])
            when += timedelta(minutes=6)
    return arrived


def mistakes(flow: Flow, first: Movement, last: Movement) -> None:
    """A transfer the bank refused, and a fee that shares its transfer's serial."""
    assert first.payee is not None
    stranger = flow.mint.account(BANKS[0], flow.mint.person(phone=False))
    flow.move(first.time + timedelta(minutes=2), first.payee, stranger, 50_000 * YUAN, ok=False)
    when = last.time + timedelta(seconds=1)
    fee = Movement(flow.mint.ref("f"), when, last.payer, None, 550, "fee", "网银手续费")
    fee.payer_serial = last.payer_serial
    flow.world.movements.append(fee)


def layer_down(flow: Flow, layers: Layers, arrived: Sequence[Movement]) -> None:
    """Level 2 to level 3: accounts to be emptied, the payroll, the OTC dealer, the outlets."""
    second, third = layers.second, layers.third
    targets = {
        second[0].ref: third[:3],
        second[1].ref: third[3:],
        second[2].ref: [layers.payroll, layers.otc],
        flow.laundry.collector.ref: flow.laundry.outlets,
    }
    for transfer in arrived:
        account = transfer.payee
        assert account is not None
        begin = transfer.time + timedelta(minutes=11, seconds=flow.rng.randrange(60))
        twin = transfer.amount // 12 // YUAN * YUAN if account is second[2] else 0
        last = flow.fan(begin, account, targets[account.ref], transfer.amount - 2 * twin)[-1]
        for place in range(2 if twin else 0):  # two real, equal payments: they stay two
            when = last.time + timedelta(seconds=200 + 90 * place)
            flow.move(when, account, layers.payroll, twin)


def cash_out(flow: Flow, layers: Layers, after: datetime) -> None:
    """Cash at three machines; level 4 with and without statements."""
    world, known, third = flow.world, not flow.case.hides("layers"), layers.third
    atms = [flow.mint.atm(BANKS[bank]) for bank in (0, 1, 4)]
    world.atms += atms
    fourth = [flow.open(0, known=known), *(flow.open(bank, known=False) for bank in (3, 3, 2))]
    fourth[1].opened_info = known
    outlets = flow.laundry.outlets
    start = after + _SETTLE
    flow.cash(start, third[0], atms[0], 3)
    flow.cash(start + timedelta(minutes=20), third[3], atms[1], 2)
    flow.cash(start + timedelta(minutes=35), outlets[0], atms[2], 2)
    when = start + timedelta(minutes=50)
    pairs = ((third[1], fourth[:2]), (third[4], fourth[2:3]), (outlets[1], fourth[3:]))
    for payer, payees in pairs:
        flow.fan(when, payer, payees, flow.held(payer))
        when += timedelta(minutes=9)
    flow.cash(when + timedelta(minutes=30), fourth[0], atms[0], 2)


def wages(flow: Flow, payroll: Account, people: Sequence[Person]) -> None:
    """Monthly wages and shares, days after the case's money and after money from elsewhere.

    The first of ``people`` is the boss: he gets shares, and his statement is in the files.
    """
    case, known = flow.case, not flow.case.hides("layers")
    case.wage_accounts = [
        flow.open(bank, person, known=False)
        for bank, person in zip(cycle((0, 1, 4, 3)), people, strict=False)
    ]
    for account in case.wage_accounts:
        account.opened_info = known
    case.wage_accounts[0].statement = known
    last = max(paid.time for paid in case.payments)
    day = datetime(last.year, last.month, last.day)
    for month, days in enumerate(_WAGE_DAYS):
        source = flow.mint.account(BANKS[3], flow.mint.person(phone=False))
        when = day + timedelta(days=days - 1, hours=16, minutes=flow.rng.randrange(50))
        flow.move(when, source, payroll, 90_000 * YUAN, ip="", mac="")
        when += timedelta(hours=17)
        for place, account in enumerate(case.wage_accounts):
            amount = (40_000 if place == 0 else flow.rng.randrange(60, 120) * 100) * YUAN
            word = "分红" if place == 0 else "提成" if (month, place) == (1, 1) else "工资"
            flow.move(when, payroll, account, amount, kind="wage", summary=word)
            when += timedelta(seconds=flow.rng.randrange(70, 200))


def exchange(flow: Flow, otc: Account) -> None:
    """USDT bought from the OTC dealer, as an officer registered it."""
    case = flow.case
    if case.hides("layers"):
        return
    address = flow.mint.unique(lambda: tron_address(flow.rng))
    case.otc, case.wallet = otc, flow.mint.thing("CryptoWallet", address)
    got = [made for made in flow.made if made.payee is otc]
    row = Assertion(otc, "EXCHANGES_FOR", case.wallet, case.case_no, "线下承兑USDT")
    row.ref, row.stage = flow.mint.ref("r"), "S7-S8"
    row.amount = f"{sum(made.amount for made in got) / 100:.2f}"
    row.start = f"{max(made.time for made in got) + timedelta(hours=3):%Y-%m-%d %H:%M:%S}"
    flow.world.assertions.append(row)
    case.prove("S7-S8", otc, "EXCHANGES_FOR", case.wallet, (row.ref, "relation"))


def orders(flow: Flow, second: Account) -> None:
    """Stop-payments on level 1 (renewed once) and a freeze on level 2."""
    case, mint, first = flow.case, flow.mint, flow.case.first_payees[0]
    stop = max(paid.time for paid in case.payments) + timedelta(minutes=40)
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
        case.put("S10", stop_order, *([frozen] if frozen else []))


def launder(flow: Flow, batches: Sequence[Sequence[Pay]], *, filler: bool = False) -> Layers:
    """Payments in batches, each passed on at once; then cash, coins, wages and orders."""
    layers = open_layers(flow)
    if filler:
        register_filler(flow, layers.second[1])
    arrived: list[Movement] = []
    for place, batch in enumerate(batches):
        paid = pay(flow, batch)
        arrived += spread(flow, layers, paid, wide=place == 0)
    mistakes(flow, flow.case.payments[0], arrived[-1])
    layer_down(flow, layers, arrived)
    cash_out(flow, layers, max(made.time for made in arrived))
    if flow.case.wage_people and not flow.case.hides("wages"):
        wages(flow, layers.payroll, flow.case.wage_people)
    exchange(flow, layers.otc)
    orders(flow, layers.second[0])
    return layers
