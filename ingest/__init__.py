"""Evidence files in: readers, presets, normalisers and the loader. Imports `graph` only."""
