"""Templates: what is there is whole, and what is written wrongly is refused with its place."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from queries.chains import template, vocabulary
from queries.chains.template import Template, TemplateError
from queries.chains.template_files import stages, templates
from queries.chains.template_parse import parse as parse_of

FOLDER = Path(template.__file__).parent


def parse(data: dict[str, Any], place: str) -> Template:
    return parse_of(data, place, stages())


@pytest.fixture
def t2() -> dict[str, Any]:
    return copy.deepcopy(yaml.safe_load((FOLDER / "templates/T2.yml").read_text("utf-8")))


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_uses_known_joins_and_asks_for_evidence(name: str) -> None:
    found = templates()[name]
    vocabulary.check(found)
    for stage in found.stages.values():
        if stage.need != "none":
            assert stage.fill and stage.ask.zh and stage.ask.en
    assert all(link.by and link.ask.zh and link.ask.en for link in found.links.values())


def test_every_join_is_used_and_documented() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    joins = {*vocabulary.stage_joins(), *vocabulary.link_joins()}
    used = {
        rule.join
        for found in templates().values()
        for part in (*found.stages.values(), *found.links.values())
        for rule in (part.fill if hasattr(part, "fill") else part.by)
    }
    assert joins == used
    assert [join for join in sorted(joins) if f"`{join}`" not in readme] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.update(colour="red"), "unknown colour"),
        (lambda t: t["stages"]["S1"].update(need="maybe"), "S1.need"),
        (lambda t: t["stages"]["S1"]["fill"].append("horoscope"), "no join horoscope"),
        (lambda t: t["stages"]["S1"]["fill"].append({"supplier": {"who": ["x"]}}), "takes what"),
        (lambda t: t["stages"]["S7"]["fill"].append({"account_user": {"roles": "elves"}}), "elves"),
        (lambda t: t["links"].pop("S2-S4"), "links must be"),
        (lambda t: t["links"]["S1-S2"].update(by=["luck"]), "no link join luck"),
        (lambda t: t["stages"]["S1"].update(ask={"zh": "问"}), "needs zh and en"),
        (lambda t: t.update(limits={"patience": 1}), "unknown patience"),
    ],
)
def test_a_wrong_template_is_refused(t2: dict[str, Any], change: Any, words: str) -> None:
    change(t2)
    with pytest.raises(TemplateError) as caught:
        vocabulary.check(parse(t2, "T2.yml"))
    assert words in caught.value.en and "T2" in caught.value.zh


def test_limits_and_words_may_be_the_templates_own(t2: dict[str, Any]) -> None:
    t2.update(limits={"hop_hours": 24}, words={"boss": ["头家"]})
    found = parse(t2, "T2.yml")
    assert found.limits["hop_hours"] == 24
    assert found.limits["window_days"] == 180
    assert found.words["boss"] == ("头家",)
