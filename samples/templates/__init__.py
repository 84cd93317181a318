"""A small plan module per template of domain.md §4.3: ``BRIEF``, ``GAPS``, ``plan``, ``DECOY``."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from samples.mint import TEMPLATES
from samples.plan import Gap

__all__ = ["TEMPLATES", "gap_of", "module"]


def module(template: str) -> ModuleType:
    """The plan module of ``T1`` …"""
    return import_module(f"samples.templates.{template.lower()}")


def gap_of(template: str, seed: int) -> Gap:
    """How the first case of a gap sample is broken; neighbouring seeds break it differently."""
    gaps: tuple[Gap, ...] = module(template).GAPS
    return gaps[seed % len(gaps)]
