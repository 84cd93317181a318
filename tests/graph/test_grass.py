"""The style file, read as Neo4j Browser reads it: rule after rule, the last that fits wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import schema
from graph.__main__ import main
from graph.model import Entity
from graph.store.cypher_write import labels_of

Rules = list[tuple[list[str], dict[str, str]]]


def rules_of(text: str) -> Rules:
    """Browser's own way: ``'`` opens and closes a text, braces outside of one bound a rule."""
    rules, name, body, inside, quoted = [], "", "", False, False
    for sign in text:
        if sign == "'":
            quoted = not quoted
        elif sign == "{" and not quoted:
            inside = True
        elif sign == "}" and not quoted:
            pairs = (item.split(":", 1) for item in body.split(";") if ":" in item)
            rules.append((name.strip().split("."), {k.strip(): v.strip() for k, v in pairs}))
            name, body, inside = "", "", False
        elif inside:
            body += sign
        else:
            name += sign
    return rules


def style(rules: Rules, tag: str, classes: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for (kind, *wanted), values in rules:
        if kind == tag and set(wanted) <= set(classes):
            found |= values
    return found


@pytest.fixture
def rules(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rules:
    monkeypatch.setenv("GRAYCHAIN_HOME", str(small_home))
    out = tmp_path / "graychain.grass"
    assert main(["export", "--format", "grass", "--out", str(out)]) == 0
    return rules_of(out.read_text(encoding="utf-8"))


def test_every_type_has_its_colour(rules: Rules) -> None:
    table = schema.load()
    for kind in table.entities.values():
        seen = style(rules, "node", labels_of(Entity("x", kind.name, "k", "l")))
        assert seen["color"] == table.families[kind.family].light
        assert seen["caption"] == "{label}"
    other = style(rules, "node", ("Graychain", "Drone"))
    assert (other["color"], other["caption"]) == ("#7d7f82", "{label}")


def test_text_can_be_read_on_every_colour(rules: Rules) -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for kind in schema.load().entities:
        seen = style(rules, "node", (kind,))
        ends = sorted((light(seen["color"]), light(seen["text-color-internal"])))
        assert (ends[1] + 0.05) / (ends[0] + 0.05) >= 4.5, kind


def test_relationships_show_their_type(rules: Rules) -> None:
    for kind in schema.load().relations.values():
        seen = style(rules, "relationship", (kind.name,))
        assert seen["caption"] == "<type>"
        assert (seen["color"] == "#b8bbbf") == kind.derived
