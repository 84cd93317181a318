"""The transfers of one dataset version as arrays in order of time, with CSR indices by account.

Position in the arrays is the order of events: time, then the bank's serial, then
the row. Ends that are no account are negative codes (:data:`END_CODES`). Built
from the duplicate view, so every real movement stands here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.dataset import Dataset

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: ends that are no account, as the view names them
END_CODES: Final = {"UNKNOWN": -1, "CASH": -2, "FEE": -3, "MERCHANT": -4, "INTEREST": -5}
#: a balance the statement does not print
NO_BALANCE: Final = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Csr:
    """Positions of the transfers of each account, ascending: ``positions[start[i]:start[i+1]]``."""

    start: Ints
    positions: Ints

    def of(self, account: int) -> Ints:
        """Positions of ``account`` (its index), in order of time."""
        return self.positions[self.start[account] : self.start[account + 1]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Arrays of equal length, one element per movement; times epoch µs, money minor units.

    ``payer`` and ``payee`` are indices into ``accounts`` (sorted number keys) or
    end codes; ``unordered`` marks movements of which only the day is known;
    ``row`` is the place in ``dataset.transfers``.
    """

    accounts: Ints
    payer: Ints
    payee: Ints
    time: Ints
    amount: Ints
    currency: Ints
    currencies: tuple[str, ...]
    unordered: Flags
    payer_balance: Ints
    payee_balance: Ints
    row: Ints
    outgoing: Csr
    incoming: Csr

    def index_of(self, number_key: int) -> int:
        """The index of an account, or -1 when it has no transfer."""
        place = int(np.searchsorted(self.accounts, number_key))
        known = place < len(self.accounts) and int(self.accounts[place]) == number_key
        return place if known else -1


def snapshot_of(dataset: Dataset) -> Snapshot:
    """The snapshot of a dataset version.

    Cost: one pass per column of the view, which is in order of time already;
    memory: the arrays and one column more.
    """
    view = dataset.scan("transfers")
    time, order = _in_order(view)
    payers, payees = (_column(view, end, order) for end in ("payer", "payee"))
    accounts = known_keys(payers, payees)
    payer = _ends(view, "payer", payers, accounts, order)
    payee = _ends(view, "payee", payees, accounts, order)
    del payers, payees
    names = view.select(pl.col("currency").unique().sort()).collect().to_series()
    codes = {name: code for code, name in enumerate(names)}
    currency = pl.col("currency").replace_strict(codes, return_dtype=pl.Int64)
    return Snapshot(
        accounts=accounts,
        payer=payer,
        payee=payee,
        time=time,
        amount=_column(view, "amount_minor", order),
        currency=_column(view, currency, order),
        currencies=tuple(names),
        unordered=_column(view, pl.col("time_precision") == "day", order),
        payer_balance=_column(view, _balance("payer"), order),
        payee_balance=_column(view, _balance("payee"), order),
        row=order,
        outgoing=csr(payer, len(accounts)),
        incoming=csr(payee, len(accounts)),
    )


def _in_order(view: pl.LazyFrame) -> tuple[Ints, Ints]:
    """Times and rows of the dated movements in the order of events.

    The view is in order of time; what shares its time is sorted by serial and row.
    """
    dated = view.select(pl.col("time").drop_nulls()).collect().to_series()
    time: Ints = dated.to_numpy()
    order = np.arange(len(time), dtype=np.int64)
    same = time[1:] == time[:-1]
    tied = np.flatnonzero(np.concatenate([same, [False]]) | np.concatenate([[False], same]))
    if len(tied):
        serial = view.select("serial").collect().to_series().gather(tied)
        frame = pl.DataFrame({"time": time[tied], "serial": serial, "place": tied})
        order[tied] = frame.sort("time", "serial", "place")["place"].to_numpy()
    return time, order


def _column(view: pl.LazyFrame, column: str | pl.Expr, order: Ints) -> Any:
    """One column of the dated movements as an array, in their order."""
    values = view.select(column).head(len(order)).collect().to_series().to_numpy()
    return values[order]


def known_keys(*ends: Ints) -> Ints:
    """The sorted number keys among ``ends``; 0 is no number."""
    keys = pl.concat([pl.Series("key", values).unique() for values in ends]).unique().sort()
    found: Ints = keys.filter(keys != 0).to_numpy()
    return found


def places_of(keys: Ints, known: Ints) -> Ints:
    """The place of each key in ``known``, -1 for 0."""
    index = pl.DataFrame({"key": known, "place": np.arange(len(known), dtype=np.int64)})
    asked = pl.DataFrame({"key": keys})
    found: Ints = (
        asked.join(index, on="key", how="left", maintain_order="left")["place"]
        .fill_null(-1)
        .to_numpy()
    )
    return found


def _ends(view: pl.LazyFrame, end: str, keys: Ints, accounts: Ints, order: Ints) -> Ints:
    """Indices of accounts; an end without number is the code of its kind."""
    unknown = END_CODES["UNKNOWN"]
    code = pl.col(f"{end}_kind").replace_strict(END_CODES, default=unknown, return_dtype=pl.Int64)
    place = places_of(keys, accounts)
    missing = keys == 0
    if missing.any():
        place = np.where(missing, _column(view, code, order), place)
    return place


def _balance(end: str) -> pl.Expr:
    return pl.col(f"{end}_balance_minor").fill_null(NO_BALANCE)


def csr(ends: Ints, count: int) -> Csr:
    """The index of ``ends`` over ``count`` accounts; end codes are left out."""
    from graph.csr_kernel import fill  # numba takes half a second to load

    start, positions = fill(np.require(ends, requirements=["C", "W"]), count)
    return Csr(start, positions)
