"""Named projections: which entities and relations of a dataset version make the graph measured.

In a notebook::

    projection = project(Dataset(ledger), "communication")
    graph, frame = projection.to_networkx(), projection.edges
"""

from graph.projections.build import project
from graph.projections.definitions import DEFINITIONS, Definition
from graph.projections.projection import Bounds, Projection

__all__ = ["DEFINITIONS", "Bounds", "Definition", "Projection", "project"]
