"""One dataset version, as frames: the views everything else reads.

Every frame is computed when first asked for, kept in memory, and kept as
Parquet under HOME/cache for other processes. Facts depend on imports and on
which card is read as which account; a merge or a note recomputes none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import polars as pl

from graph.dataset.build import Views
from graph.dataset.pairs import pairs_view
from graph.dataset.relations import DECISION_SHEET
from graph.model import Entity, SourceRef

#: columns of ``entities`` that are fields of an Entity, not properties
_PLAIN: Final = ("entity_id", "type", "key", "label")


class Dataset(Views):
    """A pinned version of the ledger; safe to share between threads.

    Frames (times epoch µs, money minor units): ``numbers records entities
    relations pairs`` and the fact views ``transfers calls messages presences
    logins stays trips cashouts``, each fact once with ``evidence``, the list of
    the source rows behind it.
    """

    @property
    def facts_folder(self) -> str:
        """Names what the facts depend on: the last import or undo, and the cards' accounts."""
        return self._facts_folder()

    # --- frames -----------------------------------------------------------------------

    @property
    def numbers(self) -> pl.DataFrame:
        """One row per number: entity_id, type, norm, hub, canonical_key, degrees, times."""
        return self._numbers()

    @property
    def records(self) -> pl.DataFrame:
        """Record rows with ``cluster``, the id of the entity they belong to."""
        return self._records()

    @property
    def entities(self) -> pl.DataFrame:
        """One row per entity: entity_id type family key label name roles case_nos hub …"""
        return self._cached("entities", self._version_folder, self._entities)

    @property
    def relations(self) -> pl.DataFrame:
        """Relation rows with the entities and account keys of their ends, decisions applied."""
        return self._relations()

    def derived(self, name: str, build: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """What a rule derives from this version, kept beside its views; ``build`` makes it anew."""
        return self._cached(name, self._version_folder, build)

    @property
    def transfers(self) -> pl.DataFrame:
        """Every real movement of money once, between account keys."""
        return self.fact("transfers")

    @property
    def calls(self) -> pl.DataFrame:
        """Every call once."""
        return self.fact("calls")

    @property
    def messages(self) -> pl.DataFrame:
        """Every message once."""
        return self.fact("messages")

    @property
    def presences(self) -> pl.DataFrame:
        """Every sighting of a number, device or vehicle at a place once."""
        return self.fact("presences")

    @property
    def logins(self) -> pl.DataFrame:
        """Every login of an account once."""
        return self.fact("logins")

    @property
    def cashouts(self) -> pl.DataFrame:
        """Every registered cash-out once."""
        return self.fact("cashouts")

    @property
    def pairs(self) -> pl.DataFrame:
        """Aggregated edges: type, ends, currency, count, amount_minor, total_s, first, last."""
        return self._cached("pairs", self._facts_folder, lambda: pairs_view(self._facts()))

    @property
    def statements(self) -> pl.DataFrame:
        """``account``: sorted keys of the accounts whose own statement is in the ledger.

        Rows that failed and rows that only repeat a movement count too: the
        statement that holds them was given. Registers and reports never do.
        """
        return self._cached("statements", self._facts_folder, self._statements)

    def _statements(self) -> pl.DataFrame:
        own = self.ledger.read(
            "transfers",
            self.version,
            ["payer", "payee", "own_side"],
            "own_side <> '' AND origin IN ('bank', 'self', '')",
        )
        ends = [
            own.filter(pl.col("own_side") == end).select(key=end).unique()
            for end in ("payer", "payee")
        ]
        at_account = self._card_accounts()
        rows = pl.concat(ends).join(at_account, on="key", how="left")
        accounts = rows.select(account=pl.coalesce("canonical", "key"))
        return accounts.filter(pl.col("account") != 0).unique().sort("account")

    # --- single things ----------------------------------------------------------------

    def resolve_redirect(self, entity_id: str) -> str:
        """The id that answers for ``entity_id`` today: after a merge the older one."""
        found = self._memory("redirects", self._redirects).filter(pl.col("old") == entity_id)
        return str(found["new"][0]) if found.height else entity_id

    def entity(self, entity_id: str) -> Entity | None:
        """The entity with all its properties, following merges; ``None`` when unknown."""
        current = self.resolve_redirect(entity_id)
        found = self.entities.filter(pl.col("entity_id") == current)
        if found.is_empty():
            return None
        row = found.row(0, named=True)
        properties: dict[str, Any] = {}
        for text in self.rows_of(current)["props"]:
            for name, value in json.loads(text or "{}").items():
                if value not in (None, ""):
                    properties.setdefault(name, value)
        computed = {name: value for name, value in row.items() if name not in _PLAIN}
        return Entity(current, row["type"], row["key"], row["label"], {**properties, **computed})

    def rows_of(self, entity_id: str) -> pl.DataFrame:
        """The rows of ``numbers`` or ``records`` that make up the entity, oldest first."""
        current = self.resolve_redirect(entity_id)
        rows = self.records.filter(pl.col("cluster") == current)
        if rows.is_empty():
            rows = self._numbered(
                self.ledger.read("numbers", self.version, where="entity_id = ?", params=[current])
            )
        return rows.sort("import_number", "sheet", "row")

    def sources(self, import_id: int, sheet: str, row: int) -> SourceRef:
        """Where a row lies: file, sheet and row as its own program shows them."""
        found = self._imports().filter(pl.col("import_id") == import_id)
        if found.is_empty():
            return SourceRef("", DECISION_SHEET, sheet, row, 0)
        about = found.row(0, named=True)
        return SourceRef(about["file_sha256"], about["file_name"], sheet, row, about["number"])
