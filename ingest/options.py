"""How a load is done: what the user chose, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.mapping import Mapping

#: called with (bytes done, bytes in all, name of the file)
Progress = Callable[[int, int, str], None]
#: called with the name of a locked file; its password, or ``None`` to leave the file out
Password = Callable[[str], str | None]


@dataclass(frozen=True)
class Request:
    """How the files were obtained: the legal document's number, and the unit that answered."""

    document: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Options:
    """How a load is done; ``commit`` is false for a check."""

    mapping: Mapping | None = None
    case: str = ""
    actor: str = ""
    replace: bool = False
    commit: bool = True
    progress: Progress | None = None
    password: Password | None = None
    request: Request = Request()
