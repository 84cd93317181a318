"""T3 … T11: a whole case of each is complete, and every member is where it belongs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from queries.chains.match import Chain, chains_of
from queries.chains.reach import all_cases, cases_named
from queries.chains.template_files import templates
from tests.queries.chains.plots import PLOTS, tell
from tests.queries.chains.small_ledger import SmallLedger

MEMBERS = {
    "T3": {
        "S2": "Organization:公司 VirtualIdentity:旺旺",
        "S4": "VirtualIdentity:旺旺",
        "S5": "VirtualIdentity:QQ Person:业务员 Person:导师",
        "S6": "Person:V BankAccount:L1",
        "S9": "BankAccount:主管 Person:主管",
    },
    "T4": {
        "S2": "ChatGroup:群",
        "S4": "VirtualIdentity:引流",
        "S5": "Person:派单员",
        "S6": "Person:V BankAccount:L1 BankAccount:返利卡",
        "S7": "BankAccount:L2",
        "S8": "AtmOrBranch:机",
    },
    "T5": {
        "S2": "Device:35000000000001",
        "S4": "PhoneNumber:富婆",
        "S5": "PhoneNumber:律师 Person:富婆 Person:律师",
        "S8": "AtmOrBranch:机",
    },
    "T6": {
        "S2": "Website:假平台",
        "S3": "Person:蛇头 Person:键盘手",
        "S4": "VirtualIdentity:交友号",
        "S5": "Person:键盘手",
        "S6": "Person:V BankAccount:L1",
        "S7": "BankAccount:L2 Person:水房",
        "S8": "AtmOrBranch:机 CryptoWallet:U",
        "S9": "BankAccount:老板 Person:老板",
    },
    "T7": {
        "S1": "PersonalInfoBatch:料",
        "S2": "App:贷 GoipDevice:Q",
        "S4": "PhoneNumber:relay",
        "S5": "PhoneNumber:放款员 Person:放款员",
    },
    "T8": {
        "S2": "Person:手机卡 GoipDevice:Q",
        "S4": "PhoneNumber:relay",
        "S5": "VirtualIdentity:会议号 Person:客服",
        "S6": "Person:V BankAccount:L1",
    },
    "T9": {
        "S2": "App:投资 Organization:空壳",
        "S4": "ChatGroup:荐股群",
        "S5": "Person:托 Person:导师",
        "S7": "BankAccount:L2",
    },
    "T10": {
        "S2": "Website:赌博平台",
        "S3": "Person:总代",
        "S4": "Person:推广代理",
        "S6": "Person:玩家甲 Person:玩家乙 BankAccount:L1",
        "S7": "BankAccount:L2 Person:码商",
        "S9": "BankAccount:代理 Person:代理",
    },
    "T11": {
        "S2": "IllegalBroadcast:F1 Person:架设",
        "S4": "SmsTemplate:节目",
        "S5": "PhoneNumber:热线 Person:专家",
        "S6": "Person:V BankAccount:L1",
        "S7": "BankAccount:结算",
        "S8": "AtmOrBranch:机",
    },
}


@pytest.fixture(scope="module")
def told(
    empty_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SmallLedger, dict[str, Chain]]]:
    """All nine cases in one ledger, each read by its own scam type."""
    home = tmp_path_factory.mktemp("plots") / "home"
    shutil.copytree(empty_home, home)
    made = tell(home, PLOTS)
    evidence = made.load()
    chains = {}
    for name in PLOTS:
        (chains[name],) = chains_of(evidence, made.id(f"Case:{name}")).chains
    yield made, chains
    made.close()


@pytest.mark.parametrize("name", PLOTS)
def test_a_whole_case_is_complete(told: tuple[SmallLedger, dict[str, Chain]], name: str) -> None:
    chain = told[1][name]
    assert chain.template.name == name
    for code in chain.template.required:
        assert chain.stages[code].status == "confirmed", code
    assert {key: link.status for key, link in chain.links.items()} == dict.fromkeys(
        chain.template.links, "evidenced"
    )
    assert (chain.score.completeness, chain.score.verdict) == (1.0, "complete")


def test_everything_in_a_chain_leads_to_its_case(
    told: tuple[SmallLedger, dict[str, Chain]],
) -> None:
    for name, chain in told[1].items():
        evidence = chain.scene.evidence
        for stage in chain.stages.values():
            for entity in stage.finds:
                cases = cases_named(evidence, entity) or all_cases(evidence)
                assert chain.case.id in cases, (name, stage.code)


def test_any_case_can_be_read_by_any_template(
    told: tuple[SmallLedger, dict[str, Chain]],
) -> None:
    made, chains = told
    for name, chain in chains.items():
        for template in templates():
            answer = chains_of(chain.scene.evidence, made.id(f"Case:{name}"), template)
            for other in answer.chains:
                assert list(other.stages) == list(chain.stages)
                assert other.score.completeness <= 1.0
                if template == "T2":  # no plot holds all that T2 asks for
                    assert other.score.completeness < 1.0


@pytest.mark.parametrize("name", PLOTS)
def test_its_members_stand_where_they_belong(
    told: tuple[SmallLedger, dict[str, Chain]], name: str
) -> None:
    made, chains = told
    for code, members in MEMBERS[name].items():
        things = (member.split(":") for member in members.split())
        wanted = made.names(*(f"{kind}:{name}-{key}" for kind, key in things))
        assert set(chains[name].stages[code].finds) == wanted, (name, code)
