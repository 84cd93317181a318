"""The whole graph of a dataset version as files for other tools.

A format is one more row of :data:`FORMATS`: a name, its words, and a function
that writes to a path that does not exist yet. What it wrote appears under its
real name only when it is complete.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.dataset.difference import Frames
from graph.errors import BadInput
from graph.export import graphml, grass, neo4j_admin, tables
from graph.ledger import Ledger
from graph.ledger.lake import as_ledger_error


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file; ``write(content, place)`` makes the file or folder ``place``.

    ``masked`` says whether a masked copy is of use; the others are whole like a
    backup, and for an admin. ``next_step`` says what to do with it, in zh and en.
    """

    zh: str
    en: str
    write: Callable[[Frames, Path], None]
    masked: bool = True
    next_step: Callable[[Path], tuple[str, str]] | None = None


FORMATS: Final[Mapping[str, Format]] = {
    "graphml": Format(
        "一个 GraphML 文件（Gephi、yEd、networkx）",
        "one GraphML file (Gephi, yEd, networkx)",
        graphml.write,
    ),
    "csv": Format(
        "文件夹，内有 nodes.csv 与 relations.csv",
        "a folder with nodes.csv and relations.csv",
        tables.write,
    ),
    "neo4j-admin": Format(
        "文件夹，供 neo4j-admin database import 首次装入大图（全号全名）",
        "a folder for neo4j-admin database import: the first load of a large graph, unmasked",
        neo4j_admin.write,
        masked=False,
        next_step=neo4j_admin.next_step,
    ),
    "grass": Format(
        "Neo4j Browser 的样式文件（GraSS），用我们的颜色",
        "a GraSS style file for Neo4j Browser with our colours",
        grass.write,
        next_step=grass.next_step,
    ),
}


def export(ledger: Ledger, content: Frames, form: Format, target: Path) -> None:
    """Write ``content`` as ``form`` to ``target``, whole or not at all.

    Raises :class:`BadInput` for a target that exists or cannot be made, and
    :class:`LedgerError` when the disk is full. Cost: seconds per million rows.
    """
    if target.exists() or not target.parent.is_dir():
        raise BadInput(
            f"不能写到此处（已存在，或上级目录不存在）：{target}",
            f"Cannot write here (it exists, or its folder does not): {target}",
        )
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        form.write(content, part)
        part.replace(target)
    except OSError as error:
        raise as_ledger_error(error, target.parent) from error
    finally:
        shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)
