"""The money page: a ``fund-trace`` answer as levels, a Sankey and a list of ends."""
