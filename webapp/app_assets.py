"""Static files under an address that names their content: kept for a year, sent compressed."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import url_for

STATIC = Path(__file__).with_name("static")
#: what does not shrink any further
_PACKED = (".png", ".jpg", ".woff2")


@dataclass(frozen=True, slots=True)
class File:
    """One static file: its bytes, their gzip (empty when it does not pay) and its type."""

    plain: bytes
    packed: bytes
    mimetype: str


@lru_cache(maxsize=1)
def digest() -> str:
    """A short hash over all static files, read once per process.

    It stands in the path, so that scripts which import each other by relative addresses
    change theirs together.
    """
    found = hashlib.sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        found.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def asset(name: str) -> str:
    """Address of a static file."""
    return url_for("assets.file", stamp=digest(), name=name)


@lru_cache(maxsize=128)
def read(name: str) -> File | None:
    """A static file by its path below ``static``; ``None`` when there is none."""
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        return None
    plain = path.read_bytes()
    packed = b"" if path.suffix in _PACKED else gzip.compress(plain, 6, mtime=0)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(plain, packed if len(packed) < len(plain) else b"", kind)
