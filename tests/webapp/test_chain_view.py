"""The lanes of any template: absent stages, links that pass by, its own names, who pays."""

from __future__ import annotations

from typing import Any

import pytest

from queries.chains.template_files import templates
from webapp import chainview


def envelope(name: str, found: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """A ``crime-chain`` answer of one chain in which the stages of ``found`` are confirmed."""
    template = templates()[name]
    links = {link.first: link for link in template.links.values()}
    rows = []
    for code, rule in template.stages.items():
        status = "not_applicable" if rule.need == "none" else "gap"
        rows.append({
            "chain": "1", "case": "A1", "template": name, "stage": code,
            "status": "confirmed" if code in found else status,
            "required": rule.need == "required", "entities": found.get(code, []),
            "link_to_next": ("evidenced" if code in found else "none") if code in links else None,
            "next_request": None if code in found else rule.ask._asdict(),
        })  # fmt: skip
    names = {c: rule.name._asdict() for c, rule in template.stages.items() if rule.name}
    extra = {"chain": "1", "title": template.title._asdict(), "stage_names": names}
    return {"rows": rows, "chains": [extra]}


def payer(label: str, role: str | None) -> dict[str, Any]:
    return {"id": label, "type": "Person", "label": label, "role": role, "key": ""}


@pytest.mark.parametrize("name", templates())
def test_every_link_reaches_its_stage_over_what_lies_between(name: str) -> None:
    (chain,) = chainview.read(envelope(name, {"S2": [payer("甲", None)]}))
    lanes = {lane.stage: lane for lane in chain.lanes}
    template = templates()[name]
    for link in template.links.values():
        tie = lanes[link.first].tie
        assert tie is not None and tie["key"] == link.name
        between = [c for c in lanes if int(link.first[1:]) < int(c[1:]) < int(link.second[1:])]
        assert ("long" in tie["css"]) == bool(between)
        assert {lanes[code].passed for code in between} <= {tie["css"].removesuffix(" long")}
    for code, rule in template.stages.items():
        assert bool(lanes[code].spine) == (rule.need in ("none", "optional"))
        assert bool(lanes[code].ghosts) == (rule.need in ("required", "parallel") and code != "S2")


def test_players_are_told_from_victims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    found = {"S6": [payer("甲", "player"), payer("乙", "player")]}
    (chain,) = chainview.read(envelope("T10", found))
    payment = next(lane for lane in chain.lanes if lane.stage == "S6")
    assert payment.name == "Deposits"
    assert [card["line1"] for card in payment.cards] == ["player, not a suspect"] * 2
    assert "2 players" in chain.headline and "victim" not in chain.headline
    assert chain.title == "Cross-border online gambling"
    (other,) = chainview.read(envelope("T4", {"S6": [payer("甲", None)]}))
    assert "victim 甲" in other.headline


def test_an_account_that_paid_back_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAYCHAIN_LANG", "en")
    account = {"id": "b", "type": "BankAccount", "label": "62", "key": "62", "role": "payback"}
    first = {**account, "id": "a", "role": None, "level": 1}
    (chain,) = chainview.read(envelope("T4", {"S6": [first, account]}))
    payment = next(lane for lane in chain.lanes if lane.stage == "S6")
    assert [card["line1"] for card in payment.cards] == ["first payee", "paid money back"]
