"""A mapping made of a preset by telling which column of a file is which; kept in HOME/presets."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping as MappingOf
from pathlib import Path
from typing import Any, Final

import yaml

from graph.errors import BadInput
from ingest import preset_files
from ingest.mapping import Mapping
from ingest.mapping_parse import load_file

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,59}")


def with_headers(base: str, headers: MappingOf[str, str], name: str) -> str:
    """The YAML text of preset ``base`` whose columns have these file headers.

    ``headers``: column → header of the file; an empty one means "the file has no such
    column". Columns not named keep theirs. ``name`` is the new mapping's. Raises
    :class:`BadInput` for an unknown column or a name that cannot be one.
    """
    if not _NAME.fullmatch(name):
        raise BadInput(
            "映射名应为小写字母、数字和连字符，以字母开头。",
            "A mapping's name has lower-case letters, digits and dashes and begins with a letter.",
        )
    found = _text_of(base)
    columns: dict[str, Any] = found["columns"]
    for column, header in headers.items():
        if column not in columns:
            raise BadInput(f"预设没有列“{column}”。", f"The preset has no column '{column}'.")
        columns[column] = {
            **columns[column],
            "header": header or f"（无 {column}）",
            "also": [],
        }
    found |= {"preset": name, "version": 1}
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False)


def _text_of(name: str) -> dict[str, Any]:
    """The YAML of a preset, all scalars as they would be read."""
    preset_files.preset(name)
    for folder in (preset_files.own_folder(), preset_files.FOLDER):
        for path in sorted(folder.glob("*.yml")):
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            if found.get("preset") == name:
                return dict(found)
    raise BadInput(f"没有预设“{name}”。", f"There is no preset '{name}'.")


def checked(text: str) -> Mapping:
    """The mapping of a YAML text; raises :class:`BadInput` naming the line."""
    with tempfile.TemporaryDirectory(prefix="graychain-") as folder:
        path = Path(folder) / "mapping.yml"
        path.write_text(text, encoding="utf-8")
        return load_file(path)


def keep(text: str) -> Mapping:
    """Check a mapping and keep it as HOME/presets/NAME.yml: it is recognised from now on.

    Raises :class:`BadInput` when it is wrong or its name is one of ours.
    """
    mapping = checked(text)
    if mapping.preset in preset_files.builtin():
        raise BadInput(
            f"名称“{mapping.preset}”是自带预设，请另取。",
            f"The name '{mapping.preset}' is a preset of ours; choose another.",
        )
    folder = preset_files.own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{mapping.preset}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(folder / f"{mapping.preset}.yml")
    return mapping
