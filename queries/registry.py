"""Finds every question by its file; the CLI, the pages and the catalogue read this."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph import settings
from graph.errors import BadInput, GraychainError
from queries import algorithms
from queries.columns import columns
from queries.cypher_file import BadQueryFile, CypherFile
from queries.determinism import sorted_lists
from queries.model import GROUPS, Query, Result
from queries.params import RESERVED

if TYPE_CHECKING:
    from queries.context import Context

_FOLDER: Final = Path(__file__).parent


@lru_cache(maxsize=1)
def load() -> dict[str, Query]:
    """All questions by name, in alphabetical order; raises :class:`BadQueryFile`."""
    found: dict[str, Query] = {}
    for path in sorted((_FOLDER / "cypher").glob("*.cypher")):
        add(found, read_cypher(path), path)
    for module in pkgutil.iter_modules(algorithms.__path__):
        if not module.name.startswith("_"):
            add(found, *read_algorithm(f"{algorithms.__name__}.{module.name}"))
    return dict(sorted(found.items()))


def get(name: str) -> Query:
    """The question called ``name``; raises :class:`BadInput` with the nearest names."""
    found = load()
    if name not in found:
        near = ", ".join(difflib.get_close_matches(name, found, 3, 0.4)) or ", ".join(found)
        raise BadInput(
            f"没有名为“{name}”的查询；相近的有：{near}。",
            f"There is no query '{name}'; near it: {near}.",
        )
    return found[name]


def add(found: dict[str, Query], query: Query, path: Path) -> None:
    """Put ``query`` into ``found``; a name that is there already stops the program."""
    if query.name in found:
        raise BadQueryFile(
            f"查询文件 {path}：名称“{query.name}”已被占用，请改文件名。",
            f"Query file {path}: the name '{query.name}' is taken; rename the file.",
        )
    found[query.name] = query


def read_cypher(path: Path) -> Query:
    """The question of one Cypher file; its name is the file's."""
    file = CypherFile(path)

    def run(context: Context, **values: Any) -> Result:
        return _run_cypher(file, context, values)

    return Query(
        name=path.stem,
        title=file.words("title"),
        question=file.words("question"),
        group=file.group,
        params=tuple(file.params),
        returns=columns(*file.returns),
        caveat=file.words("caveat"),
        run=run,
        order=file.words("order"),
        engine="store",
        cypher=file.text,
    )


def _run_cypher(file: CypherFile, context: Context, values: dict[str, Any]) -> Result:
    most = context.limit + 1
    for param in file.params:
        if param.kind == "entity" and values.get(param.name) is not None:
            values[param.name] = context.resolve(values[param.name]).id
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    rows = context.store.read(
        file.text,
        {**values, "max_rows": most},
        max_rows=most,
        timeout=settings.get_int("MAX_SECONDS"),
    )
    names = file.returns
    ordered = [{name: sorted_lists(row[name]) for name in names} for row in rows]
    return Result(ordered, total_is_least=len(rows) >= most)


def read_algorithm(module_name: str) -> tuple[Query, Path]:
    """The ``QUERY`` of a module and the file it stands in; its name must be the file's."""
    path = _FOLDER / "algorithms" / (module_name.rsplit(".", 1)[-1] + ".py")
    try:
        query = importlib.import_module(module_name).QUERY
    except GraychainError:
        raise
    except Exception as error:
        raise BadQueryFile(
            f"查询文件 {path} 无法读取：{error}。", f"Query file {path} cannot be read: {error}."
        ) from error
    check(query, path)
    return query, path


def check(query: Any, path: Path) -> None:
    """Refuse a ``QUERY`` with a missing sentence, another name, or a reserved parameter."""
    wrong = ""
    if not isinstance(query, Query) or query.name != path.stem.replace("_", "-"):
        wrong = "QUERY must be a Query named like its file"
    elif query.group not in GROUPS:
        wrong = f"there is no group '{query.group}'"
    elif not all((*query.title, *query.question, *query.caveat, *query.order, query.returns)):
        wrong = "title, question, caveat, order and returns need words in zh and en"
    elif not all(p.help.zh and p.help.en and p.name not in RESERVED for p in query.params):
        wrong = "a parameter is reserved or lacks its help in zh or en"
    elif len({p.name for p in query.params}) < len(query.params):
        wrong = "a parameter is doubled"
    if wrong:
        raise BadQueryFile(f"查询文件 {path}：{wrong}。", f"Query file {path}: {wrong}.")
