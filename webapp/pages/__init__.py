"""The pages people see, one blueprint a file."""

from __future__ import annotations

from flask import Blueprint

from webapp.pages import assets, chain, entity, home, money, questions, reveal, review, signin


def blueprints() -> tuple[Blueprint, ...]:
    """All page blueprints."""
    modules = (assets, signin, home, entity, chain, money, questions, review, reveal)
    return tuple(module.blueprint for module in modules)
