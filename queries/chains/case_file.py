"""The file of one case: seed, ring, contacts and money walks, before it is cut into chains."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from queries.chains.contact import Contact, Ringing, Ties, first_contacts, goips_by_key, rings_of
from queries.chains.evidence import Evidence, Rel
from queries.chains.keyed import Ints
from queries.chains.money import Bounds, Fences, Start, Walk
from queries.chains.ring import Ring, find_ring
from queries.chains.seed import Case, Payment, Seed, find_seed
from queries.chains.template import Template


class CaseFile:
    """What the ledger says about one case, read once for all its chains."""

    def __init__(self, evidence: Evidence, case: Case, template: Template) -> None:
        self.evidence: Final = evidence
        self.case: Final = case
        self.template: Final = template

    @cached_property
    def seed(self) -> Seed:
        """Victims, their numbers, the payments that count."""
        return find_seed(self.evidence, self.case, self.template)

    @cached_property
    def ring(self) -> Ring:
        """Gangs, dens, persons and their roles."""
        return find_ring(self.evidence, self.case.id, self.seed.victims)

    # --- contacts ---------------------------------------------------------------------

    @cached_property
    def rings(self) -> list[Ringing]:
        """All calls and messages to the victims' phones."""
        return rings_of(self.evidence, self.seed.phones)

    @cached_property
    def ties(self) -> Ties:
        """What ties a call to the offenders."""
        keys = {tool for ring in self.rings for tool in ring.tools}
        reported: dict[str, dict[int, Rel]] = {}
        contacted = self.evidence.into("CONTACTED", self.seed.victims)
        numbers = self.evidence.keys_of({rel.source for rel in contacted})
        for rel in contacted:
            if rel.source in numbers:
                reported.setdefault(rel.target, {})[numbers[rel.source]] = rel
        return Ties(goips_by_key(self.evidence, keys), reported, self._owned())

    def _owned(self) -> dict[int, Rel]:
        """Numbers of the dens, and those a caller uses."""
        callers = self.ring.with_role(self.template.words["caller"])
        rels = self.evidence.out("HAS_PHONE", self.ring.dens) + self.evidence.out("USES", callers)
        keys = self.evidence.keys_of({rel.target for rel in rels})
        owned: dict[int, Rel] = {}
        for rel in rels:
            if rel.target in keys:
                owned.setdefault(keys[rel.target], rel)
        return owned

    def contacts(self, payments: Collection[Payment]) -> list[Contact]:
        """First contacts with the victims of these payments (of all victims if there are none)."""
        until: dict[str, int] = {}
        for payment in payments:
            until[payment.victim] = min(payment.time, until.get(payment.victim, payment.time))
        return first_contacts(
            self.rings,
            self.ties,
            until,
            self.template.micros("contact_days"),
            self.template.micros("second_hours"),
        )

    # --- money ------------------------------------------------------------------------

    @cached_property
    def fences(self) -> Fences:
        """Where money is not followed to: shops, hubs, victims, bosses; and wage payments."""
        money = self.evidence.money
        first = {payment.payee for payment in self.seed.payments}
        barred = {*money.hubs, *money.shops, *self.seed.accounts, *first, *self._boss_accounts()}
        return Fences(
            np.array(sorted(barred), dtype=np.int64), money.saying(self.template.words["wage"])
        )

    def _boss_accounts(self) -> set[int]:
        bosses = self.ring.with_role(self.template.words["boss"])
        owned = self.evidence.out("HOLDS", bosses) + self.evidence.out("CONTROLS", bosses)
        return set(self.evidence.keys_of({rel.target for rel in owned}).values())

    @cached_property
    def wallets(self) -> Ints:
        """Number keys of all crypto wallets, ascending."""
        numbers = self.evidence.dataset.numbers.filter(pl.col("namespace") == "wallet")
        return np.sort(numbers["number_key"].to_numpy())

    @cached_property
    def walks(self) -> list[Walk]:
        """What each payment reaches, in the order of the payments.

        Moves into wallets and into first payees are its ``exits``.
        """
        limits = self.template.limits
        bounds = Bounds(
            self.template.micros("hop_hours"), int(limits["depth"]), limits["floor_percent"]
        )
        first = np.array([p.payee for p in self.seed.payments], dtype=np.int64)
        exits = np.union1d(self.wallets, first)
        return [
            self.evidence.money.walk(
                Start(p.payee, p.time, p.amount_minor, p.currency),
                bounds,
                self.fences,
                exits,
            )
            for p in self.seed.payments
        ]
