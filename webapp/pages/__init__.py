"""The pages people see, one blueprint a file."""

from __future__ import annotations

from flask import Blueprint

from webapp.pages import (
    assets,
    centrality,
    chain,
    entity,
    home,
    import_log,
    imports,
    jobs,
    money,
    questions,
    reveal,
    review,
    signin,
    station,
)


def blueprints() -> tuple[Blueprint, ...]:
    """All page blueprints."""
    asked = (assets, signin, home, entity, chain, money, station, centrality)
    kept = (review, jobs, questions, imports, import_log, reveal)
    return tuple(module.blueprint for module in (*asked, *kept))
