"""The transfers of one dataset version as arrays by payer and time, and the walk along them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.dataset import Dataset
from queries.chains.finds import Sources
from queries.chains.keyed import Ints, spans

Flags = npt.NDArray[np.bool_]

#: a movement whose order within the day is unknown may leave until the day's last microsecond
_DAY: Final = 86_400_000_000 - 1


@dataclass(frozen=True, slots=True)
class Start:
    """Money arriving at an account: one payment of a victim, time in µs, minor units."""

    account: int
    time: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far money is followed; ``hop`` in µs, ``floor_percent`` of the payment."""

    hop: int
    depth: int
    floor_percent: float


@dataclass(frozen=True, slots=True)
class Fences:
    """Accounts the walk never enters (``barred``) and edges it never takes (``skipped``)."""

    barred: Ints
    skipped: Flags


@dataclass(frozen=True, slots=True)
class Walk:
    """What one payment reaches: positions of the moves, and each account's least level."""

    moves: Ints
    exits: Ints
    level: dict[int, int]


class Money:
    """Transfers sorted by (payer, time); ``frame`` has the same order as the arrays."""

    def __init__(
        self,
        frame: pl.DataFrame,
        hubs: Collection[int],
        shops: Collection[int],
        spoken: Collection[int],
    ) -> None:
        day = pl.col("time_precision") == "day"
        frame = frame.with_columns(depart=pl.col("time") + pl.when(day).then(_DAY).otherwise(0))
        self.frame: Final = frame.sort("payer", "depart", "tx_id")
        self.payer: Final[Ints] = self.frame["payer"].to_numpy()
        self.payee: Final[Ints] = self.frame["payee"].to_numpy()
        self.arrive: Final[Ints] = self.frame["time"].to_numpy()
        self.amount: Final[Ints] = self.frame["amount_minor"].to_numpy()
        self._currency: Final = self.frame["currency"]
        self._saying: Final[dict[tuple[str, ...], Flags]] = {}
        self.hubs: Final = frozenset(hubs)
        self.shops: Final = frozenset(shops)
        self.spoken: Final = frozenset(spoken)
        silent = set(self.payer.tolist()) - self.spoken
        self._quiet: Final = _sorted({*hubs, *shops, *silent})
        self._times: Final[Ints] = np.unique(self.frame["depart"].to_numpy())
        self._payers: Final[Ints] = np.unique(self.payer)
        self._slot: Final[Ints] = self._order(
            self.payer, np.searchsorted(self._times, self.frame["depart"].to_numpy())
        )

    @classmethod
    def of(cls, dataset: Dataset) -> Money:
        """From the duplicate view: dated movements from one account to another."""
        frame = dataset.transfers.filter(
            pl.col("time").is_not_null() & (pl.col("payer") != 0) & (pl.col("payee") != 0)
        )
        hubs = dataset.numbers.filter(pl.col("hub"))["canonical_key"]
        shops = merchants(dataset) | set(
            frame.filter(pl.col("payee_kind") == "MERCHANT")["payee"].unique()
        )
        return cls(frame, set(hubs), shops, set(dataset.statements["account"]))

    def _order(self, payers: Ints, times: npt.NDArray[np.intp]) -> Ints:
        """One ascending integer for (payer, place of the time among all times)."""
        place = np.searchsorted(self._payers, payers).astype(np.int64)
        return place * (len(self._times) + 1) + times.astype(np.int64)

    def positions(self, payers: Collection[int]) -> Ints:
        """The moves out of these accounts, by (payer, time)."""
        wanted = _sorted(payers)
        low = np.searchsorted(self.payer, wanted, "left").astype(np.int64)
        high = np.searchsorted(self.payer, wanted, "right").astype(np.int64)
        return spans(low, high)

    def leaving(self, accounts: Ints, times: Ints, hop: int) -> Ints:
        """Moves out of ``accounts[i]`` from ``times[i]`` to ``times[i] + hop``, each once."""
        known = among(accounts, self._payers)
        accounts, times = accounts[known], times[known]
        low = np.searchsorted(self._slot, self._order(accounts, self._at(times, "left")))
        high = np.searchsorted(self._slot, self._order(accounts, self._at(times + hop, "right")))
        order = np.argsort(low, kind="stable")
        low, high = low[order].astype(np.int64), high[order].astype(np.int64)
        if len(low):
            reached = np.concatenate(([0], np.maximum.accumulate(high)[:-1]))
            low = np.maximum(low, reached)
        return spans(low, high)

    def _at(self, times: Ints, side: str) -> npt.NDArray[np.intp]:
        found: npt.NDArray[np.intp] = np.searchsorted(
            self._times, times, "left" if side == "left" else "right"
        )
        return found

    def walk(self, start: Start, bounds: Bounds, fences: Fences, exits: Ints) -> Walk:
        """Everything the payment reaches in non-decreasing time; each move is visited once.

        ``exits`` are ends such as wallets: moves into them are noted apart.
        Cost: the moves out of the reached accounts, never the number of paths.
        """
        if self.is_quiet(start.account):
            return Walk(_joined([]), _joined([]), {})
        floor = start.amount_minor * bounds.floor_percent / 100
        seen: Flags = np.zeros(len(self.payer), dtype=np.bool_)
        level: dict[int, int] = {}
        found: list[Ints] = []
        out: list[Ints] = []
        accounts = _sorted([start.account])
        times = np.array([start.time], dtype=np.int64)
        for hop in range(2, bounds.depth + 1):
            if not len(accounts):
                break
            moves = self.leaving(accounts, times, bounds.hop)
            moves = moves[~seen[moves] & ~fences.skipped[moves]]
            moves = moves[(self.amount[moves] >= floor) & self._in(moves, start.currency)]
            seen[moves] = True
            leaves = among(self.payee[moves], exits)
            out.append(moves[leaves])
            moves = moves[~leaves & ~among(self.payee[moves], fences.barred)]
            found.append(moves)
            for account in np.unique(self.payee[moves]).tolist():
                level.setdefault(account, hop)
            onward = moves[~among(self.payee[moves], self._quiet)]
            accounts, times = self.payee[onward], self.arrive[onward]
        return Walk(_joined(found), _joined(out), level)

    def is_quiet(self, account: int) -> bool:
        """Whether money is not followed out of this account: no statement, a hub, a shop."""
        return bool(among(_sorted([account]), self._quiet)[0])

    def saying(self, words: tuple[str, ...]) -> Flags:
        """Which moves have one of ``words`` in their summary; kept per list of words."""
        if words not in self._saying:
            found = self.frame["summary"].str.contains_any(list(words)).fill_null(False)
            self._saying[words] = found.to_numpy()
        return self._saying[words]

    def _in(self, moves: Ints, currency: str) -> Flags:
        same: Flags = (self._currency.gather(moves) == currency).to_numpy()
        return same

    def rows_at(self, move: int) -> Sources:
        """The rows behind one move."""
        return self.rows(np.array([move], dtype=np.int64))

    def rows(self, moves: Ints) -> Sources:
        """The rows behind these moves."""
        behind = self.frame["evidence"].gather(moves).explode().struct.unnest()
        columns = [behind[name] for name in ("import_id", "sheet", "row")]
        return frozenset(zip(*columns, strict=True)) if len(moves) else frozenset()


def merchants(dataset: Dataset) -> set[int]:
    """Canonical keys of merchant codes and of accounts registered as a merchant's."""
    rows = dataset.ledger.read(
        "numbers", dataset.version, ["number_key", "props"], "contains(props, '\"merchant\"')"
    )
    named = {
        row["number_key"]
        for row in rows.unique().iter_rows(named=True)
        if json.loads(row["props"]).get("merchant")
    }
    numbers = dataset.numbers
    code = (pl.col("type") == "MerchantCode") | pl.col("number_key").is_in(list(named))
    return set(numbers.filter(code)["canonical_key"])


def among(values: Ints, ascending: Ints) -> Flags:
    """Which ``values`` are in the sorted array ``ascending``; O(values x log)."""
    if not len(ascending):
        return np.zeros(len(values), dtype=np.bool_)
    place = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    found: Flags = ascending[place] == values
    return found


def _sorted(keys: Collection[int]) -> Ints:
    return np.array(sorted(keys), dtype=np.int64)


def _joined(parts: list[Ints]) -> Ints:
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
