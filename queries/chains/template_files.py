"""The templates there are: ours, and those a unit keeps under ``HOME/templates``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from queries.chains import vocabulary
from queries.chains.template import Template, Vocabulary
from queries.chains.template_parse import parse, read_file, read_vocabulary, wrong

FOLDER: Final = Path(__file__).parent
#: where a unit puts its own, below HOME
OWN: Final = "templates"


@lru_cache(maxsize=1)
def stages() -> Vocabulary:
    """The stages, limits and word lists of ``stages.yml``, read once."""
    return read_vocabulary(FOLDER / "stages.yml")


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Template]:
    """Our templates by name (``T2``), read once; raises ``TemplateError``."""
    found = [_read(path) for path in sorted((FOLDER / "templates").glob("*.yml"))]
    return {each.name: each for each in sorted(found, key=lambda t: (len(t.name), t.name))}


def templates_of(home: Path) -> Mapping[str, Template]:
    """Ours and the unit's own (``HOME/templates/*.yml``), by name.

    An own file is read again when it changed. Raises ``TemplateError`` for one that is
    written wrongly or takes a name of ours.
    """
    own: dict[str, Template] = {}
    for path in sorted((home / OWN).glob("*.yml")):
        about = path.stat()
        template = _read_own(path, about.st_mtime_ns, about.st_size)
        own[template.name] = template
    return {**templates(), **own}


@lru_cache(maxsize=64)
def _read_own(path: Path, changed: int, size: int) -> Template:
    template = _read(path)
    if template.name in templates():
        raise wrong(
            path.name,
            f"{template.name} 已被自带模板使用，请另取名称",
            f"{template.name} is the name of a template of ours, take another",
        )
    return template


def _read(path: Path) -> Template:
    template = parse(read_file(path), path.name, stages())
    if template.name != path.stem:
        raise wrong(
            path.name,
            f"文件内名称为 {template.name}，应与文件名一致",
            f"is called {template.name} inside, the file's name must be the same",
        )
    vocabulary.check(template)
    return template


def suiting(scam_type: str, home: Path) -> Template | None:
    """The template that reads a case of this scam type: the one with the longest word in it.

    Of equal ones the unit's own, then the first by name.
    """
    known = templates_of(home)
    order = [*(name for name in known if name not in templates()), *templates()]
    claims = {name: known[name].claim(scam_type) for name in order}
    name = max(order, key=claims.__getitem__)
    return known[name] if claims[name] else None
