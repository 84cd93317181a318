"""The truth agrees with the files it speaks of, and with domain.md §4.4."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from graph import schema
from tests.samples.conftest import Sample
from tests.samples.files import plain, read, sheets, statements, table

GAPS = {
    None: ([], 1.0, "complete"),
    "B": (["S4", "S5"], 0.666666666667, "broken"),
    "C": (["S8", "S9"], 0.733333333333, "broken"),
}
BROKEN_LINKS = {
    None: set(),
    "B": {"S2-S4", "S4-S5", "S5-S6"},
    "C": {"S7-S8", "S8-S9"},
}


#: the table of domain.md §4.3
NEEDS = {
    "T1": "O R - R O R R R O",
    "T2": "R R O R R R R R R",
    "T3": "O R - R R R O O R",
    "T4": "O R O R R R R R O",
    "T5": "- R - R R R O R O",
    "T6": "O R R R R R R R R",
    "T7": "R R O R R R R R O",
    "T8": "R R O R R R R R O",
    "T9": "O R O R R R R R O",
    "T10": "- R R R O R R R R",
    "T11": "- R - R R R O O O",
}


def cards(evidence: Path) -> dict[str, str]:
    """Account number of every card some file shows beside it."""
    found = {row["交易卡号"]: row["交易账号"] for row in statements(evidence)}
    path = evidence / "账户信息.xlsx"
    for sheet in sheets(path):
        for row in table(path, sheet, "账户开户名称"):
            found[row["交易卡号"]] = row["交易账号"]
    return found


def forms(entity: dict[str, Any], card_of: dict[str, str]) -> list[str]:
    """How the entity may be written in a row."""
    key = entity["key"]
    if entity["type"] in ("BankAccount", "Account"):
        return [key, *(card for card, number in card_of.items() if number == key)]
    if entity["type"] == "SmsTemplate":
        return [key.replace(" ", "")]
    if entity["type"] == "VirtualIdentity":
        return [key.partition(":")[2]]
    if entity["type"] == "PhoneNumber":
        return [key.removeprefix("+86")]
    return [key.partition("|")[2] or key]


def test_every_row_reference_holds_its_value(every_sample: Sample) -> None:
    evidence, card_of = every_sample.evidence, cards(every_sample.evidence)
    by_name = {"report-victim", "gang", "object"}  # may be named instead of numbered
    for entity in every_sample.truth["entities"]:
        assert entity["rows"]
        for place in entity["rows"]:
            rows = read(evidence / place["file"], place["sheet"])
            text = plain("|".join(rows[place["row"] - 1])).replace(" ", "")
            if entity["key"] is None or place["role"] in by_name:
                assert text
            else:
                assert any(form in text for form in forms(entity, card_of)), (entity, place)


def test_every_reference_resolves(every_sample: Sample) -> None:
    truth = every_sample.truth
    refs = [entity["ref"] for entity in truth["entities"]]
    assert len(refs) == len(set(refs))
    used = {ref for pair in truth["must_not_join"] for ref in pair}
    for link in truth["links"]:
        used |= {link["from"], link["to"]}
        assert link["rows"]
        assert link["type"] in schema.load().relations
    for chain in truth["chains"]:
        used |= {ref for stage in chain["stage_entities"].values() for ref in stage}
    assert used <= set(refs)
    assert all(entity["type"] in schema.load().entities for entity in truth["entities"])
    keys = [(entity["type"], entity["key"]) for entity in truth["entities"] if entity["key"]]
    assert len(keys) == len(set(keys))


def test_statuses_links_and_score_follow_from_the_stages(every_sample: Sample) -> None:
    """By the letters of domain.md §4.3 and the arithmetic of §4.4, whatever the template."""
    for chain in every_sample.truth["chains"]:
        needs = NEEDS[chain["template"]].split()
        stages = {f"S{place}": need for place, need in enumerate(needs, start=1)}
        for stage, need in stages.items():
            found = bool(chain["stage_entities"][stage])
            expected = "not_applicable" if need == "-" else "confirmed" if found else "gap"
            assert chain["stages"][stage] == expected
        required = [stage for stage, need in stages.items() if need == "R"]
        pairs = [f"{one}-{two}" for one, two in pairwise(required)]
        assert list(chain["links"]) == pairs
        good = [stage for stage in required if chain["stages"][stage] == "confirmed"]
        good += [pair for pair in pairs if chain["links"][pair] == "evidenced"]
        assert chain["completeness"] == float(f"{len(good) / (2 * len(required) - 1):.12g}")
        proved = {
            link["stage"] for link in every_sample.truth["links"] if link["case"] == chain["case"]
        }
        assert {pair for pair in pairs if chain["links"][pair] == "evidenced"} <= proved
        if chain["gap"] is None:
            assert (chain["completeness"], chain["verdict"]) == (1.0, "complete")
        else:
            missing = [stage for stage in required if chain["stages"][stage] == "gap"]
            assert missing
            assert chain["gap"] in ("B", "C") or missing == [chain["gap"]]


def test_link_rows_exist(every_sample: Sample) -> None:
    for link in every_sample.truth["links"]:
        for place in link["rows"]:
            rows = read(every_sample.evidence / place["file"], place["sheet"])
            assert 1 < place["row"] <= len(rows)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_complete_chains_score_one(seed: int, sample: Callable[[str, int], Sample]) -> None:
    chains = sample("complete", seed).truth["chains"]
    assert [chain["gap"] for chain in chains] == [None, None]
    for chain in chains:
        check(chain)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_only_the_first_case_of_a_gap_sample_is_broken(
    seed: int, sample: Callable[[str, int], Sample]
) -> None:
    broken, whole = sample("gap", seed).truth["chains"]
    assert broken["gap"] in ("B", "C")
    assert whole["gap"] is None
    check(broken)
    check(whole)


def check(chain: dict[str, Any]) -> None:
    stages, completeness, verdict = GAPS[chain["gap"]]
    required = {"S1", "S2", "S4", "S5", "S6", "S7", "S8", "S9"}
    assert sorted(name for name in required if chain["stages"][name] == "gap") == stages
    assert {name for name, link in chain["links"].items() if link == "none"} == BROKEN_LINKS[
        chain["gap"]
    ]
    assert (chain["completeness"], chain["verdict"]) == (completeness, verdict)
    assert chain["stages"]["S3"] == "gap"
    assert chain["stages"]["S10"] == "confirmed"
    for stage, refs in chain["stage_entities"].items():
        assert bool(refs) == (chain["stages"][stage] == "confirmed")


def test_both_gaps_occur(sample: Callable[[str, int], Sample]) -> None:
    assert {sample("gap", seed).truth["chains"][0]["gap"] for seed in (1, 2)} == {"B", "C"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_cases_share_one_laundry(seed: int, sample: Callable[[str, int], Sample]) -> None:
    for variant in ("complete", "gap"):
        one, two = sample(variant, seed).truth["chains"]
        assert one["case"] != two["case"]
        shared = set(one["stage_entities"]["S7"]) & set(two["stage_entities"]["S7"])
        assert shared
        for stage in ("S1", "S2", "S4", "S5", "S6", "S9", "S10"):
            assert not set(one["stage_entities"][stage]) & set(two["stage_entities"][stage])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_decoy_has_no_chain(seed: int, sample: Callable[[str, int], Sample]) -> None:
    made = sample("decoy", seed)
    assert (made.truth["chains"], made.truth["links"], made.truth["payments"]) == ([], [], [])
    case = table(made.evidence / "案件登记.xlsx", "案件", "案件编号")[0]
    report = table(made.evidence / "接警单.xlsx", "接警", "接警编号")[0]
    assert "撤案" in case["案件状态"]
    assert "撤案" in report["备注"]
    rows = [row for row in statements(made.evidence) if "补充" not in row["file"]]
    shop = [row for row in rows if row["交易卡号"] == report["收款账号"]]
    paid = [row for row in rows if row["交易卡号"] == report["付款账号"]]
    assert sum("工资" in row["摘要说明"] for row in shop) == 40
    assert any(row["现金标志"] == "现" for row in shop)
    assert any(row["交易对手账卡号"] == report["收款账号"] and row["商户号"] for row in paid)


def test_namesakes_differ_and_share_a_name(every_sample: Sample) -> None:
    entities = {entity["ref"]: entity for entity in every_sample.truth["entities"]}
    pairs = every_sample.truth["must_not_join"]
    people = [
        (entities[a], entities[b])
        for a, b in pairs
        if entities[a]["type"] == entities[b]["type"] == "Person"
    ]
    phones = [pair for pair in pairs if entities[pair[0]]["type"] == "PhoneNumber"]
    assert people
    assert phones
    for one, two in people:
        assert one["key"] != two["key"]
        assert names(every_sample, one) & names(every_sample, two)


def names(made: Sample, entity: dict[str, Any]) -> set[str]:
    """Short Chinese words that stand in the rows of a person."""
    found: set[str] = set()
    for place in entity["rows"]:
        row = read(made.evidence / place["file"], place["sheet"])[place["row"] - 1]
        found |= {cell for cell in row if 2 <= len(cell) <= 3 and "一" <= cell[0] <= "鿿"}
    return found


def test_payment_rows_are_the_victims_own(every_sample: Sample) -> None:
    for payment in every_sample.truth["payments"]:
        place = payment["row"]
        row = read(every_sample.evidence / place["file"], place["sheet"])[place["row"] - 1]
        assert payment["victim"] in row
        amount = f"{payment['amount_minor'] / 100:.2f}"
        assert amount in [plain(cell).replace(",", "") for cell in row]
