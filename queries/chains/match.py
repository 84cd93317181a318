"""The matcher: a case and a template give chains, each with its stages, links and score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from graph import schema
from queries.chains import vocabulary
from queries.chains.case_file import CaseFile
from queries.chains.cluster import clusters
from queries.chains.evidence import Evidence
from queries.chains.finds import NO_SOURCES, Find, Link, Sources, merge, merge_links
from queries.chains.scene import Scene
from queries.chains.score import Score, score
from queries.chains.seed import Case, read_case
from queries.chains.template import LinkRule, StageRule, Template
from queries.chains.template_files import suiting, templates_of
from queries.model import Text

StageStatus = Literal["confirmed", "inferred", "gap", "not_applicable"]
LinkStatus = Literal["evidenced", "derived", "none"]

#: the stages of the payment and of contact and con: without either there is no chain
_PAYMENT: Final = "S6"
_CONTACT: Final = ("S4", "S5")


@dataclass(frozen=True, slots=True)
class StageFill:
    """A stage of a chain; ``finds`` by entity, confirmed ones only if there are any."""

    code: str
    status: StageStatus
    finds: Mapping[str, Find]

    @property
    def sources(self) -> Sources:
        """Every row behind the stage."""
        return frozenset(row for find in self.finds.values() for row in find.sources)


@dataclass(frozen=True, slots=True)
class LinkFill:
    """A link between two neighbouring required stages."""

    name: str
    status: LinkStatus
    sources: Sources


@dataclass(frozen=True, slots=True)
class Chain:
    """One (case, template, first-payee cluster)."""

    id: str
    case: Case
    template: Template
    scene: Scene
    stages: Mapping[str, StageFill]
    links: Mapping[str, LinkFill]
    score: Score

    def holds(self, entity: str) -> bool:
        """Whether the entity stands in one of its stages."""
        return any(entity in stage.finds for stage in self.stages.values())


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The chains of one case, and why some of it is no chain."""

    case: Case
    chains: tuple[Chain, ...]
    notes: tuple[Text, ...]


def chains_of(evidence: Evidence, case_id: str, template: str | None = None) -> CaseAnswer:
    """The chains of a case: by the template named, else by its registered scam type."""
    case = read_case(evidence, case_id)
    home = evidence.dataset.ledger.home
    chosen = templates_of(home)[template] if template else suiting(case.scam_type, home)
    if chosen is None:
        scam = case.scam_type or "-"
        note = Text(
            f"没有适用于作案手法“{scam}”的模板；可用 --template 指定。",
            f"No template suits the scam type '{scam}'; name one with --template.",
        )
        return CaseAnswer(case, (), (note,))
    file = CaseFile(evidence, case, chosen)
    chains = []
    for number, places in enumerate(clusters(file) or [[]], 1):
        chain = _chain(file, places, number)
        if chain is not None:
            chains.append(chain)
    notes = list(dict.fromkeys(file.seed.notes))
    if not chains:
        notes.append(
            Text(
                "既无有据的被害人支付，也无有据的触达—话务关联，不成链。",
                "Neither a payment nor contact and con are evidenced: no chain.",
            )
        )
    return CaseAnswer(case, tuple(chains), tuple(notes))


def _chain(file: CaseFile, places: list[int], number: int) -> Chain | None:
    scene = Scene(file, places)
    template = file.template
    stages = {code: _fill(scene, rule) for code, rule in template.stages.items()}
    links = {name: _link(scene, rule, stages) for name, rule in template.links.items()}
    if not _is_chain(template, stages, links):
        return None
    name = f"{file.case.case_no or file.case.id}-{template.name}-{number}"
    result = score(
        template.required,
        {code: stage.status for code, stage in stages.items()},
        {name: link.status for name, link in links.items()},
    )
    return Chain(name, file.case, template, scene, stages, links, result)


def _fill(scene: Scene, rule: StageRule) -> StageFill:
    """Run the joins of one stage in order; each sees what those before it found."""
    if rule.need == "none":
        return StageFill(rule.code, "not_applicable", {})
    scene.stages[rule.code] = {}
    for join in rule.fill:
        known = scene.stages[rule.code].values()
        fresh = _allowed(scene, rule.code, vocabulary.run_stage(join, scene))
        scene.stages[rule.code] = merge([*known, *fresh])
    found = scene.stages[rule.code]
    confirm = scene.template.limits["confirm"]
    sure = {entity: find for entity, find in found.items() if find.confidence >= confirm}
    scene.stages[rule.code] = sure or found
    status: StageStatus = "confirmed" if sure else "inferred" if found else "gap"
    return StageFill(rule.code, status, sure or found)


def _allowed(scene: Scene, code: str, finds: list[Find]) -> list[Find]:
    """Without suppressed hubs, victims in an offender stage, and entities of a unit's own types."""
    victims = set() if code == _PAYMENT else set(scene.file.seed.victims)
    barred = victims | scene.evidence.hubs
    types, ours = scene.evidence.types_of({find.entity for find in finds}), schema.base().entities
    barred |= {entity for entity, kind in types.items() if kind not in ours}
    return [find for find in finds if find.entity and find.entity not in barred]


def _link(scene: Scene, rule: LinkRule, stages: Mapping[str, StageFill]) -> LinkFill:
    ends = (stages[rule.first], stages[rule.second])
    found: list[Link] = []
    if all(end.finds for end in ends):
        found = [link for join in rule.by for link in vocabulary.run_link(join, scene)]
    link = merge_links(found)
    if link is None:
        return LinkFill(rule.name, "none", NO_SOURCES)
    sure = all(end.status == "confirmed" for end in ends)
    sure = sure and link.confidence >= scene.template.limits["confirm"]
    return LinkFill(rule.name, "evidenced" if sure else "derived", link.sources)


def _is_chain(
    template: Template, stages: Mapping[str, StageFill], links: Mapping[str, LinkFill]
) -> bool:
    """Whether a payment, or else contact and con together, are evidenced."""
    if stages[_PAYMENT].status == "confirmed":
        return True
    link = links.get("-".join(_CONTACT))
    return link is not None and link.status == "evidenced"
