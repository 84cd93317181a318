"""Plans a decoy: everything a case looks like, and an honest explanation in the files.

A long call from the number of a bank's service line, a large payment an hour
later, fan-out within minutes, withdrawals, monthly wages. The payee is a
merchant with a statement of its own, the fan-out pays its suppliers, the
withdrawals are its petty cash, and the report was withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from samples.background import Life
from samples.cast import case_number, namesake_of, tag_of
from samples.contacts import plan_bystander
from samples.mint import BANKS, Mint
from samples.model import Account, Call, CashOut, Movement, Person, Phone
from samples.plan import Dossier, Withdrawn, World

_YUAN = 100


def nothing_more(world: World, made: Withdrawn) -> None:
    """No further look-alike."""


@dataclass(frozen=True, slots=True)
class Story:
    """The innocent explanation: who was paid for what, what was reported, why it was withdrawn.

    ``parties`` are whom the merchant pays, ``twist`` adds a look-alike that fits the template.
    """

    scam: str
    shop: str
    summary: str
    parties: tuple[str, ...]
    onward: str
    brief: str
    note: str
    called: str = "95588"
    thousands: tuple[int, int] = (200, 290)
    twist: Callable[[World, Withdrawn], None] = nothing_more


def plan_decoy(world: World, story: Story, day: datetime, life: int = 120) -> None:
    """One withdrawn case; no gang, no den, no supplier. The buyer has ``life`` ordinary rows."""
    mint, hotline = world.mint, world.hotline
    buyer, owner = mint.person(years=(1955, 1990)), mint.person()
    phone = mint.phone(buyer.phone, cell=0)
    account = mint.account(BANKS[0], buyer, statement=True)
    shop = mint.account(BANKS[1], story.shop, statement=True, opening=386_200_40)
    number = case_number(world, day)
    shop.merchant_no = f"899900077{world.sample.mark}{number[-4:]}"
    world.accounts += [account, shop]
    case = mint.thing("Case", number)
    report = mint.thing("PoliceReport", f"JJ{tag_of(world, number)}")
    paid = _trade(world, story, day, account, shop)
    _petty_cash(mint, world, day, (shop, owner, number))
    _wages(mint, world, shop)
    made = Withdrawn(
        case,
        report,
        day,
        buyer,
        phone,
        account,
        shop,
        owner,
        paid,
        story.scam,
        story.brief,
        story.called,
        story.note,
    )
    world.withdrawn.append(made)
    _calls(mint, world, day, hotline, phone)
    town = Life(mint, world.movements)
    town.live(account, life)
    _strangers(world, made, town, life // 2)
    story.twist(world, made)


def _trade(world: World, story: Story, day: datetime, account: Account, shop: Account) -> Movement:
    """The payment, and what the merchant paid on within minutes."""
    mint, rng = world.mint, world.mint.rng
    when = day + timedelta(hours=11, minutes=8, seconds=rng.randrange(60))
    amount = rng.randrange(*story.thousands) * 1000 * _YUAN
    first, second = mint.serial(account.bank, when), mint.serial(shop.bank, when)
    paid = Movement(
        mint.ref("f"), when, account, shop, amount, "transfer", story.summary, first, second, 2
    )
    paid.name, paid.code = shop.holder, shop.merchant_no
    world.movements.append(paid)
    for place, name in enumerate(story.parties):
        party = mint.account(BANKS[place % len(BANKS)], name)
        when += timedelta(seconds=rng.randrange(70, 150))
        part = amount // (len(story.parties) + 1) // _YUAN * _YUAN - rng.randrange(90) * _YUAN
        serial = mint.serial(shop.bank, when)
        row = Movement(mint.ref("f"), when, shop, party, part, "transfer", story.onward, serial)
        row.ip = world.sample.address("shop")
        world.movements.append(row)
    return paid


def _petty_cash(
    mint: Mint, world: World, day: datetime, parties: tuple[Account, Person, str]
) -> None:
    """Cash for site workers the same afternoon, drawn by the owner and registered by the bank."""
    shop, owner, case_no = parties
    atm = mint.atm(BANKS[1])
    world.atms.append(atm)
    when = day + timedelta(hours=14, minutes=mint.rng.randrange(30))
    for _ in range(4):
        row = Movement(mint.ref("f"), when, shop, None, 5000 * _YUAN, "cash", "备用金")
        row.payer_serial, row.terminal = mint.serial(shop.bank, when), atm.code[3:]
        world.movements.append(row)
        image = f"YX{day:%m%d}{len(world.cash_outs):03d}"
        cash = CashOut(mint.ref("c"), row, shop, atm, owner, image, case_no)
        world.cash_outs.append(cash)
        when += timedelta(seconds=95)


def _wages(mint: Mint, world: World, shop: Account) -> None:
    """Five employees, paid every month on the tenth."""
    staff = [mint.account(BANKS[place], mint.person()) for place in range(5)]
    for month in range(2, 10):
        when = datetime(2026, month, 10, 10, 5)
        for account in staff:
            when += timedelta(seconds=mint.rng.randrange(40, 90))
            pay = mint.rng.randrange(55, 90) * 100 * _YUAN
            serial = mint.serial(shop.bank, when)
            row = Movement(mint.ref("f"), when, shop, account, pay, "wage", "工资", serial)
            world.movements.append(row)


def _calls(mint: Mint, world: World, day: datetime, hotline: Phone, phone: Phone) -> None:
    """The long call from the service line: a real one, about the transfer limit."""
    when = day + timedelta(hours=9, minutes=52)
    world.calls.append(Call(mint.ref("k"), when, hotline, phone, 1534))
    friends = [mint.phone(cell=10 + place) for place in range(8)]
    for place in range(70):
        when = day + timedelta(
            days=place - 40, hours=8 + place % 12, minutes=mint.rng.randrange(60)
        )
        ends = (phone, friends[place % 8]) if place % 3 else (friends[place % 8], phone)
        world.calls.append(Call(mint.ref("k"), when, *ends, mint.rng.randrange(15, 500)))
    world.dossiers.append(Dossier([phone], phone.number, "gb18030"))


def _strangers(world: World, made: Withdrawn, town: Life, rows: int) -> None:
    """A namesake of the buyer; in a sample of its own a bystander who rang the same hotline."""
    mint = world.mint
    twin = namesake_of(mint, made.buyer)
    account = mint.account(BANKS[0], twin, statement=True)
    world.accounts.append(account)
    town.live(account, rows)
    world.must_not_join.append((made.buyer.ref, twin.ref))
    if world.sample.template:
        bystander = plan_bystander(world, made.day)
        world.must_not_join.append((made.phone.ref, bystander.ref))


def common_address(world: World, made: Withdrawn) -> None:
    """Six strangers behind one carrier address (NAT) at the time of the payment."""
    mint = world.mint
    for place in range(6):
        payer = mint.account(BANKS[place % len(BANKS)], mint.person(), statement=True)
        payer.opening = mint.rng.randrange(2_000, 9_000) * _YUAN
        payee = mint.account(BANKS[(place + 2) % len(BANKS)], mint.person())
        world.accounts.append(payer)
        when = made.payment.time + timedelta(minutes=place - 3, seconds=mint.rng.randrange(60))
        amount = mint.rng.randrange(2, 15) * 100 * _YUAN
        row = Movement(mint.ref("f"), when, payer, payee, amount, "transfer", "转账")
        row.payer_serial, row.ip = mint.serial(payer.bank, when), world.sample.address("nat")
        world.movements.append(row)


def cloned_handset(world: World, made: Withdrawn) -> None:
    """A stranger's phone with the same IMEI: a clone joins nobody."""
    mint = world.mint
    twin = mint.phone(cell=9)
    twin.imei = made.phone.imei
    friends = [mint.phone(cell=9) for _ in range(3)]
    for place in range(15):
        when = made.day + timedelta(
            days=place - 9, hours=9 + place % 9, minutes=mint.rng.randrange(60)
        )
        ends = (twin, friends[place % 3]) if place % 2 else (friends[place % 3], twin)
        world.calls.append(Call(mint.ref("k"), when, *ends, mint.rng.randrange(20, 300)))
    world.dossiers.append(Dossier([twin], twin.number, "gb18030"))
    world.must_not_join.append((made.phone.ref, twin.ref))
