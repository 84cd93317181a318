"""Account returns: who opened which card and account, one sheet per bank."""

from __future__ import annotations

from pathlib import Path

from samples.evidence import headers, mess
from samples.evidence.bank import STYLES, closing_balances
from samples.evidence.tables import Book, Cell, Line, Table, write_xlsx
from samples.mint import Mint
from samples.model import Account
from samples.plan import World


def write_accounts(
    book: Book, folder: Path, world: World, streets: list[tuple[Account, int]]
) -> None:
    """``账户信息.xlsx``; each bank's sheet has a merged title, one row has lost its digits.

    ``streets`` are further accounts with their closing balances.
    """
    every = [*closing_balances(world.accounts, world.movements), *streets]
    mint = Mint(world.sample, "account returns")
    tables = []
    for place, name in enumerate(STYLES):
        rows = [
            _row(account, balance)
            for account, balance in every
            if account.bank.name == name and account.known
        ]
        if place == 0:
            rows.append(_lost(mint))
        tables.append(Table(headers.ACCOUNTS, rows, name, [f"{name}账户信息（合成数据）"]))
    write_xlsx(book, folder / "账户信息.xlsx", tables)


def _row(account: Account, balance: int) -> Line:
    person = account.person
    phone = person.phone if person else ""
    shown = balance if account.statement else 0
    cells: list[Cell] = [
        account.holder,
        account.paper,
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
    return cells, (*marks, (account.owner.ref, "holder")) if account.owner else marks


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
