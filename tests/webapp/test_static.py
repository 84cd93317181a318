"""Files served as they are: vendored with hashes, no other host, small scripts, equal tokens."""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path

import webapp.app
from graph import schema

STATIC = Path(webapp.app.__file__).parent / "static"
TEMPLATES = STATIC.parent / "templates"
OURS = [*(STATIC / "js").glob("*.js"), STATIC / "app.css", STATIC / "tokens.css"]


def test_vendored_files_have_the_hash_the_table_says() -> None:
    table = (STATIC / "vendor/README.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", table, re.M)
    assert [name for name, _ in rows] == ["vis-network-9.1.2.min.js"]
    for name, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
    wheel = resources.files("pyvis") / "lib/vis-9.1.2/vis-network.min.js"
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == rows[0][1]


def test_nothing_of_ours_names_another_host() -> None:
    for path in [*OURS, *TEMPLATES.glob("*.html"), STATIC / "families.svg"]:
        found = set(re.findall(r"https?://[^\s\"'`)]+", path.read_text("utf-8")))
        assert found - {"http://www.w3.org/2000/svg"} == set(), path.name


def test_no_template_has_inline_script_style_or_frame() -> None:
    for path in TEMPLATES.glob("*.html"):
        page = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son(?!e=)\w+=|<iframe|javascript:", page), path.name
        for tag in re.findall(r"<script[^>]*>(.*?)</script>", page, re.S):
            assert tag == "", path.name


def test_scripts_stay_small_and_make_no_markup_from_strings() -> None:
    for path in (STATIC / "js").glob("*.js"):
        code = path.read_text("utf-8")
        assert code.count("\n") < 300, path.name
        assert code.startswith("//"), path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)


def _block(css: str, start: str) -> dict[str, str]:
    body = css.split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def test_the_two_dark_blocks_are_equal_and_have_the_light_keys() -> None:
    css = (STATIC / "tokens.css").read_text("utf-8")
    light = _block(css, ':root, [data-theme="light"] {')
    dark = _block(css, ":root:not([data-theme]) {")
    again = _block(css, '[data-theme="dark"] {')
    assert dark == again
    assert set(light) == set(dark)


def test_families_have_a_symbol_and_the_colours_of_the_schema() -> None:
    css = (STATIC / "tokens.css").read_text("utf-8")
    light = _block(css, ':root, [data-theme="light"] {')
    dark = _block(css, ":root:not([data-theme]) {")
    symbols = (STATIC / "families.svg").read_text("utf-8")
    for name, family in schema.load().families.items():
        assert f'<symbol id="{name}"' in symbols
        assert (light[name], dark[name]) == (family.light, family.dark)
