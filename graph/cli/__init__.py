"""The commands of python -m graph."""
