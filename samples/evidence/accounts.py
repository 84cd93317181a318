"""Account returns: who opened which card and account, one sheet per bank."""

from __future__ import annotations

from pathlib import Path

from samples.evidence import headers, mess
from samples.evidence.bank import STYLES
from samples.evidence.tables import Book, Cell, Line, Table, write_xlsx
from samples.mint import Mint
from samples.model import Account
from samples.plan import World


def write_accounts(book: Book, folder: Path, world: World) -> None:
    """``账户信息.xlsx``; each bank's sheet has a merged title, one row has lost its digits."""
    balances = _closing(world)
    mint = Mint(world.variant, world.seed, "account returns")
    tables = []
    for place, name in enumerate(STYLES):
        rows = [
            _row(account, balances.get(account.ref, account.opening))
            for account in world.accounts
            if account.bank.name == name and account.known
        ]
        if place == 0:
            rows.append(_lost(mint))
        tables.append(Table(headers.ACCOUNTS, rows, name, [f"{name}账户信息（合成数据）"]))
    write_xlsx(book, folder / "账户信息.xlsx", tables)


def _closing(world: World) -> dict[str, int]:
    """The balance of every account after its last movement."""
    held: dict[str, int] = {account.ref: account.opening for account in world.accounts}
    for made in world.movements:
        for account, sign in ((made.payee, 1), (made.payer, -1)):
            if made.ok and account is not None and account.ref in held:
                held[account.ref] += sign * made.amount
    return held


def _row(account: Account, balance: int) -> Line:
    person = account.person
    phone = person.phone if person else ""
    shown = balance if account.statement else 0
    cells: list[Cell] = [
        account.holder,
        person.id_number if person else "",
        account.card,
        account.number,
        f"{account.opened:%Y-%m-%d}",
        mess.yuan(shown) if account.statement else "-",
        mess.yuan(shown) if account.statement else "-",
        f"{account.bank.name}示范支行",
        "正常",
        account.bank.name,
        "个人Ⅰ类" if person else "对公",
        "人民币",
        account.bank.prefix + "01",
        "",
        "",
        phone,
        person.address if person else "",
        phone,
        "",
    ]
    marks = ((account.ref, "account"),)
    return cells, (*marks, (person.ref, "holder")) if person else marks


def _lost(mint: Mint) -> Line:
    """A row a spreadsheet has ruined: card and account only in scientific notation."""
    person = mint.person(phone=False)
    card, number = "6900120000000000000", "99001200000000000"
    cells: list[Cell] = [
        person.name,
        person.id_number,
        mess.scientific(card),
        mess.scientific(number),
    ]
    cells += [
        "2021-03-04",
        "120.00",
        "120.00",
        "合成银行甲示范支行",
        "正常",
        "合成银行甲",
        "个人Ⅰ类",
    ]
    return [*cells, "人民币", "69001201", "", "", "", person.address, "", ""], ()
