"""Writes every file of a sample's ``evidence/`` folder."""

from __future__ import annotations

from pathlib import Path

from samples.evidence.accounts import write_accounts
from samples.evidence.bank import write_banks
from samples.evidence.calls import write_calls
from samples.evidence.cases import write_cases, write_cash, write_orders, write_reports
from samples.evidence.registers import (
    write_batches,
    write_dens,
    write_gangs,
    write_goip,
    write_relations,
    write_sites,
    write_stations,
    write_suspects,
)
from samples.evidence.tables import Book
from samples.plan import World

_ALWAYS = (write_banks, write_accounts, write_calls, write_cases, write_reports, write_cash)
_OF_A_GANG = (
    write_orders,
    write_gangs,
    write_dens,
    write_suspects,
    write_batches,
    write_relations,
    write_sites,
    write_goip,
)


def write_evidence(folder: Path, world: World) -> Book:
    """All files of ``world`` under ``folder`` (created); returns where everything stands."""
    folder.mkdir(parents=True)
    book = Book()
    for write in (*_ALWAYS, *(_OF_A_GANG if world.cases else ()), write_stations):
        write(book, folder, world)
    return book
