"""The page of a pseudo base station: its track, who was near it, and when."""
