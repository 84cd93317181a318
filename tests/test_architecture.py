"""The import arrows of the design: samples → ingest → graph → queries → webapp, and no other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "graph": {"graph"},
    "ingest": {"graph", "ingest"},
    "queries": {"graph", "queries"},
    "webapp": {"graph", "ingest", "queries", "webapp"},
    "samples": {"graph.schema", "samples"},
}
#: packages that only one module may import
ONLY_IN = {"py2neo": "graph/py2neo_bridge.py", "pyvis": "webapp/subgraph.py"}
PYTHON_FILES = sorted(path for folder in ALLOWED for path in (ROOT / folder).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def _ours(name: str) -> bool:
    return name.split(".")[0] in ALLOWED


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    allowed = ALLOWED[folder]
    wrong = [
        name
        for name in _imports(path)
        if _ours(name)
        and not any(name == item or name.startswith(item + ".") for item in allowed)
        and not (folder == "samples" and name == "graph")  # `from graph import schema`
    ]
    assert wrong == []


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_ending_and_heavy_packages_stay_behind_one_module(path: Path) -> None:
    used = {name.split(".")[0] for name in _imports(path)}
    place = path.relative_to(ROOT).as_posix()
    assert [package for package, home in ONLY_IN.items() if package in used and place != home] == []


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small_and_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert ast.get_docstring(ast.parse(text))


def test_top_level_has_only_the_agreed_names() -> None:
    agreed = {*ALLOWED, "tests", "requirements.txt", "requirements-dev.txt", "README.md"}
    agreed |= {"Makefile", "Dockerfile", "compose.yaml", "pyproject.toml", "LICENSE", "NOTICE"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - agreed - {"data"} == set()
