"""The graph store on a Neo4j server: only what carries the label ``Graychain`` is ours.

One ``(:GraychainMeta)`` marks the database with the dataset it holds. A load
writes in parts, each in a transaction that also notes how far it came, so one
that was cut off goes on where it stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from graph import settings
from graph.errors import BadInput, GraychainError, StoreUnavailable
from graph.model import Batch, Entity, Relation
from graph.store import DEFAULT_ROWS, DEFAULT_SECONDS, GraphStore, neo4j_settle
from graph.store.cypher_words import refuse_outside_reach
from graph.store.cypher_write import Run, write_batch
from graph.store.neo4j_claim import check_claim
from graph.store.neo4j_engine import connect, our_error, plain
from graph.store.neo4j_load import Statement, entity_creations, relation_creations

#: rows of one transaction of a load: twice as many gain nothing and hold twice the memory
_PART: Final = 10_000
_WRITE_SECONDS: Final = 120.0

_CONSTRAINT: Final = (
    "CREATE CONSTRAINT graychain_id IF NOT EXISTS FOR (n:Graychain) REQUIRE n.id IS UNIQUE"
)
_SET_META: Final = "MERGE (m:GraychainMeta {name: 'graychain'}) SET m += $values"
_NEW_META: Final = (
    "MERGE (m:GraychainMeta {name: 'graychain'}) SET m = $values, m.name = 'graychain'"
)
_CLEAR: Final = "MATCH (n:Graychain) WITH n LIMIT $part DETACH DELETE n RETURN count(*) AS gone"
#: a node of its own: holding the marker itself would make our own parts wait for us
_TURN: Final = "MERGE (t:GraychainTurn {name: 'turn'}) SET t.at = timestamp()"


class Neo4jStore(GraphStore):
    """A Neo4j database, shared by any number of processes."""

    def __init__(self, url: str) -> None:
        """Connect; raises ``StoreUnavailable`` when the server does not answer."""
        self._url = url
        self._database = settings.get("STORE_DATABASE")
        self._driver: Any = connect(url)
        self._turn = threading.RLock()
        self._schema_made = False

    def ensure_schema(self) -> None:
        """Create the constraint on ``(:Graychain {id})``, the only one of ours."""
        if not self._schema_made:
            with self._session() as session:
                session.run(_CONSTRAINT).consume()
            self._schema_made = True

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        max_rows: int = DEFAULT_ROWS,
        timeout: float = DEFAULT_SECONDS,
    ) -> list[dict[str, Any]]:
        """See :meth:`GraphStore.read`; the server ends a query that is out of time."""
        import neo4j

        refuse_outside_reach(cypher)

        def work(transaction: Any) -> list[dict[str, Any]]:
            found = transaction.run(cypher, dict(params or {}))
            keys = found.keys()
            return [
                dict(zip(keys, map(plain, record.values()), strict=True))
                for record in islice(found, max_rows)
            ]

        work = neo4j.unit_of_work(timeout=timeout)(work)
        with self._session(read=True, seconds=timeout) as session:
            rows: list[dict[str, Any]] = session.execute_read(work)
        return rows

    def write(self, batch: Batch) -> None:
        """See :meth:`GraphStore.write`: one transaction, seen whole or not at all."""

        def work(run: Run) -> None:
            write_batch(batch, run, lambda part: part(run))
            if batch.meta:
                run(_SET_META, {"values": dict(batch.meta)})

        self.ensure_schema()
        self._transact(work)

    def load(
        self, entities: Iterable[Entity], relations: Iterable[Relation], meta: Mapping[str, Any]
    ) -> None:
        """See :meth:`GraphStore.load`; here readers see the new content grow.

        The marker is ``busy`` meanwhile. A load of the same version that was
        cut off goes on where it stopped. About 15,000 relations a second.
        """
        self.ensure_schema()
        loading = f"{meta.get('dataset_id')} {meta.get('applied_version')} {meta.get('layout')}"
        done = self.meta()
        if done.get("loading") != loading:
            self._begin(loading, meta)
            done = {}
        self._load_parts(entities, entity_creations, "loaded_entities", done)
        self._load_parts(relations, relation_creations, "loaded_relations", done)
        self._transact(lambda run: run(_NEW_META, {"values": dict(meta)}))

    def set_meta(self, **values: Any) -> None:
        """See :meth:`GraphStore.set_meta`."""
        self._transact(lambda run: run(_SET_META, {"values": values}))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """See :meth:`GraphStore.turn`: a transaction that holds a node of ours to the end."""
        with self._turn, self._session() as session, session.begin_transaction() as transaction:
            transaction.run(_TURN).consume()
            yield

    def clear(self) -> None:
        """See :meth:`GraphStore.clear`; nothing of anyone else's is touched."""
        while self._cleared_some():
            pass
        self._transact(lambda run: run(_NEW_META, {"values": {}}))

    def claim(self, dataset: str, version: int, adopt: bool = False) -> None:
        """See :meth:`GraphStore.claim`; the rules are those of :mod:`graph.store.neo4j_claim`."""
        meta = self.meta()
        with self._session(read=True) as session:
            check_claim(session, meta, dataset, version, adopt)

    def settle(self) -> None:
        """See :meth:`GraphStore.settle`; :mod:`graph.store.neo4j_settle` says what that is."""
        meta = self.meta()
        if neo4j_settle.imported_version(meta) is None:
            return
        self.ensure_schema()
        with self._session() as session:
            for statement in neo4j_settle.statements(meta):
                session.run(statement).consume()
        self.set_meta(**neo4j_settle.settled(meta))

    def close(self) -> None:
        """Let go; the connections stay with the process for the next question."""
        self._driver = None

    def _begin(self, loading: str, meta: Mapping[str, Any]) -> None:
        self.set_meta(busy=True, dataset_id=meta.get("dataset_id"))
        self.clear()
        begun = {"loading": loading, "busy": True, "dataset_id": meta.get("dataset_id")}
        self.set_meta(**{name: value for name, value in begun.items() if value is not None})

    def _load_parts(
        self,
        items: Iterable[Any],
        creations: Callable[[list[Any]], list[Statement]],
        counter: str,
        done: Mapping[str, Any],
    ) -> None:
        """Write ``items`` from the one the marker's ``counter`` names, part by part."""
        written = int(done.get(counter, 0))
        stream = islice(iter(items), written, None)
        while part := list(islice(stream, _PART)):
            written += len(part)
            statements = creations(part)

            def work(run: Run, statements: Any = statements, written: int = written) -> None:
                for cypher, rows in statements:
                    if run(cypher, {"rows": rows})[0]["done"] != len(rows):
                        raise BadInput(
                            "关系的一端不在图库中。", "An end of a relation is not in the store."
                        )
                run(_SET_META, {"values": {counter: written}})

            self._transact(work)

    def _cleared_some(self) -> bool:
        gone = 0

        def work(run: Run) -> None:
            nonlocal gone
            gone = int(run(_CLEAR, {"part": _PART})[0]["gone"])

        self._transact(work)
        return gone > 0

    def _transact(self, work: Callable[[Run], Any]) -> None:
        """Run ``work`` in one transaction; the driver runs it again when it loses a race."""

        def inside(transaction: Any) -> None:
            def run(cypher: str, params: dict[str, Any]) -> list[dict[str, Any]]:
                return [plain(record.data()) for record in transaction.run(cypher, params)]

            work(run)

        with self._session() as session:
            session.execute_write(inside)

    @contextmanager
    def _session(self, read: bool = False, seconds: float = _WRITE_SECONDS) -> Iterator[Any]:
        """A session whose errors are ours."""
        import neo4j

        if self._driver is None:
            raise StoreUnavailable("图库已关闭。", "The graph store is closed.")
        mode = neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS
        try:
            with self._driver.session(database=self._database, default_access_mode=mode) as session:
                yield session
        except GraychainError:
            raise
        except (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError) as error:
            raise our_error(error, self._url, seconds) from error
