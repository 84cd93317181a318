"""Centrality of a projection: networkx up to 3,000 nodes, networkit above, the same values."""
