"""The JSON API, one blueprint a file."""

from __future__ import annotations

from flask import Blueprint

from webapp.api import internal, jobs, money, openapi, pictures, queries, rows


def blueprints() -> tuple[Blueprint, ...]:
    """All API blueprints."""
    modules = (queries, pictures, rows, money, jobs, openapi, internal)
    return tuple(module.blueprint for module in modules)
