"""Whose a Neo4j database is: ours to write, or someone else's to leave alone.

Our nodes carry ``Graychain``, and ``(:GraychainMeta)`` names the dataset. A
database that holds anything else is not written without ``--adopt``, and not
even with it while something foreign goes by one of our type labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph import schema
from graph.errors import BadInput
from graph.store.neo4j_settle import imported_version

_FOREIGN_LABELS: Final = (
    "MATCH (n) WHERE NOT n:Graychain AND NOT n:GraychainMeta AND NOT n:GraychainTurn"
    " WITH DISTINCT labels(n) AS found UNWIND (CASE found WHEN [] THEN [''] ELSE found END) AS name"
    " RETURN DISTINCT name ORDER BY name LIMIT 1000"
)
_CONSTRAINTS: Final = (
    "SHOW CONSTRAINTS YIELD name, labelsOrTypes WHERE name <> 'graychain_id'"
    " RETURN coalesce(labelsOrTypes, []) AS labels"
)


def check_claim(
    session: Any, meta: Mapping[str, Any], dataset: str, version: int, adopt: bool
) -> None:
    """Raise :class:`BadInput` when the database may not be written for ``dataset``.

    ``meta`` is its marker, ``version`` the one the ledger has. Cost: a scan of
    what is not ours, only where the marker does not settle it.
    """
    theirs = meta.get("dataset_id")
    held = imported_version(meta) or int(meta.get("applied_version", 0))
    if theirs == dataset and held <= version:
        return
    labels = [record["name"] for record in session.run(_FOREIGN_LABELS)]
    if not adopt:
        if theirs == dataset:
            raise _newer(held, version)
        if theirs is not None:
            raise _other_dataset(str(theirs))
        if labels:
            raise _not_ours(labels)
        return
    ours = {label for kind in schema.load().entities.values() for label in kind.labels}
    constrained = {name for record in session.run(_CONSTRAINTS) for name in record["labels"]}
    if clash := sorted(ours & ({*labels} | constrained)):
        raise _clash(clash)


def _newer(theirs: int, ours: int) -> BadInput:
    return BadInput(
        f"图库中的版本 {theirs} 比账本 {ours} 新（账本由备份恢复？）；确认后加 --adopt。",
        f"The store holds version {theirs}, newer than the ledger's {ours} (restored from a"
        " backup?); if that is meant, add --adopt.",
    )


def _other_dataset(theirs: str) -> BadInput:
    return BadInput(
        f"此 Neo4j 数据库属于另一数据集（{theirs}），未写入；确认接管请加 --adopt。",
        f"This Neo4j database belongs to another dataset ({theirs}); nothing was written."
        " To take it over add --adopt.",
    )


def _not_ours(labels: list[str]) -> BadInput:
    named = "、".join(labels[:5]) or "(…)"
    return BadInput(
        f"此 Neo4j 数据库已有他人数据（{named}），未写入；请用空库，或确认共存后加 --adopt。",
        f"This Neo4j database holds data that is not ours ({', '.join(labels[:5])}); nothing was"
        " written. Use an empty database, or add --adopt to live beside it.",
    )


def _clash(labels: list[str]) -> BadInput:
    return BadInput(
        f"库中他人的节点或约束使用了我们的标签（{'、'.join(labels[:5])}），不能接管；请用另一个数据库。",
        f"Nodes or constraints of others use our labels ({', '.join(labels[:5])}); it cannot be"
        " taken over. Use another database.",
    )
