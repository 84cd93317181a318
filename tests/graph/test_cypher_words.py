"""Which Cypher texts are refused before they reach a server, and which are not."""

from __future__ import annotations

import pytest

from graph.errors import Refused
from graph.store.cypher_words import refuse_outside_reach, tokens


@pytest.mark.parametrize(
    "cypher",
    [
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "load /* x */ csv with headers from $u as row return row",
        "MATCH (n) CALL { LOAD CSV FROM 'http://127.0.0.1/' AS row RETURN row } RETURN row",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "MATCH (n) CALL apoc.load.json('x') YIELD value RETURN value",
        "CALL `dbms`.`listConfig`()",
        "CALL db.labels.evil()",
        "SHOW USERS",
        "SHOW TRANSACTIONS YIELD *",
        "TERMINATE TRANSACTION 'x'",
        "USE system MATCH (n) RETURN n",
        "USE `system` RETURN 1",
        "// MATCH\nSHOW INDEXES",
        "LO\\u0041D CSV FROM 'x' AS row RETURN row",
    ],
)
def test_what_reaches_outside_is_refused(cypher: str) -> None:
    with pytest.raises(Refused):
        refuse_outside_reach(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (n) WHERE n.label = 'LOAD CSV FROM x' RETURN n",
        "MATCH (n) RETURN n.show AS show, n.use, n.load AS load, n.csv",
        'MATCH (n:`SHOW USERS`) RETURN "CALL dbms.x()"',
        "MATCH (n) CALL { WITH n RETURN count(*) AS c } RETURN c",
        "MATCH (n) CALL (n) { RETURN 1 AS c } RETURN c",
        "CALL db.labels() YIELD label RETURN label",
        "MATCH (n) /* SHOW USERS */ RETURN n // LOAD CSV FROM",
        "MATCH (n:USE)-[r:SHOW]->() RETURN $use",
        "RETURN 'it''s', 'a\\'LOAD CSV FROM'",
    ],
)
def test_ordinary_questions_pass(cypher: str) -> None:
    refuse_outside_reach(cypher)


def test_tokens_hide_what_is_quoted() -> None:
    assert list(tokens("Match (n:`a b`) // c\nreturn 'x', n.y")) == [
        *("MATCH", "(", "N", ":", "``", ")", "RETURN", "''", ",", "N", ".", "Y"),
    ]  # fmt: skip
