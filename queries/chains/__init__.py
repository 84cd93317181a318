"""Crime chains: stage vocabulary and templates as data, and the matcher that fills them."""
