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
    write_relations,
    write_sites,
    write_suspects,
)
from samples.evidence.seizures import write_broadcasts, write_goip, write_spam, write_stations
from samples.evidence.tables import Book
from samples.plan import World
from samples.streets import Town

_ALWAYS = (write_cases, write_reports, write_cash)
_OF_A_GANG = (
    write_orders,
    write_gangs,
    write_dens,
    write_suspects,
    write_batches,
    write_relations,
    write_sites,
    write_goip,
    write_broadcasts,
)


def write_evidence(folder: Path, world: World, town: Town) -> Book:
    """All files of ``world`` under ``folder`` (created); returns where everything stands."""
    folder.mkdir(parents=True)
    book = Book()
    write_accounts(book, folder, world, write_banks(book, folder, world, town))
    write_calls(book, folder, world, town)
    for write in (*_ALWAYS, *(_OF_A_GANG if world.cases else ()), write_stations, write_spam):
        write(book, folder, world)
    return book
