"""Addresses of static files, each with its content's hash."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import url_for

STATIC = Path(__file__).with_name("static")


@lru_cache(maxsize=128)
def _digest(name: str, modified: float) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Address of a static file with its content's hash, so that it may be kept for a year."""
    return url_for("static", filename=name, v=_digest(name, (STATIC / name).stat().st_mtime))
