"""The README says what is there: settings and queries come from their tables."""

import re
from pathlib import Path

from graph.settings import PREFIX, SETTINGS
from queries import registry

README = Path(__file__).resolve().parent.parent / "README.md"


def _block(name: str) -> str:
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.S)
    assert found is not None
    return found.group(1)


def settings_table() -> str:
    rows = [f"| `{PREFIX}{s.name}` | {s.default or '–'} | {s.zh} / {s.en} |" for s in SETTINGS]
    return "\n".join(["| name | default | meaning |", "| --- | --- | --- |", *rows]) + "\n"


def queries_table() -> str:
    rows = [
        f"| `{query.name}` | {query.question.zh} {query.question.en} |"
        for query in sorted(registry.load().values(), key=lambda q: q.name)
    ]
    return "\n".join(["| name | question |", "| --- | --- |", *rows]) + "\n"


def test_readme_lists_every_setting() -> None:
    assert _block("settings") == settings_table()


def test_readme_lists_every_query() -> None:
    assert _block("queries") == queries_table()
