"""Where a pseudo base station was, and who was near: from reports of its messages."""
