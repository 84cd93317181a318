"""Maps without tiles: boundaries from a file, places in WGS-84, drawn on the server as SVG."""
