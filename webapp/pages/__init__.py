"""The pages people see, one blueprint a file."""

from __future__ import annotations

from flask import Blueprint

from webapp.pages import (
    assets,
    centrality,
    chain,
    entity,
    home,
    jobs,
    money,
    questions,
    reveal,
    review,
    signin,
)


def blueprints() -> tuple[Blueprint, ...]:
    """All page blueprints."""
    first = (assets, signin, home, entity, chain, money, centrality)
    return tuple(module.blueprint for module in (*first, review, jobs, questions, reveal))
