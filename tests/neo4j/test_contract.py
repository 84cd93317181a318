"""The contract every store keeps, on a real Neo4j: the same tests as the embedded engine's."""

from tests.graph.test_store import *  # noqa: F403
from tests.graph.test_subgraph import *  # noqa: F403
