"""One chain being read: the part of a case file that belongs to one first-payee cluster."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from queries.chains.case_file import CaseFile
from queries.chains.contact import Contact, Forward, forwards, second_contacts
from queries.chains.evidence import Evidence, Rel, rows_of
from queries.chains.finds import Find, Sources
from queries.chains.keyed import Ints
from queries.chains.lures import Lures
from queries.chains.money import among
from queries.chains.seed import READ, Payment
from queries.chains.template import Template
from queries.chains.wave import Station, Wave, stations_of, waves


@dataclass(frozen=True, slots=True)
class CashRow:
    """Money leaving the accounts: at a machine (by a person, if known) or into a wallet."""

    account: int
    place: str
    person: str
    confidence: float
    rows: Sources


class Scene:
    """What the joins look at; ``stages`` holds what has been found so far, by stage code."""

    def __init__(self, file: CaseFile, places: Collection[int]) -> None:
        self.file: Final = file
        self.payments: Final[list[Payment]] = [file.seed.payments[p] for p in places]
        self.stages: Final[dict[str, dict[str, Find]]] = {}
        walks = [file.walks[place] for place in places]
        nothing: Ints = np.empty(0, dtype=np.int64)
        self.moves: Final[Ints] = np.unique(np.concatenate([nothing, *(w.moves for w in walks)]))
        self.exits: Final[Ints] = np.unique(np.concatenate([nothing, *(w.exits for w in walks)]))
        self.level: Final[dict[int, int]] = {}
        for walk in walks:
            for account, level in walk.level.items():
                self.level[account] = min(level, self.level.get(account, level))

    @property
    def evidence(self) -> Evidence:
        """The look-ups."""
        return self.file.evidence

    @property
    def template(self) -> Template:
        """The template being filled."""
        return self.file.template

    @cached_property
    def victims(self) -> dict[str, Find]:
        """The victims who paid into this cluster; all of the case when nobody paid."""
        paying = {payment.victim for payment in self.payments}
        every = self.file.seed.victims
        return {v: f for v, f in every.items() if v in paying or not paying}

    @cached_property
    def payees(self) -> frozenset[int]:
        """The first payees."""
        return frozenset(payment.payee for payment in self.payments)

    def found(self, *codes: str) -> dict[str, Find]:
        """The entities found in these stages."""
        return {e: f for code in codes for e, f in self.stages.get(code, {}).items()}

    # --- contacts and window ----------------------------------------------------------

    @cached_property
    def contacts(self) -> list[Contact]:
        """First contacts with this chain's victims."""
        found = self.file.contacts(self.payments)
        return [contact for contact in found if contact.victim in self.victims]

    @cached_property
    def window(self) -> tuple[int, int]:
        """From the first contact or payment to the last, widened; µs."""
        times = [p.time for p in self.payments] + [c.time for c in self.contacts]
        times += [a.since for a in self.lures.approaches if a.since is not None]
        span = self.template.micros("window_days")
        return min(times, default=0) - span, max(times, default=0) + span

    @cached_property
    def seconds(self) -> list[Contact]:
        """Second contacts with this chain's victims."""
        found = second_contacts(
            self.file.rings, self.contacts, self.file.ties, self.template.micros("second_hours")
        )
        return [contact for contact in found if contact.victim in self.victims]

    @cached_property
    def forwards(self) -> list[Forward]:
        """Numbers of the con to which contacting numbers passed calls on."""
        return forwards(self.evidence, {c.number for c in self.contacts}, self.file.ties)

    @cached_property
    def stations(self) -> list[Station]:
        """Pseudo base stations involved in the case or run by its gangs and people."""
        return stations_of(self.evidence, self.involved_or_run("PseudoBaseStation"))

    def involved_or_run(self, kind: str) -> list[tuple[str, Rel]]:
        """Things of this type with what ties them to the case, its gangs or its people."""
        ring, case = self.file.ring, self.file.case.id
        tied = [(r.source, r) for r in self.evidence.into("INVOLVED_IN", [case])]
        run = self.evidence.out("OPERATES", {*ring.gangs, *ring.people})
        tied += [(r.target, r) for r in run]
        types = self.evidence.types_of({entity for entity, _ in tied})
        return [pair for pair in tied if types.get(pair[0]) == kind]

    @cached_property
    def waves(self) -> list[Wave]:
        """Messages of these stations to this chain's victims before they first paid."""
        phones, span = self.file.seed.phones, self.template.micros("contact_days")
        return waves(self.evidence, self.stations, phones, self.first_paid, span)

    @cached_property
    def first_paid(self) -> dict[str, int]:
        """When each victim of this chain first paid, µs."""
        until: dict[str, int] = {}
        for payment in self.payments:
            until[payment.victim] = min(payment.time, until.get(payment.victim, payment.time))
        return until

    @cached_property
    def lures(self) -> Lures:
        """Social accounts, programmes and called numbers."""
        last: dict[str, int] = {}
        for payment in self.payments:
            last[payment.victim] = max(payment.time, last.get(payment.victim, payment.time))
        paid = (self.first_paid, last)
        return Lures(self.file, self.victims, paid, self.contacts, self.involved_or_run)

    # --- relations inside the window --------------------------------------------------

    def out(self, kind: str, entities: Collection[str]) -> list[Rel]:
        """Relations that start at ``entities`` and hold at some time in the window."""
        return [rel for rel in self.evidence.out(kind, entities) if self._inside(rel)]

    def into(self, kind: str, entities: Collection[str]) -> list[Rel]:
        """Relations that end at ``entities`` and hold at some time in the window."""
        return [rel for rel in self.evidence.into(kind, entities) if self._inside(rel)]

    def _inside(self, rel: Rel) -> bool:
        low, high = self.window
        ended = rel.valid_to is not None and rel.valid_to < low
        return not ended and (rel.valid_from is None or rel.valid_from <= high)

    def involved(self, *types: str) -> list[Rel]:
        """What of these types is involved in the case."""
        rels = self.into("INVOLVED_IN", [self.file.case.id])
        known = self.evidence.types_of({rel.source for rel in rels})
        return [rel for rel in rels if known.get(rel.source) in types]

    # --- money ------------------------------------------------------------------------

    @cached_property
    def arrivals(self) -> Mapping[int, Ints]:
        """When the victims' money came in, by account, ascending."""
        money = self.evidence.money
        times: dict[int, list[int]] = {}
        for payment in self.payments:
            times.setdefault(payment.payee, []).append(payment.time)
        moves = np.concatenate([self.moves, self.settlements])
        for account, time in zip(
            money.payee[moves].tolist(), money.arrive[moves].tolist(), strict=True
        ):
            times.setdefault(account, []).append(time)
        return {account: np.array(sorted(row)) for account, row in times.items()}

    @cached_property
    def settlements(self) -> Ints:
        """Moves by which a courier among the first payees hands money over to a suspect account."""
        money, words = self.evidence.money, self.template.words["settlement"]
        shops = self.payees & money.shops
        moves = money.positions(shops if words else ())
        moves = moves[money.saying(words)[moves]] if words else moves
        moves = moves[among(money.payee[moves], np.array(sorted(self.file.seed.suspects)))]
        first = min((p.time for p in self.payments if p.payee in shops), default=0)
        last = max((p.time for p in self.payments if p.payee in shops), default=0)
        hop = self.template.micros("hop_hours")
        arrived = money.arrive[moves]
        return moves[(arrived >= first) & (arrived <= last + hop)]

    def follows(self, account: int, time: int | None) -> bool:
        """Whether ``time`` is within a hop after money came in; an undated row counts."""
        if time is None:
            return True
        inflows = self.arrivals.get(account)
        if inflows is None:
            return False
        place = int(np.searchsorted(inflows, time, "right"))
        return place > 0 and time - int(inflows[place - 1]) <= self.template.micros("hop_hours")

    @cached_property
    def cash(self) -> list[CashRow]:
        """Registered cash-outs of the reached accounts after their inflows."""
        rows = self.evidence.facts("cashouts", "account", self.arrivals)
        return [
            CashRow(
                row["account"],
                row["atm_entity"] or "",
                row["person_entity"] or "",
                READ,
                rows_of(row["evidence"]),
            )
            for row in rows.iter_rows(named=True)
            if row["time"] is not None and self.follows(row["account"], row["time"])
        ]

    @cached_property
    def coins(self) -> list[CashRow]:
        """Purchases of crypto by the reached accounts after their inflows."""
        money = self.evidence.money
        moves = self.exits[among(money.payee[self.exits], self.file.wallets)]
        wallets = self.evidence.ids_of(set(money.payee[moves].tolist()))
        found = [
            CashRow(int(money.payer[m]), wallets[int(money.payee[m])], "", READ, money.rows_at(m))
            for m in moves.tolist()
        ]
        ids = self.evidence.ids_of(self.arrivals)
        keys = {entity: key for key, entity in ids.items()}
        for rel in self.out("EXCHANGES_FOR", keys):
            if self.follows(keys[rel.source], rel.valid_from):
                row = CashRow(keys[rel.source], rel.target, "", rel.confidence, rel.rows)
                found.append(row)
        return found

    def accounts_of(self, persons: Collection[str]) -> set[int]:
        """Canonical keys of the accounts these persons hold or control."""
        owned = self.out("HOLDS", persons) + self.out("CONTROLS", persons)
        return set(self.evidence.keys_of({rel.target for rel in owned}).values())

    @cached_property
    def wages(self) -> pl.DataFrame:
        """Wage payments out of layer accounts and the accounts of their users, in the window.

        Read when the stages of layering and cash-out are filled.
        """
        money = self.evidence.money
        users = {e for e in self.found("S7", "S8") if e not in self.file.seed.victims}
        payers = set(self.level) | self.accounts_of(users)
        payers |= set(money.payee[self.settlements].tolist())
        if self.template.stages["S7"].need != "required":
            payers |= self.payees | self.accounts_of(self.found("S2"))
        payers -= set(self.file.seed.accounts)
        moves = money.positions(payers)
        frame = money.frame[moves[money.saying(self.template.words["wage"])[moves]]]
        frame = frame.filter(pl.col("time").is_between(*self.window))
        never = {*self.file.seed.accounts, *self.level, *self.payees}
        return frame.filter(~pl.col("payee").is_in(list(never)))
