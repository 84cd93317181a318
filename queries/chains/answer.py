"""Chains as the rows and extras of the ``crime-chain`` question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np

from queries.chains.finds import Find, Sources
from queries.chains.match import CaseAnswer, Chain, StageFill
from queries.model import Row, Text

#: rows listed per stage or link; the counts always tell them all
_SHOWN: Final = 50

Refs = Callable[[Iterable[str]], Mapping[str, Row]]


def rows_of_chain(chain: Chain, refs: Refs) -> list[Row]:
    """One row per stage, S1 to S10."""
    members = _Members(chain, refs)
    return [_row(chain, code, stage, members) for code, stage in chain.stages.items()]


def _row(chain: Chain, code: str, stage: StageFill, members: _Members) -> Row:
    link = next((ln for ln in chain.links.values() if ln.name.startswith(f"{code}-")), None)
    return {
        "chain": chain.id,
        "case": chain.case.case_no,
        "template": chain.template.name,
        "stage": code,
        "status": stage.status,
        "required": chain.template.stages[code].need == "required",
        "entities": members.of(stage),
        "link_to_next": link.status if link else None,
        "evidence_count": len(stage.sources),
        "next_request": _request(chain, code, stage),
    }


def _request(chain: Chain, code: str, stage: StageFill) -> dict[str, str] | None:
    """What to ask for: the stage's own record when it is open, else the open link's."""
    rule = chain.template.stages[code]
    if rule.need == "none":
        return None
    if stage.status in ("gap", "inferred"):
        return rule.ask._asdict()
    for name, link in chain.links.items():
        if name.startswith(f"{code}-") and link.status != "evidenced":
            second = chain.stages[chain.template.links[name].second]
            if second.status != "gap":
                return chain.template.links[name].ask._asdict()
    return None


class _Members:
    """Entities of stages as references with their role, level, inflow and statement."""

    def __init__(self, chain: Chain, refs: Refs) -> None:
        self._chain = chain
        evidence = chain.scene.evidence
        entities = {e for stage in chain.stages.values() for e in stage.finds}
        self._refs = refs(sorted(entities))
        self._keys = evidence.keys_of(entities)
        self._inflow = _inflows(chain)

    def of(self, stage: StageFill) -> list[Row]:
        """The stage's members: by level, then type, key and id."""
        made = [self._one(find) for find in stage.finds.values()]
        return sorted(made, key=lambda r: (r["level"] or 0, r["type"], r["key"], r["id"]))

    def _one(self, find: Find) -> Row:
        chain = self._chain
        roles = chain.scene.file.ring.with_role([""])
        key = self._keys.get(find.entity)
        account = find.level is not None
        amount, currency = self._inflow.get(key or 0, (None, None))
        return {
            **self._refs[find.entity],
            "role": find.role or (roles[find.entity].role if find.entity in roles else None),
            "level": find.level,
            "amount_minor": amount if account else None,
            "currency": currency if account else None,
            "statement": key in chain.scene.evidence.money.spoken if account else None,
            "confidence": find.confidence,
        }


def _inflows(chain: Chain) -> dict[int, tuple[int, str]]:
    """Money of the chain that came in, by account: amount in minor units and currency.

    An account reached in two currencies shows the larger count of moves' one.
    """
    money, scene = chain.scene.evidence.money, chain.scene
    parts: list[tuple[int, int, str]] = [
        (p.payee, p.amount_minor, p.currency) for p in scene.payments
    ]
    reached = np.concatenate([scene.moves, scene.settlements])
    moves = money.frame[reached].select("payee", "amount_minor", "currency")
    parts += list(moves.iter_rows())
    sums: dict[int, dict[str, int]] = {}
    for account, amount, currency in parts:
        own = sums.setdefault(account, {})
        own[currency] = own.get(currency, 0) + amount
    return {
        account: next((amount, currency) for currency, amount in sorted(own.items()))
        for account, own in sums.items()
    }


def summary(chain: Chain, refs: Refs, source: Callable[[tuple[int, str, int]], Row]) -> Row:
    """What stands beside the number: verdict, gaps, longest run, window, payments, evidence."""
    score = chain.score
    required = len(chain.template.required)
    return {
        "chain": chain.id,
        "case": chain.case.case_no,
        "case_id": chain.case.id,
        "template": chain.template.name,
        "title": chain.template.title._asdict(),
        "stage_names": {
            code: rule.name._asdict() for code, rule in chain.template.stages.items() if rule.name
        },
        "completeness": score.completeness,
        "verdict": score.verdict,
        "first_gap": {"upstream": score.upstream, "downstream": score.downstream},
        "longest": list(score.longest),
        "points": {
            "stage": score.stage_points,
            "link": score.link_points,
            "of": 2 * required - 1,
        },
        "window": {
            "from": chain.scene.window[0],
            "to": chain.scene.window[1],
            "days": int(chain.template.limits["window_days"]),
        },
        "limits": dict(chain.template.limits),
        "payments": _payments(chain, refs, source),
        "unsettled": _unsettled(chain, refs),
        "links": {name: link.status for name, link in chain.links.items()},
        "evidence_counts": {name: len(rows) for name, rows in _evidence(chain).items()},
        "evidence": {
            name: [source(row) for row in sorted(rows)[:_SHOWN]]
            for name, rows in _evidence(chain).items()
        },
    }


def _evidence(chain: Chain) -> dict[str, Sources]:
    """Rows by stage code and by link name."""
    found = {code: stage.sources for code, stage in chain.stages.items()}
    return {**found, **{name: link.sources for name, link in chain.links.items()}}


def _payments(chain: Chain, refs: Refs, source: Callable[[tuple[int, str, int]], Row]) -> list[Row]:
    payments = chain.scene.payments
    accounts = {key for p in payments for key in (p.account, p.payee)}
    ids = chain.scene.evidence.ids_of(accounts)
    known = refs([*ids.values(), *(p.victim for p in payments)])
    return [
        {
            "victim": known[p.victim],
            "from": known[ids[p.account]],
            "to": known[ids[p.payee]],
            "time": p.time,
            "amount_minor": p.amount_minor,
            "currency": p.currency,
            "sources": [source(row) for row in sorted(p.rows)],
        }
        for p in payments
    ]


def _unsettled(chain: Chain, refs: Refs) -> list[Row]:
    """Reached accounts without statement: whose records to ask for, the largest inflow first."""
    scene = chain.scene
    money = scene.evidence.money
    silent = [account for account in scene.arrivals if account not in money.spoken]
    ids = scene.evidence.ids_of(silent)
    known = refs(ids.values())
    inflow = _inflows(chain)
    rows = [
        {
            "account": known[ids[account]],
            "level": scene.level.get(account, 1 if account in scene.payees else 2),
            "amount_minor": inflow[account][0],
            "currency": inflow[account][1],
            "last": int(scene.arrivals[account][-1]),
        }
        for account in silent
    ]
    return sorted(rows, key=lambda r: (-int(str(r["amount_minor"])), str(r["account"])))


def notes(answers: Iterable[CaseAnswer]) -> list[Row]:
    """Why a case, or part of it, gives no chain."""
    return [
        {"case": answer.case.case_no, **_words(note)} for answer in answers for note in answer.notes
    ]


def _words(text: Text) -> dict[str, Any]:
    return text._asdict()
