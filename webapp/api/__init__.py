"""The JSON API, one blueprint a file."""

from __future__ import annotations

from flask import Blueprint

from webapp.api import internal, money, openapi, pictures, queries, rows


def blueprints() -> tuple[Blueprint, ...]:
    """All API blueprints."""
    return tuple(module.blueprint for module in (queries, pictures, rows, money, openapi, internal))
