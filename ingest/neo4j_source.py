"""Reads an existing Neo4j database of any shape into tables, one per label or type of a mapping.

The tables are then loaded like files: the identity of a load is the hash of what
was read. Nodes of ours (label ``Graychain``) are no evidence and never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from graph import settings
from graph.errors import BadInput
from graph.property_tables import NodeRow, RelationshipRow, write_nodes, write_relationships
from graph.store.interface import NEO4J_SCHEMES
from ingest.archives import Found
from ingest.mapping import GraphTable, Mapping

#: records of one page: the server makes the next when this one has been read
PAGE: Final = 2000
_CONNECT_SECONDS: Final = 10.0

_LABELS: Final = "CALL db.labels() YIELD label AS name"
_TYPES: Final = "CALL db.relationshipTypes() YIELD relationshipType AS name"
_THERE: Final = " RETURN name ORDER BY name LIMIT 1000"
_NODE: Final = "MATCH (n:`{name}`) WHERE NOT n:Graychain"
_RELATIONSHIP: Final = "MATCH (a)-[n:`{name}`]->(b) WHERE NOT a:Graychain AND NOT b:Graychain"
_NAMES: Final = " UNWIND keys({of}) AS name RETURN DISTINCT name ORDER BY name"
#: ordered by the node or relationship itself: a scan gives that order, nothing is sorted
_READ_NODES: Final = " RETURN elementId(n), labels(n), properties(n) ORDER BY n"
_READ_RELATIONSHIPS: Final = (
    " RETURN elementId(n), properties(n), elementId(a), labels(a), properties(a),"
    " elementId(b), labels(b), properties(b) ORDER BY n"
)


def is_address(path: Path | str) -> bool:
    """Whether a path named by the user is the address of a database."""
    return str(path).startswith(NEO4J_SCHEMES)


def read_tables(
    address: str,
    mapping: Mapping | None,
    folder: Path,
    tell: Callable[[str], None] = lambda name: None,
) -> list[Found]:
    """Read the tables that mappings name into ``folder``: files called ``HOST/DATABASE/TABLE``.

    ``tell`` is called with each table's name. Raises :class:`BadInput` for a
    server that does not answer or refuses the sign-in, and for a label or type
    that is not there. Memory is that of a page; about 20,000 records a second.
    """
    tables = [m.table for m in (mapping.tables if mapping else ()) if m.table is not None]
    if not tables:
        raise BadInput(
            "读取数据库需要 --mapping，其中以 label 或 relationship 写明读哪张表。",
            "To read a database give --mapping with a file whose mappings name their label or"
            " relationship.",
        )
    database = settings.get("SOURCE_DATABASE")
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise BadInput(
            "地址中不要写口令，请用 GRAYCHAIN_SOURCE_USER 与 GRAYCHAIN_SOURCE_PASSWORD。",
            "Keep the password out of the address: set GRAYCHAIN_SOURCE_USER and"
            " GRAYCHAIN_SOURCE_PASSWORD.",
        )
    found = []
    with _session(address, database) as session:
        for table in tables:
            tell(table.file)
            path = folder / table.file
            _read(session, table, path, database)
            name = f"{parts.netloc}/{database}/{table.file}"
            found.append(Found(path, name, direct=True, database=True))
    return found


Row = TypeVar("Row", NodeRow, RelationshipRow)


@contextmanager
def _session(address: str, database: str) -> Iterator[Any]:
    """A session that only reads; what goes wrong in it is one clear sentence."""
    import neo4j

    login = (settings.get("SOURCE_USER"), settings.get("SOURCE_PASSWORD"))
    try:
        with (
            neo4j.GraphDatabase.driver(
                address,
                auth=login,
                connection_timeout=_CONNECT_SECONDS,
                max_transaction_retry_time=_CONNECT_SECONDS,
                notifications_min_severity="OFF",
                user_agent="graychain",
            ) as driver,
            driver.session(
                database=database, default_access_mode=neo4j.READ_ACCESS, fetch_size=PAGE
            ) as session,
        ):
            yield session
    except neo4j.exceptions.AuthError as error:
        raise BadInput(
            f"数据库拒绝登录，请检查 GRAYCHAIN_SOURCE_USER 与 GRAYCHAIN_SOURCE_PASSWORD：{address}",
            "The database refused the sign-in; check GRAYCHAIN_SOURCE_USER and"
            f" GRAYCHAIN_SOURCE_PASSWORD: {address}",
        ) from error
    except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError, ValueError) as error:
        told = " ".join(str(getattr(error, "message", None) or error).split())[:300]
        raise BadInput(
            f"数据库无法读取：{address}：{told}", f"The database cannot be read: {address}: {told}"
        ) from error


def _read(session: Any, table: GraphTable, path: Path, database: str) -> None:
    pattern = (_NODE if table.label else _RELATIONSHIP).format(
        name=table.label or table.relationship
    )

    def names(of: str) -> list[str]:
        return [record["name"] for record in session.run(pattern + _NAMES.format(of=of))]

    if table.label:
        own = names("n")
        rows = (NodeRow(*record) for record in session.run(pattern + _READ_NODES))
        count = write_nodes(path, own, (_steady(row, own) for row in rows))
    else:
        own, start, end = names("n"), names("a"), names("b")
        found = map(_relationship, session.run(pattern + _READ_RELATIONSHIPS))
        count = write_relationships(
            path, own, start, end, (_steady_ends(row, own, start, end) for row in found)
        )
    if count == 0:
        raise _nothing(session, table, database)


def _relationship(record: Sequence[Any]) -> RelationshipRow:
    element, properties, *ends = record
    return RelationshipRow(element, NodeRow(*ends[:3]), NodeRow(*ends[3:]), properties)


def _steady(row: Row, names: Sequence[str]) -> Row:
    """The row; raises :class:`BadInput` when it has a property that was not there at first."""
    if row.properties.keys() <= set(names):
        return row
    raise BadInput(
        "数据库在读取期间被改动，未入库；请稍后重试。",
        "The database was changed while it was read; nothing was loaded, try again.",
    )


def _steady_ends(
    row: RelationshipRow, own: Sequence[str], start: Sequence[str], end: Sequence[str]
) -> RelationshipRow:
    _steady(row.start, start)
    _steady(row.end, end)
    return _steady(row, own)


def _nothing(session: Any, table: GraphTable, database: str) -> BadInput:
    there = [
        record["name"] for record in session.run((_LABELS if table.label else _TYPES) + _THERE)
    ]
    listed = ", ".join(there[:20]) + (" …" if len(there) > 20 else "")
    name = table.label or table.relationship
    return BadInput(
        f"数据库 {database} 中没有“{name}”；有：{listed or '（空库）'}。",
        f"The database {database} holds no '{name}'; it has: {listed or '(nothing)'}.",
    )
