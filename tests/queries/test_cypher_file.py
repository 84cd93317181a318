"""The header of a Cypher file is strict: what breaks a rule stops the program, file named."""

from pathlib import Path

import pytest

from queries import registry
from queries.cypher_file import BadQueryFile, CypherFile

GOOD = """\
// title: 共用 / Shared
// question: 哪些电话被多人使用？/ Which phones are used by several people?
// group: identity
// param min_people: int[2..9] = 2 -- 至少几人 / at least how many people
// param kinds: relations = HOLDS,USES -- 关系 / relations
// param since: date = none -- 起 / from
// returns: identifier, people
// order: 人数多者在前 / most people first
// caveat: 家人会共用 / families share
MATCH (p:Person)-[r]->(x) // a comment with the word CREATE
WHERE type(r) IN $kinds AND ($since IS NULL OR r.last >= $since)
WITH x, count(DISTINCT p) AS people WHERE people >= $min_people
RETURN x {.id} AS identifier, people ORDER BY people DESC, identifier.id LIMIT $max_rows
"""


def _write(folder: Path, text: str, name: str = "shared.cypher") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_becomes_a_query(tmp_path: Path) -> None:
    query = registry.read_cypher(_write(tmp_path, GOOD))
    assert query.name == "shared"
    assert query.title == ("共用", "Shared")
    assert query.question.en == "Which phones are used by several people?"
    assert query.columns == ("identifier", "people")
    people, kinds, since = query.params
    assert (people.kind, people.default, people.minimum, people.maximum) == ("int", 2, 2, 9)
    assert kinds.default == ("HOLDS", "USES")
    assert since.default is None
    assert not since.required


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("// group:", "// grupo:", "unknown header"),
        ("// caveat:", "// title: 共 / S\n// caveat:", "doubled"),
        ("// caveat: 家人会共用 / families share\n", "", "'caveat' is missing"),
        ("家人会共用 / families share", "families share", "中文 / English"),
        ("家人会共用 / families share", "家人会共用", "中文 / English"),
        ("group: identity", "group: nothing", "no group"),
        ("identifier, people", "identifier, nonsense", "columns.py"),
        ("identifier, people\n", "people, people\n", "doubled"),
        (" LIMIT $max_rows", "", "missing LIMIT"),
        ("LIMIT $max_rows", "LIMIT 10", "missing LIMIT"),
        ("ORDER BY people DESC, identifier.id ", "", "ORDER BY"),
        ("people DESC, identifier.id", "identifier.id, people DESC", "ORDER BY"),
        ("WITH x,", "WITH x ORDER BY x.name LIMIT 5 WITH x,", "ORDER BY"),
        ("int[2..9] = 2", "integer = 2", "bad parameter"),
        ("int[2..9] = 2", "int[2..9] = two", "bad parameter"),
        ("int[2..9] = 2 --", "int[2..9] = 2", "bad parameter"),
        ("param since", "param min_people", "doubled or reserved"),
        ("param since", "param limit", "doubled or reserved"),
        (">= $min_people", ">= 2", "unused"),
        (">= $min_people", ">= $least", "undeclared"),
        ("RETURN x", "SET x.a = 1 RETURN x", "not allowed"),
        ("RETURN x", "CALL db.labels() RETURN x", "not allowed"),
        ("RETURN x", "MERGE (y) RETURN x", "not allowed"),
    ],
)
def test_a_broken_rule_names_the_file(tmp_path: Path, old: str, new: str, word: str) -> None:
    assert old in GOOD
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(BadQueryFile) as caught:
        registry.read_cypher(path)
    assert word in caught.value.en
    assert str(path) in caught.value.en
    assert str(path) in caught.value.zh
    assert "\n" not in caught.value.en.replace(str(path), "")


def test_a_doubled_name_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD)
    query = registry.read_cypher(path)
    with pytest.raises(BadQueryFile, match="shared"):
        registry.add({"shared": query}, query, path)


def test_words_in_strings_and_comments_do_not_count(tmp_path: Path) -> None:
    text = GOOD.replace("WHERE type(r)", "WHERE x.name <> 'LIMIT // $y' AND type(r)")
    CypherFile(_write(tmp_path, text))


@pytest.mark.parametrize("path", sorted(Path(registry.__file__).parent.glob("cypher/*.cypher")))
def test_every_file_of_ours_keeps_the_rules(path: Path) -> None:
    assert registry.read_cypher(path).name == path.stem
