"""A batch is one transaction to those who read the embedded store meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from graph.model import Batch, Entity, Relation
from graph.store.arcadedb_store import ArcadeStore
from graph.store.edges import relation_id

_STATE = (
    "MATCH (n:Graychain) WITH count(n) AS people"
    " OPTIONAL MATCH (m:GraychainMeta)"
    " RETURN people, coalesce(m.applied_version, 0) AS version"
)
_RELATIONS = "MATCH (:Graychain)-[r]->(:Graychain) RETURN count(r) AS n"


def test_a_reader_sees_a_batch_whole_or_not_at_all(tmp_path):
    """A sync adds thousands of relations; nobody may be shown half of them."""
    people = tuple(Entity(f"p-{n}", "Person", "", str(n)) for n in range(60))
    pairs = [(a.id, b.id) for a in people for b in people if a is not b][:3000]
    relations = tuple(
        Relation(relation_id("RELATED_TO", *pair), "RELATED_TO", *pair) for pair in pairs
    )
    store = ArcadeStore(tmp_path / "graph")
    try:
        store.write(Batch(people[:1], meta={"applied_version": 1}))
        states, counts = [store.read(_STATE)[0]], [store.read(_RELATIONS)[0]["n"]]
        with ThreadPoolExecutor(1) as beside:
            batch = Batch(people, relations, meta={"applied_version": 2})
            writing = beside.submit(store.write, batch)
            while not writing.done():
                states.append(store.read(_STATE)[0])
                counts.append(store.read(_RELATIONS)[0]["n"])
            writing.result()
        states.append(store.read(_STATE)[0])
        counts.append(store.read(_RELATIONS)[0]["n"])
    finally:
        store.close()
    assert len(states) > 3  # somebody did read meanwhile
    before, after = {"people": 1, "version": 1}, {"people": 60, "version": 2}
    assert (states[0], states[-1]) == (before, after)
    assert all(state in (before, after) for state in states)
    assert (counts[0], counts[-1]) == (0, 3000)
    assert set(counts) == {0, 3000}
