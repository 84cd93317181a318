"""Where the chains of a case start: its victims, their numbers, and the payments that count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph import schema
from queries.chains.evidence import Evidence, Rel
from queries.chains.finds import Find, Sources, merge
from queries.chains.money import Money
from queries.chains.template import Template
from queries.model import Text

#: confidence of a strong key read from a row (design: 1.0 register, 0.9 row, 0.8 decision)
READ: Final = 0.9

_VICTIM_ACCOUNT: Final = "victim-account"
#: role code of a payer who is no victim
_PLAYER: Final = "player"


@dataclass(frozen=True, slots=True)
class Case:
    """A case as registered."""

    id: str
    case_no: str
    scam_type: str
    status: str


@dataclass(frozen=True, slots=True)
class Payment:
    """One movement from a victim to a first payee; accounts are canonical number keys."""

    victim: str
    account: int
    payee: int
    time: int
    amount_minor: int
    currency: str
    confidence: float
    rows: Sources


@dataclass(slots=True)
class Seed:
    """What a case says about its victims; ``notes`` tell which payments do not count, and why.

    ``phones`` and ``accounts`` map number keys to victims; ``suspects`` are keys of the
    accounts they reported or that are involved in the case.
    """

    case: Case
    victims: dict[str, Find]
    phones: dict[int, str] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)
    suspects: set[int] = field(default_factory=set)
    payments: list[Payment] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def read_case(evidence: Evidence, case: str) -> Case:
    """The case with this entity id, its properties from the most confident record."""
    properties: dict[str, Any] = {}
    for record in sorted(evidence.records_of([case]), key=lambda r: r["confidence"] or 0.0):
        properties.update({k: v for k, v in record["props"].items() if v not in (None, "")})
        for key in record["strong_keys"] or ():
            if key.startswith("case:"):
                properties["case_no"] = key.removeprefix("case:")
    scam = f"{properties.get('scam_type', '')} {properties.get('category', '')}".strip()
    return Case(case, properties.get("case_no", ""), scam, str(properties.get("status", "")))


def find_seed(evidence: Evidence, case: Case, template: Template) -> Seed:
    """Victims, phones, accounts and counted payments of ``case``."""
    involved = evidence.into("VICTIM_OF", [case.id]) + _players(evidence, case, template)
    seed = Seed(case, merge(Find(r.source, r.confidence, r.rows, _role(r)) for r in involved))
    if not seed.victims:
        seed.notes.append(Text("案件没有登记被害人。", "No victim is registered for the case."))
        return seed
    seed.phones = _phones(evidence, seed)
    seed.accounts = _accounts(evidence, seed)
    seed.suspects = _suspect_accounts(evidence, seed) - set(seed.accounts)
    payments = _payments(evidence, seed)
    seed.payments = _without_withdrawn(
        evidence, seed, template, _without_shops(evidence, seed, template, payments)
    )
    if not payments:
        seed.notes.append(
            Text(
                "没有从被害人账户到涉案账户的付款。",
                "No payment from a victim's account to a suspect account.",
            )
        )
    return seed


def _role(rel: Rel) -> str:
    """Victims have none; a player is told apart from them."""
    return _PLAYER if rel.type == "INVOLVED_IN" else ""


def _players(evidence: Evidence, case: Case, template: Template) -> list[Rel]:
    """Persons registered in the case as paying without being victims, members of gangs left out."""
    words = template.words["payer"]
    rels = [r for r in evidence.into("INVOLVED_IN", [case.id]) if _says(words, r.role)]
    members = {r.source for r in evidence.out("MEMBER_OF", {r.source for r in rels})}
    persons = evidence.types_of({r.source for r in rels} - members)
    return [r for r in rels if persons.get(r.source) == "Person"]


def _phones(evidence: Evidence, seed: Seed) -> dict[int, str]:
    uses = {r.target: r.source for r in evidence.out("USES", seed.victims)}
    return {key: uses[phone] for phone, key in evidence.keys_of(list(uses)).items()}


def _accounts(evidence: Evidence, seed: Seed) -> dict[int, str]:
    owned = evidence.out("HOLDS", seed.victims) + evidence.out("CONTROLS", seed.victims)
    owner = {r.target: r.source for r in owned}
    return {key: owner[account] for account, key in evidence.keys_of(list(owner)).items()}


def _suspect_accounts(evidence: Evidence, seed: Seed) -> set[int]:
    here = ("", seed.case.case_no)
    paid: list[Rel] = [r for r in evidence.out("PAID_SCAM", seed.victims) if r.case_no in here]
    ends = {r.target for r in paid}
    involved = evidence.into("INVOLVED_IN", [seed.case.id])
    named = {r.source for r in involved if r.role != _VICTIM_ACCOUNT}
    table = schema.load()
    types = evidence.types_of(named)
    ends |= {entity for entity, kind in types.items() if table.is_a(kind, "Account")}
    return set(evidence.keys_of(ends).values())


def _payments(evidence: Evidence, seed: Seed) -> list[Payment]:
    money = evidence.money
    found = []
    for move in money.positions(seed.accounts).tolist():
        if int(money.payee[move]) not in seed.suspects:
            continue
        account = int(money.payer[move])
        victim = seed.accounts[account]
        row = money.frame.row(move, named=True)
        found.append(
            Payment(
                victim,
                account,
                int(money.payee[move]),
                row["time"],
                row["amount_minor"],
                row["currency"],
                min(READ, seed.victims[victim].confidence),
                money.rows_at(move),
            )
        )
    return sorted(found, key=lambda p: (p.time, p.payee, p.account, p.amount_minor))


def _without_shops(
    evidence: Evidence, seed: Seed, template: Template, payments: Iterable[Payment]
) -> list[Payment]:
    money, kept = evidence.money, []
    for payment in payments:
        shop = payment.payee in money.shops and payment.payee in money.spoken
        if shop and not _settles(money, payment, seed.suspects, template):
            seed.notes.append(
                Text(
                    "付款对象为有自身交易明细的商户，不计为被骗付款。",
                    "A payment went to a merchant whose own statement explains it;"
                    " it is not counted.",
                )
            )
        else:
            kept.append(payment)
    return kept


def _settles(money: Money, payment: Payment, suspects: set[int], template: Template) -> bool:
    """Whether the merchant's own statement hands the money over to another suspect account."""
    words = template.words["settlement"]
    if not words:
        return False
    moves = money.positions([payment.payee])
    moves = moves[money.saying(words)[moves] & (money.arrive[moves] >= payment.time)]
    near = moves[money.arrive[moves] - payment.time <= template.micros("hop_hours")]
    return bool((suspects - {payment.payee}) & set(money.payee[near].tolist()))


