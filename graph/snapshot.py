"""The transfers of one dataset version as arrays in order of time, with CSR indices by account.

Position in the arrays is the order of events: time, then the bank's serial, then
the row. Ends that are no account are negative codes (:data:`END_CODES`). Built
from the duplicate view, so every real movement stands here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
    """The snapshot of a dataset version. Cost: a sort of its transfers."""
    frame = _in_order(dataset.transfers)
    keys = pl.concat([frame["payer"], frame["payee"]]).unique().sort()
    accounts = keys.filter(keys != 0).to_numpy()
    payer = _ends(frame, "payer", accounts)
    payee = _ends(frame, "payee", accounts)
    currencies = tuple(frame["currency"].unique().sort())
    codes = {name: code for code, name in enumerate(currencies)}
    return Snapshot(
        accounts=accounts,
        payer=payer,
        payee=payee,
        time=frame["time"].to_numpy(),
        amount=frame["amount_minor"].to_numpy(),
        currency=frame["currency"].replace_strict(codes, return_dtype=pl.Int64).to_numpy(),
        currencies=currencies,
        unordered=(frame["time_precision"] == "day").to_numpy(),
        payer_balance=_balance(frame, "payer"),
        payee_balance=_balance(frame, "payee"),
        row=frame["place"].to_numpy(),
        outgoing=csr(payer, len(accounts)),
        incoming=csr(payee, len(accounts)),
    )


def _in_order(transfers: pl.DataFrame) -> pl.DataFrame:
    """Dated movements in the order of events; ``place`` is their row in the view."""
    return (
        transfers.with_row_index("place")
        .with_columns(pl.col("place").cast(pl.Int64))
        .filter(pl.col("time").is_not_null())
        .sort("time", "serial", "place")
    )


def _ends(frame: pl.DataFrame, end: str, accounts: Ints) -> Ints:
    """Indices of accounts; an end without number is the code of its kind."""
    keys = frame[end].to_numpy()
    place = np.searchsorted(accounts, keys).astype(np.int64)
    unknown = END_CODES["UNKNOWN"]
    kinds = frame[f"{end}_kind"].replace_strict(END_CODES, default=unknown, return_dtype=pl.Int64)
    return np.where(keys != 0, place, kinds.to_numpy())


def _balance(frame: pl.DataFrame, end: str) -> Ints:
    return frame[f"{end}_balance_minor"].fill_null(NO_BALANCE).to_numpy()


def csr(ends: Ints, count: int) -> Csr:
    """The index of ``ends`` over ``count`` accounts; end codes are left out."""
    positions = np.flatnonzero(ends >= 0)
    order = np.argsort(ends[positions], kind="stable")
    start = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(ends[positions], minlength=count), out=start[1:])
    return Csr(start, positions[order])
