"""The named joins templates are composed of: registered here, written in the ``join_*`` modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Final

from queries.chains.finds import Find, Link
from queries.chains.scene import Scene
from queries.chains.template import Rule, Template, TemplateError
from queries.chains.template_parse import wrong

Words = Mapping[str, tuple[str, ...]]
StageJoin = Callable[[Scene, Words], Iterable[Find]]
LinkJoin = Callable[[Scene], Iterable[Link]]

_MODULES: Final = (
    "join_supply",
    "join_contact",
    "join_account",
    "join_group",
    "join_handset",
    "join_people",
    "join_company",
    "join_station",
    "join_broadcast",
    "join_money",
    "join_flow",
    "join_response",
    "join_links",
)
_STAGE_JOINS: Final[dict[str, tuple[StageJoin, tuple[str, ...]]]] = {}
_LINK_JOINS: Final[dict[str, LinkJoin]] = {}


def stage_join(*parameters: str) -> Callable[[StageJoin], StageJoin]:
    """Register a function as the join of its own name; ``parameters`` are its word lists."""

    def register(join: StageJoin) -> StageJoin:
        if join.__name__ in _STAGE_JOINS:
            raise ValueError(f"two stage joins are called {join.__name__}")
        _STAGE_JOINS[join.__name__] = (join, parameters)
        return join

    return register


def link_join(join: LinkJoin) -> LinkJoin:
    """Register a function as the link join of its own name."""
    if join.__name__ in _LINK_JOINS:
        raise ValueError(f"two link joins are called {join.__name__}")
    _LINK_JOINS[join.__name__] = join
    return join


def _load() -> None:
    for module in _MODULES:
        import_module(f"queries.chains.{module}")


def stage_joins() -> Mapping[str, tuple[StageJoin, tuple[str, ...]]]:
    """Every stage join by name, with the parameters it takes."""
    _load()
    return _STAGE_JOINS


def link_joins() -> Mapping[str, LinkJoin]:
    """Every link join by name."""
    _load()
    return _LINK_JOINS


def run_stage(rule: Rule, scene: Scene) -> list[Find]:
    """The finds of one rule."""
    return list(stage_joins()[rule.join][0](scene, rule.words))


def run_link(rule: Rule, scene: Scene) -> list[Link]:
    """The links of one rule."""
    return list(link_joins()[rule.join](scene))


def check(template: Template) -> None:
    """Raise :class:`TemplateError` for a join or parameter that does not exist."""
    for stage in template.stages.values():
        for rule in stage.fill:
            known = stage_joins().get(rule.join)
            if known is None:
                raise _no_join(f"{template.name} {stage.code}", rule.join)
            if set(rule.words) != set(known[1]):
                wanted = ", ".join(known[1]) or "nothing"
                place = f"{template.name} {stage.code}.{rule.join}"
                raise wrong(place, f"参数应为 {wanted}", f"takes {wanted}")
    for link in template.links.values():
        for rule in link.by:
            if rule.join not in link_joins() or rule.words:
                raise _no_join(f"{template.name} {link.name}", rule.join, "link ")


def _no_join(place: str, name: str, kind: str = "") -> TemplateError:
    return wrong(place, f"没有关联 {name[:40]}", f"no {kind}join {name[:40]}")