def _says(words: Iterable[str], status: object) -> bool:
    return any(word in str(status or "") for word in words)


def _without_withdrawn(
    evidence: Evidence, seed: Seed, template: Template, payments: list[Payment]
) -> list[Payment]:
    words = template.words["withdrawn"]
    gone = {v for v in seed.victims if _reports_withdrawn(evidence, seed, v, words)}
    if _says(words, seed.case.status):
        gone = set(seed.victims)
    kept = [payment for payment in payments if payment.victim not in gone]
    if gone:
        seed.notes.append(
            Text(
                "报案已撤销，其付款不计为被骗付款。",
                "A report was withdrawn; its payments are not counted.",
            )
        )
    return kept


def _reports_withdrawn(evidence: Evidence, seed: Seed, victim: str, words: Iterable[str]) -> bool:
    here = ("", seed.case.case_no)
    reports = {r.target for r in evidence.out("REPORTED", [victim]) if r.case_no in here}
    states: dict[str, list[object]] = {}
    for record in evidence.records_of(reports):
        states.setdefault(record["cluster"], []).append(_status(record["props"]))
    return bool(states) and all(
        any(_says(words, state) for state in each) for each in states.values()
    )


def _status(properties: Mapping[str, Any]) -> object:
    return properties.get("status") or properties.get("note")
