"""Ids of the relations in the graph store: stable, and telling their ends without a look-up.

``TYPE.from.to.sCUR`` is the sum of a pair's fact rows in one currency (``CUR``
empty where there is none), ``TYPE.from.to.rDIGEST`` the registered relations
of one type, pair and role. A derived relation has ``TYPE.from.to.d``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from graph.errors import BadInput


@dataclass(frozen=True, slots=True)
class EdgeId:
    """An edge id in parts; ``kind`` is ``sum``, ``relation`` or ``derived``.

    ``suffix`` is the currency of a sum, the digest of the role of a relation.
    """

    type: str
    source: str
    target: str
    kind: str
    suffix: str


_KINDS = {"s": "sum", "r": "relation", "d": "derived"}


def role_digest(role: str) -> str:
    """Eight characters for a role word; empty for none."""
    return hashlib.blake2b(role.encode(), digest_size=4).hexdigest() if role else ""


def sum_id(relation_type: str, source: str, target: str, currency: str = "") -> str:
    """The id of the aggregated edge of a pair."""
    return f"{relation_type}.{source}.{target}.s{currency}"


def relation_id(relation_type: str, source: str, target: str, role: str = "") -> str:
    """The id of the edge that stands for all registered relations of this type, pair and role."""
    return f"{relation_type}.{source}.{target}.r{role_digest(role)}"


def parse_edge_id(edge_id: str) -> EdgeId:
    """The parts of an edge id; raises :class:`BadInput` when it is none."""
    parts = edge_id.split(".")
    if len(parts) == 4 and parts[3][:1] in _KINDS and all(parts):
        return EdgeId(parts[0], parts[1], parts[2], _KINDS[parts[3][0]], parts[3][1:])
    raise BadInput(f"不是关系编号：{edge_id[:80]}", f"This is no relation id: {edge_id[:80]}")
